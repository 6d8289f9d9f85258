//! Which outputs a program of several processes can have.
//!
//! An [`Order`] says what each process does, in *program order*: it prints lines, starts
//! processes and joins them, sends and receives messages. From that follows what *happens
//! before* what (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed
//! System", 1978): an earlier event of a process before a later one, a start before
//! everything in the child, everything in the child before the join that saw it ended, the
//! sending of a message before its receipt. Two events that no chain of these connects are
//! *concurrent*. An output is *possible* if it has every line, none before a line that
//! happens before it: a linear extension of the order. A run is *observed*; the two words
//! are never mixed up.
//!
//! An order speaks of the runs that print its lines. What a program prints only when it was
//! slow, or fast, is in none.
//!
//! All answers are exact. The search for the writers of an output that is only a text gives
//! up rather than guess, and says so.
//!
//! This module is pure: no I/O, no clock, no randomness of its own.
//!
//! ```
//! use process_order::Order;
//!
//! let order: Order = "\
//! main
//!   start child
//!   | parent
//!   join child
//!   | joined
//!   exit 0
//!
//! child
//!   | hello
//!   exit 0
//! ".parse()?;
//!
//! assert!(order.check_text("hello\nparent\njoined\n").is_possible());
//! let verdict = order.check_text("parent\njoined\nhello\n");
//! assert_eq!(
//!     verdict.refusal().expect("it is impossible").to_string(),
//!     "line 2: `joined` cannot come before `hello`: \
//!      child prints `hello`, main then joins child, then prints `joined`"
//! );
//! assert_eq!(order.count()?.to_string(), "2");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod cuts;
mod model;
pub mod quiz;
mod relation;

pub use answers::census::{After, Census, TooMany};
pub use answers::judgement::Judgement;
pub use answers::outputs::Outputs;
pub use answers::verdict::{Reason, Refusal, Verdict};
pub use answers::written::{Writer, Written};
pub use model::edges::{Edge, Fault, Rule};
pub use model::event::{End, Event, EventId, History};
pub use model::pattern::Pattern;
pub use model::placeholder::Placeholder;
pub use model::text::ParseError;
pub use relation::difference::Difference;
pub use relation::why::CausalPath;

use cuts::chain::{Builder, Chain, chains_of};
use cuts::guaranteed::Guaranteed;
use model::edges::edges_of;

/// What a program of several processes does, and what of it happens before what.
#[derive(Clone)]
pub struct Order {
    histories: Vec<History>,
    edges: Vec<Edge>,
    must: Guaranteed,
    chains: Vec<Chain>,
    /// The chains of each process: its own, then those of its free lines.
    chains_of: Vec<Vec<usize>>,
    /// The chains with silent steps.
    silent: Vec<usize>,
    anybody_killed: bool,
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.histories == other.histories
    }
}

impl Eq for Order {}

impl Order {
    /// The order of these processes, the first of them main.
    ///
    /// A process that nobody starts can begin at once.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when no program can do that.
    pub fn new(histories: Vec<History>) -> Result<Self, Fault> {
        let (edges, one_run) = edges_of(&histories)?;
        let must = Guaranteed::of(&histories, &edges);
        let chains_of = chains_of(&histories);
        let builder = Builder::new(&histories, &edges, &must, &chains_of);
        let chains = builder.build(&one_run);
        let is_silent =
            |id: &EventId| histories[id.process].is_silent_step(id.event);
        let silent = (0..chains.len())
            .filter(|chain| chains[*chain].steps.iter().any(is_silent))
            .collect();
        let anybody_killed = histories.iter().any(History::is_killed);
        Ok(Self {
            histories,
            edges,
            must,
            chains,
            chains_of,
            silent,
            anybody_killed,
        })
    }

    /// The processes, the first of them main.
    pub fn histories(&self) -> &[History] {
        &self.histories
    }

    /// What leads from one process to another.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The position of the process of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.histories.iter().position(|history| history.name == name)
    }

    /// The name of the process of `id`.
    ///
    /// # Panics
    ///
    /// When there is no such process in this order.
    pub fn name(&self, id: EventId) -> &str {
        &self.histories[id.process].name
    }

    /// What `id` stands for.
    ///
    /// # Panics
    ///
    /// When there is no such event in this order.
    pub fn event(&self, id: EventId) -> &Event {
        &self.histories[id.process].events[id.event]
    }

    /// Every line, process by process, in program order.
    pub fn lines(&self) -> impl Iterator<Item = (EventId, &Pattern)> + Clone {
        self.histories.iter().enumerate().flat_map(|(process, history)| {
            history.events.iter().enumerate().filter_map(move |(event, what)| {
                Some((EventId { process, event }, what.line()?))
            })
        })
    }

    /// The same order with `change` made to each line, which is given with the name of the
    /// process that prints it.
    #[must_use]
    pub fn map_lines(&self, change: impl Fn(&str, &Pattern) -> Pattern) -> Self {
        self.map_events(|name, event| match event {
            Event::Line(line) => Event::Line(change(name, line)),
            Event::FreeLine(line) => Event::FreeLine(change(name, line)),
            event => event.clone(),
        })
    }

    /// The same order without the order among neighbouring lines of a process of which
    /// `open` says so: for what a language leaves open.
    #[must_use]
    pub fn relax(&self, open: impl Fn(&str, &Pattern) -> bool) -> Self {
        self.map_events(|name, event| match event {
            Event::Line(line) if open(name, line) => Event::FreeLine(line.clone()),
            event => event.clone(),
        })
    }

    /// With other lines in place of the lines.
    fn map_events(&self, change: impl Fn(&str, &Event) -> Event) -> Self {
        let histories = self.histories.iter().map(|history| {
            let events =
                history.events.iter().map(|event| change(&history.name, event));
            History { events: events.collect(), ..history.clone() }
        });
        Self::new(histories.collect()).expect("lines are no matter of validity")
    }
}

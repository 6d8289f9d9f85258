//! What each process does, in program order.

use super::edges::{Edge, Fault, edges_of};
use super::must::Must;
use super::pattern::Pattern;
use super::strand::{Builder, Strand, strands_of};

/// One thing that a process does once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It prints a line.
    Line(Pattern),
    /// It prints a line whose order among its free neighbours is left open. Free lines that
    /// follow each other are a group: they come in any order, all after what precedes the
    /// group and before what follows it.
    FreeLine(Pattern),
    /// It starts the process of this name.
    Start(String),
    /// It has seen that the process of this name has ended.
    Join(String),
    /// It sends the process of this name a signal to end it.
    Terminate(String),
    /// It sends the message of this number, unique among those that it sends.
    Send(u32),
    /// It receives a message.
    Receive {
        /// The name of the process that has sent it.
        from: String,
        /// The number that it has there.
        number: u32,
    },
}

impl Event {
    /// The line that is printed, if it is one.
    pub fn line(&self) -> Option<&Pattern> {
        match self {
            Self::Line(pattern) | Self::FreeLine(pattern) => Some(pattern),
            _ => None,
        }
    }
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this exit code.
    Exit(i32),
    /// By this signal, `SIGTERM` for one. When it came, nothing orders: the process may
    /// have printed any prefix of its lines, but for those that happen before something
    /// that another process cannot do without.
    Killed(String),
    /// By itself, and nobody knows the exit code.
    Unknown,
}

/// One process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Unique in its order.
    pub name: String,
    /// In program order.
    pub events: Vec<Event>,
    /// What comes after the last event.
    pub end: End,
}

impl History {
    pub(super) fn is_killed(&self) -> bool {
        matches!(self.end, End::Killed(_))
    }

    /// Whether it matters to others that the process, before it was killed, got over the
    /// join or the receipt `event`, and no line of its own tells.
    pub(super) fn is_silent_step(&self, event: usize) -> bool {
        let (wait, later) = (&self.events[event], &self.events[event + 1..]);
        self.is_killed()
            && matches!(wait, Event::Join(_) | Event::Receive { .. })
            && later.iter().take_while(|event| event.line().is_none()).any(|event| {
                matches!(
                    event,
                    Event::Start(_) | Event::Send(_) | Event::Terminate(_)
                )
            })
    }
}

/// An event of an [`Order`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// The position of its process.
    pub process: usize,
    /// Its position in that process.
    pub event: usize,
}

/// What a program of several processes does, and what of it happens before what.
#[derive(Clone)]
pub struct Order {
    histories: Vec<History>,
    pub(super) edges: Vec<Edge>,
    pub(super) must: Must,
    pub(super) strands: Vec<Strand>,
    /// The strands of each process: its own, then those of its free lines.
    pub(super) strands_of: Vec<Vec<usize>>,
    /// The strands with silent steps.
    pub(super) silent: Vec<usize>,
    pub(super) anybody_killed: bool,
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
        let must = Must::of(&histories, &edges);
        let strands_of = strands_of(&histories);
        let builder = Builder::new(&histories, &edges, &must, &strands_of);
        let strands = builder.build(&one_run);
        let is_silent =
            |id: &EventId| histories[id.process].is_silent_step(id.event);
        let silent = (0..strands.len())
            .filter(|strand| strands[*strand].steps.iter().any(is_silent))
            .collect();
        let anybody_killed = histories.iter().any(History::is_killed);
        Ok(Self {
            histories,
            edges,
            must,
            strands,
            strands_of,
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

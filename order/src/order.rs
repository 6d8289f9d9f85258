//! An order: what a program of several processes does, and what of it happens before what.

use std::fmt;
use std::str::FromStr;

use crate::cuts::Cuts;
use crate::model::Model;
use crate::model::action::{Action, History};
use crate::model::edge::Edge;
use crate::model::fault::Fault;
use crate::model::id::{EventId, Place, ProcessId};
use crate::model::pattern::Pattern;
use crate::model::text::{self, ParseError};

/// What a program of several processes does, and what of it happens before what.
#[derive(Clone)]
pub struct Order(pub(crate) Cuts);

/// A line, and the event that prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The write that it is a line of.
    pub event: EventId,
    /// Its position in that write.
    pub position: usize,
    /// What it says.
    pub pattern: &'a Pattern,
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.model().histories == other.model().histories
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
    pub fn new(histories: &[History<String>]) -> Result<Self, Fault> {
        Model::new(histories).map(|model| Self(Cuts::of(model)))
    }

    pub(crate) fn model(&self) -> &Model {
        &self.0.model
    }

    /// The processes, the first of them main.
    pub fn histories(&self) -> &[History] {
        &self.model().histories
    }

    /// The processes with their ids, the first of them main.
    pub fn processes(&self) -> impl Iterator<Item = (ProcessId, &History)> {
        let histories = self.histories().iter().enumerate();
        histories.map(|(index, history)| (self.model().process_id(index), history))
    }

    /// The process that the program begins with.
    pub fn main(&self) -> &History {
        &self.histories()[0]
    }

    /// What leads from one process to another.
    pub fn edges(&self) -> impl Iterator<Item = Edge> {
        self.model().links.iter().map(|link| self.model().edge(link))
    }

    /// The process of this name.
    pub fn process(&self, name: &str) -> Option<ProcessId> {
        let index = self.model().position(name)?;
        Some(self.model().process_id(index))
    }

    /// The process at this position; main's is 0.
    pub fn process_at(&self, index: usize) -> Option<ProcessId> {
        (index < self.histories().len()).then(|| self.model().process_id(index))
    }

    /// What a process does.
    ///
    /// # Panics
    ///
    /// When `process` is of another order.
    pub fn history(&self, process: ProcessId) -> &History {
        &self.histories()[self.index(process)]
    }

    /// The name of a process.
    ///
    /// # Panics
    ///
    /// When `process` is of another order.
    pub fn name(&self, process: ProcessId) -> &str {
        &self.history(process).name
    }

    /// What an event is.
    ///
    /// # Panics
    ///
    /// When `event` is of another order.
    pub fn action(&self, event: EventId) -> &Action {
        self.model().action(self.place(event))
    }

    /// The events of a process, in program order.
    ///
    /// # Panics
    ///
    /// When `process` is of another order.
    pub fn events(
        &self,
        process: ProcessId,
    ) -> impl DoubleEndedIterator<Item = (EventId, &Action)> {
        let index = self.index(process);
        let actions = self.histories()[index].actions.iter().enumerate();
        actions.map(move |(event, action)| {
            (self.model().event_id(Place { process: index, event }), action)
        })
    }

    /// Every line, process by process, in program order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> + Clone {
        self.writes().flat_map(move |(place, action)| {
            let event = self.model().event_id(place);
            let lines = action.lines().enumerate();
            lines.map(move |(position, pattern)| Line { event, position, pattern })
        })
    }

    /// Whether a write does not end its last line, so that the lines of an output need not
    /// be lines of a process: see [`Lines::without_end`](crate::Lines::without_end).
    ///
    /// [`Cases`](crate::Cases) answers for such an order. What an order alone is asked about
    /// its outputs is given up then, because it is about whole lines.
    pub fn prints_in_pieces(&self) -> bool {
        let mut writes = self.writes();
        writes.any(|(_, it)| it.printed().is_some_and(|lines| !lines.is_ended()))
    }

    /// Every event that prints, process by process, in program order.
    pub(crate) fn writes(&self) -> impl Iterator<Item = (Place, &Action)> + Clone {
        self.histories().iter().enumerate().flat_map(|(process, history)| {
            let actions = history.actions.iter().enumerate();
            let writes = actions.filter(|(_, action)| action.printed().is_some());
            writes.map(move |(event, action)| (Place { process, event }, action))
        })
    }

    /// The door through which every id comes in.
    ///
    /// # Panics
    ///
    /// When `event` is of another order.
    #[track_caller]
    pub(crate) fn place(&self, event: EventId) -> Place {
        self.index(event.process());
        event.place()
    }

    /// The position of a process.
    ///
    /// # Panics
    ///
    /// When `process` is of another order.
    #[track_caller]
    pub(crate) fn index(&self, process: ProcessId) -> usize {
        assert!(
            process.is_of(self.model().stamp),
            "{process:?} is of another order"
        );
        process.index()
    }

    /// The same order with `change` made to each line, which is given with the name of the
    /// process that prints it.
    #[must_use]
    pub fn map_lines(&self, change: impl Fn(&str, &Pattern) -> Pattern) -> Self {
        self.map_actions(|name, action| match action {
            Action::Print(lines) => {
                Action::Print(lines.map(|line| change(name, line)))
            }
            Action::FreePrint(lines) => {
                Action::FreePrint(lines.map(|line| change(name, line)))
            }
            action => action,
        })
    }

    /// The same order without the order among neighbouring writes of a process of which
    /// `open` says so of each line: for what a language leaves open.
    #[must_use]
    pub fn relax(&self, open: impl Fn(&str, &Pattern) -> bool) -> Self {
        self.map_actions(|name, action| match action {
            Action::Print(lines) if lines.iter().all(|line| open(name, line)) => {
                Action::FreePrint(lines)
            }
            action => action,
        })
    }

    /// With others in place of what prints.
    fn map_actions(
        &self,
        change: impl Fn(&str, Action<String>) -> Action<String>,
    ) -> Self {
        let mut histories = self.model().named();
        for History { name, actions, .. } in &mut histories {
            let changed = actions.drain(..).map(|action| change(name, action));
            *actions = changed.collect();
        }
        Self::new(&histories).expect("lines are no matter of validity")
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, history) in self.model().named().iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{history}")?;
        }
        Ok(())
    }
}

/// The text, which is read more easily than what it is made of.
impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Order {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (histories, source) = text::read(text)?;
        Self::new(&histories).map_err(|fault| source.locate(&fault))
    }
}

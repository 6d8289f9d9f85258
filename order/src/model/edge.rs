//! What leads from one process to another: starts, ends that were seen, messages, signals.

use super::id::{EventId, Place, ProcessId};

/// Everything in a process up to `from` happens before everything in another one from `to`
/// on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Which rule it is of; never program order.
    pub rule: Rule,
    /// The start, the sending or the signal; the end that a join has seen.
    pub from: Moment,
    /// The beginning of the child, the receipt or the join; the end by a signal.
    pub to: Moment,
}

/// A moment in the life of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// Before all that it does.
    Begin(ProcessId),
    /// When it does this.
    Event(EventId),
    /// After all that it does.
    End(ProcessId),
}

impl Moment {
    /// Whose life it is a moment of.
    pub fn process(self) -> ProcessId {
        match self {
            Self::Begin(process) | Self::End(process) => process,
            Self::Event(event) => event.process(),
        }
    }

    /// The event, if something is done then.
    pub fn event(self) -> Option<EventId> {
        match self {
            Self::Event(event) => Some(event),
            Self::Begin(_) | Self::End(_) => None,
        }
    }
}

// ANCHOR: rules
/// Why one event happens before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// In one process, an earlier event happens before a later one.
    ProgramOrder,
    /// A start happens before everything in the child.
    Start,
    /// Everything in a child happens before the join, or the poll, that saw it ended.
    Join,
    /// A message is sent before it is received.
    Message,
    /// A process that a signal ends ends after the signal was sent.
    Signal,
}
// ANCHOR_END: rules

/// An [`Edge`] for the inside of this crate. A child's beginning is the place of its first
/// event, which is its end when it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) rule: Rule,
    pub(crate) from: Place,
    pub(crate) to: Place,
}

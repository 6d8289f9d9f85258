//! What a process that is held is about to do, and the schedule that it is held against.

use process_order::{Action, EarlyEnd, EventId, Order, Pattern};

/// A process that waits to be let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The process.
    pub pid: u32,
    /// What it will do then.
    pub operation: Operation,
}

/// What a process that is held is about to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// To write these lines, in one write; mostly it is one line.
    Write(Vec<String>),
    /// To end.
    Exit,
}

/// A line that a program is to print next.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// What it is an instance of.
    pub line: Pattern,
    /// The position of the process in its order, if it must be that one.
    pub process: Option<usize>,
    /// The positions of processes that are to end before, if they have come to their ends.
    pub after_end_of: Vec<usize>,
}

impl Scheduled {
    /// The lines of these writes of `order`, one after the other.
    pub fn lines_of(order: &Order, events: &[EventId]) -> Vec<Self> {
        let lines = events.iter().flat_map(|event| {
            order.action(*event).lines().map(|line| Self {
                line: line.clone(),
                process: Some(event.process().index()),
                after_end_of: Vec::new(),
            })
        });
        lines.collect()
    }

    /// The lines of an output in which some processes end early: before whoever looks for them
    /// prints its last line before that, because it looks as soon as it has printed it.
    pub fn lines_of_early_end(early: &EarlyEnd) -> Vec<Self> {
        let EarlyEnd { order, events, .. } = early;
        let lines = events.iter().flat_map(|event| {
            let looks_next = order
                .events(event.process())
                .skip(event.index() + 1)
                .take_while(|(_, action)| action.printed().is_none());
            let sees_ended = looks_next.filter_map(|(_, action)| match action {
                Action::Join(child) => Some(child.index()),
                _ => None,
            });
            let mut lines = Self::lines_of(order, &[*event]);
            lines[0].after_end_of = sees_ended.collect();
            lines
        });
        lines.collect()
    }
}

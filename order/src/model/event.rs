//! What each process does, in program order.

use crate::model::pattern::Pattern;

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
    pub(crate) fn is_killed(&self) -> bool {
        matches!(self.end, End::Killed(_))
    }

    /// Whether it matters to others that the process, before it was killed, got over the
    /// join or the receipt `event`, and no line of its own tells.
    pub(crate) fn is_silent_step(&self, event: usize) -> bool {
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

/// An event of an [`Order`](crate::Order).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// The position of its process.
    pub process: usize,
    /// Its position in that process.
    pub event: usize,
}

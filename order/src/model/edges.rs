//! What leads from one process to another: starts, ends that were seen, messages.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::model::event::{Event, EventId, History};

/// Everything in a process up to `from` happens before everything in another one from `to`
/// on. The position after the last event is the end of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Which rule it is of; never program order.
    pub kind: Rule,
    /// The start, the sending or the signal; the end that a join has seen.
    pub from: EventId,
    /// The first event of the child, the receipt or the join; the end by a signal.
    pub to: EventId,
}

// ANCHOR: rules
/// Why one event happens before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ProgramOrder => "program order",
            Self::Start => "start",
            Self::Join => "join",
            Self::Message => "message",
            Self::Signal => "signal",
        })
    }
}

/// Why no program can do what these processes are said to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// A process has this name, which is empty, has a blank at an end, or contains a
    /// bracket or a control character.
    BadName(String),
    /// Two processes have this name.
    NamedTwice(String),
    /// The name stands in an event, and no process has it.
    Unknown(String),
    /// A process is started a second time.
    StartedTwice(String),
    /// This process sends two messages of this number.
    SentTwice(String, u32),
    /// This message is received, and this process never sends it.
    NeverSent(String, u32),
    /// This message of this process is received twice.
    ReceivedTwice(String, u32),
    /// This process cannot go on: it waits for something that waits for it.
    Circular(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadName(name) => write!(
                f,
                "{name:?} cannot name a process: a name is not empty, has no blank at an \
                 end, and contains no bracket and no control character"
            ),
            Self::NamedTwice(name) => write!(f, "two processes are named {name}"),
            Self::Unknown(name) => write!(f, "no process is named {name}"),
            Self::StartedTwice(name) => write!(f, "{name} is started twice"),
            Self::SentTwice(name, number) => {
                write!(f, "{name} sends two messages {number}")
            }
            Self::NeverSent(name, number) => {
                write!(f, "{name} never sends the message {number} that is received")
            }
            Self::ReceivedTwice(name, number) => {
                write!(f, "message {number} of {name} is received twice")
            }
            Self::Circular(name) => {
                write!(f, "{name} waits for something that waits for it")
            }
        }
    }
}

impl std::error::Error for Fault {}

/// The edges between `histories`, and all events in an order that keeps to them.
pub(crate) fn edges_of(
    histories: &[History],
) -> Result<(Vec<Edge>, Vec<EventId>), Fault> {
    let names = names_of(histories)?;
    let edges = Finder { histories, names, sent: messages_of(histories)? }.find()?;
    let one_run = run(histories, &edges)?;
    Ok((edges, one_run))
}

fn names_of(histories: &[History]) -> Result<HashMap<&str, usize>, Fault> {
    let mut names = HashMap::new();
    for (process, History { name, .. }) in histories.iter().enumerate() {
        let bad = |c: char| c.is_control() || matches!(c, '[' | ']');
        if name.is_empty() || name.trim() != name || name.contains(bad) {
            return Err(Fault::BadName(name.clone()));
        }
        if names.insert(name.as_str(), process).is_some() {
            return Err(Fault::NamedTwice(name.clone()));
        }
    }
    Ok(names)
}

/// Where each message is sent, by its sender and number.
type Messages = HashMap<(usize, u32), EventId>;

fn messages_of(histories: &[History]) -> Result<Messages, Fault> {
    let mut messages = Messages::new();
    for (process, history) in histories.iter().enumerate() {
        for (event, what) in history.events.iter().enumerate() {
            if let Event::Send(number) = what
                && messages
                    .insert((process, *number), EventId { process, event })
                    .is_some()
            {
                return Err(Fault::SentTwice(history.name.clone(), *number));
            }
        }
    }
    Ok(messages)
}

struct Finder<'a> {
    histories: &'a [History],
    names: HashMap<&'a str, usize>,
    sent: Messages,
}

impl Finder<'_> {
    fn find(&self) -> Result<Vec<Edge>, Fault> {
        let mut edges = Vec::new();
        let mut started = HashSet::new();
        let mut received = HashSet::new();
        for (process, history) in self.histories.iter().enumerate() {
            for (event, what) in history.events.iter().enumerate() {
                let here = EventId { process, event };
                match what {
                    Event::Line(_) | Event::FreeLine(_) | Event::Send(_) => {}
                    Event::Start(name) => {
                        let child = self.named(name)?;
                        if !started.insert(child) {
                            return Err(Fault::StartedTwice(name.clone()));
                        }
                        let to = EventId { process: child, event: 0 };
                        edges.push(Edge { kind: Rule::Start, from: here, to });
                    }
                    Event::Join(name) => {
                        let from = self.end(self.named(name)?);
                        edges.push(Edge { kind: Rule::Join, from, to: here });
                    }
                    Event::Terminate(name) => {
                        self.named(name)?;
                    }
                    Event::Receive { from, number } => {
                        let sender = self.named(from)?;
                        if !received.insert((sender, *number)) {
                            return Err(Fault::ReceivedTwice(from.clone(), *number));
                        }
                        let Some(sent) = self.sent.get(&(sender, *number)) else {
                            return Err(Fault::NeverSent(from.clone(), *number));
                        };
                        edges.push(Edge {
                            kind: Rule::Message,
                            from: *sent,
                            to: here,
                        });
                    }
                }
            }
        }
        edges.extend(self.fatal_signals());
        Ok(edges)
    }

    fn named(&self, name: &str) -> Result<usize, Fault> {
        self.names.get(name).copied().ok_or_else(|| Fault::Unknown(name.to_owned()))
    }

    fn end(&self, process: usize) -> EventId {
        EventId { process, event: self.histories[process].events.len() }
    }

    /// From each signal to the end of the process that it killed, where no other signal
    /// can have done that.
    fn fatal_signals(&self) -> Vec<Edge> {
        let mut sent: HashMap<usize, Vec<EventId>> = HashMap::new();
        for (process, history) in self.histories.iter().enumerate() {
            for (event, what) in history.events.iter().enumerate() {
                if let Event::Terminate(name) = what {
                    let victim = self.names[name.as_str()];
                    sent.entry(victim).or_default().push(EventId { process, event });
                }
            }
        }
        sent.retain(|victim, _| self.histories[*victim].is_killed());
        let edges = sent.into_iter().filter_map(|(victim, signals)| {
            let [from] = signals[..] else { return None };
            Some(Edge { kind: Rule::Signal, from, to: self.end(victim) })
        });
        edges.collect()
    }
}

/// Has every process go on as far as the edges allow, until all have ended.
fn run(histories: &[History], edges: &[Edge]) -> Result<Vec<EventId>, Fault> {
    let mut waits: HashMap<EventId, Vec<EventId>> = HashMap::new();
    for edge in edges {
        waits.entry(edge.to).or_default().push(edge.from);
    }
    let mut done = vec![0; histories.len()];
    let mut one_run = Vec::new();
    loop {
        let before = one_run.len();
        for (process, history) in histories.iter().enumerate() {
            while done[process] <= history.events.len() {
                let here = EventId { process, event: done[process] };
                let first = waits.get(&here).into_iter().flatten();
                if !first.into_iter().all(|wait| done[wait.process] > wait.event) {
                    break;
                }
                done[process] += 1;
                one_run.push(here);
            }
        }
        let stuck = histories
            .iter()
            .zip(&done)
            .find(|(history, done)| **done <= history.events.len());
        match stuck {
            None => break,
            Some((history, _)) if one_run.len() == before => {
                return Err(Fault::Circular(history.name.clone()));
            }
            Some(_) => {}
        }
    }
    one_run.retain(|id| id.event < histories[id.process].events.len());
    Ok(one_run)
}

//! Events, rules and reasons in English.
//!
//! Every sentence about what processes do is put together here, so that the command line, the
//! drawings, the exercises and the explorer say the same thing in the same words.

use std::fmt::{self, Display, Formatter};

use crate::Order;
use crate::answers::reason::{Reason, Refusal};
use crate::model::action::{Action, End};
use crate::model::edge::Rule;
use crate::model::fault::{Fault, FaultKind};
use crate::model::id::{EventId, Place, ProcessId};
use crate::relation::why::CausalPath;

/// What the sentences are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English, as everything that is [displayed](Display).
    #[default]
    English,
    /// Simplified Chinese.
    #[cfg(feature = "zh")]
    Chinese,
}

/// What a process does, in the present tense: ``prints `hello` ``, `joins child`.
///
/// `name` gives the name of another process.
pub fn does<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            format!("prints {}", quoted(action))
        }
        Action::Start(other) => format!("starts {}", name(other)),
        Action::Join(other) => format!("joins {}", name(other)),
        Action::Terminate(other) => format!("sends {} a signal", name(other)),
        Action::Send(number) => format!("sends its message {number}"),
        Action::Receive { from, number } => {
            format!("receives message {number} of {}", name(from))
        }
    }
}

/// The same without the numbers of messages: `receives a message of child`.
pub fn does_briefly<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Send(_) => "sends a message".to_owned(),
        Action::Receive { from, .. } => {
            format!("receives a message of {}", name(from))
        }
        _ => does(action, name),
    }
}

/// The same in the past tense: `joined child`.
pub fn did<P, N: Display>(action: &Action<P>, name: impl FnOnce(&P) -> N) -> String {
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            format!("printed {}", quoted(action))
        }
        Action::Start(other) => format!("started {}", name(other)),
        Action::Join(other) => format!("joined {}", name(other)),
        Action::Terminate(other) => format!("sent {} a signal", name(other)),
        Action::Send(_) => "sent a message".to_owned(),
        Action::Receive { from, .. } => {
            format!("received a message of {}", name(from))
        }
    }
}

/// What it prints, in backticks: `` `a` ``, `` `a` and `b` at once ``.
fn quoted<P>(action: &Action<P>) -> String {
    let lines: Vec<_> = action.lines().map(|line| format!("`{line}`")).collect();
    match &lines[..] {
        [line] => line.clone(),
        lines => format!("{} at once", list(lines)),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<_> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} and {last}", rest.join(", "))
        }
        _ => items.concat(),
    }
}

/// An order in words, for who cannot see a drawing of it: who starts whom, prints what, waits
/// for whom.
pub fn describe(order: &Order) -> String {
    let sentences = order.processes().map(|(process, history)| {
        let mut edges = order.edges();
        let start = edges
            .find(|edge| edge.rule == Rule::Start && edge.to.process() == process);
        let by = start.map_or(String::new(), |edge| {
            format!(", started by {}", order.name(edge.from.process()))
        });
        let deeds: Vec<_> =
            order.events(process).map(|(event, _)| depicted(order, event)).collect();
        let deeds = deeds.chunk_by(|a, b| a == b).map(|equal| match equal {
            [deed] => deed.clone(),
            _ => format!("{} {} times", equal[0], equal.len()),
        });
        let deeds: Vec<_> = deeds.chain([ends(&history.end)]).collect();
        format!("{}{by}: {}.", history.name, deeds.join(", "))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// What a process does, with what an arrow in a drawing would show of it.
fn depicted(order: &Order, event: EventId) -> String {
    let action = order.action(event);
    let name = |other: &ProcessId| order.name(*other);
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            let lines: Vec<_> = action
                .lines()
                .map(|line| format!("\u{201c}{line}\u{201d}"))
                .collect();
            let at_once = if lines.len() > 1 { " at once" } else { "" };
            let any = if action.is_free() { " in any order" } else { "" };
            format!("prints {}{at_once}{any}", list(&lines))
        }
        Action::Join(other) => format!("joins {}, which has ended", name(other)),
        Action::Send(number) => {
            let mut edges = order.edges();
            let edge = edges.find(|edge| {
                edge.rule == Rule::Message && edge.from.event() == Some(event)
            });
            let to = edge.map_or(String::new(), |edge| {
                format!(" to {}", order.name(edge.to.process()))
            });
            format!("sends message {number}{to}")
        }
        Action::Start(_) | Action::Terminate(_) | Action::Receive { .. } => {
            does(action, name)
        }
    }
}

/// How a process ends: `exits with 0`, `is killed by SIGTERM`, `ends`.
pub fn ends(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exits with {code}"),
        End::Killed(signal) | End::Signal(signal) => {
            format!("is killed by {signal}")
        }
        End::Unknown => "ends".to_owned(),
    }
}

/// An end as a noun: `exit code 3`, `SIGTERM`.
pub fn end(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exit code {code}"),
        End::Killed(signal) | End::Signal(signal) => signal.clone(),
        End::Unknown => "seen by nobody".to_owned(),
    }
}

/// What a rule says, as a sentence.
pub fn sentence(rule: Rule) -> &'static str {
    match rule {
        Rule::ProgramOrder => {
            "In one process, an earlier event happens before a later one."
        }
        Rule::Start => "A start happens before everything in the child.",
        Rule::Join => {
            "Everything in a child happens before the join that saw the child ended."
        }
        Rule::Message => "The sending of a message happens before its receipt.",
        Rule::Signal => {
            "A process that a signal ends ends after the signal was sent."
        }
    }
}

/// What to remember of a rule, or of what no rule orders: its name, then what it says.
pub fn reminder(rule: Option<Rule>) -> &'static str {
    match rule {
        Some(Rule::ProgramOrder) => {
            "Program order: in one process, an earlier event happens before a later one."
        }
        Some(Rule::Start) => {
            "Start: a start happens before everything in the child that it starts."
        }
        Some(Rule::Join) => {
            "End: everything in a child happens before the join, or the poll, that saw it \
             ended."
        }
        Some(Rule::Message) => "Message: a message is sent before it is received.",
        Some(Rule::Signal) => "Signal: what a signal ends, ends after it was sent.",
        None => {
            "Nothing else orders anything: what breaks no rule is possible, however rare."
        }
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ProgramOrder => "program order",
            Self::Start => "start",
            Self::Join => "join",
            Self::Message => "message",
            Self::Signal => "signal",
        })
    }
}

/// `child prints "hello", main then joins child, then prints "joined"`.
impl Display for CausalPath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = |place: Place| self.cuts.model.name(place.process);
        write!(f, "{} {}", name(self.from), self.at(self.from))?;
        // What leads over to the next thing that the process spoken of does.
        let mut link = ", then ";
        for edge in &self.links {
            let (from, to) = (name(edge.from), name(edge.to));
            let told = edge.from == self.from;
            link = match edge.rule {
                Rule::Join => {
                    write!(f, ", {to} then joins {from}")?;
                    ", then "
                }
                Rule::Signal => {
                    let model = &self.cuts.model;
                    match model.action(edge.from) {
                        Action::Terminate(_) => {
                            write!(f, "{link}sends {to} a signal")?;
                        }
                        _ => write!(f, ", before anybody sends {to} a signal")?,
                    }
                    ", then "
                }
                Rule::Start if told => ", which ",
                Rule::Message if told => ", which receives it and then ",
                Rule::Message => {
                    write!(f, "{link}sends a message to {to}")?;
                    ", which receives it and then "
                }
                Rule::Start | Rule::ProgramOrder => {
                    write!(f, "{link}starts {to}")?;
                    ", which "
                }
            };
        }
        write!(f, "{link}{}", self.at(self.to))
    }
}

impl CausalPath<'_> {
    /// What is done at a place of it.
    fn at(&self, place: Place) -> String {
        let model = &self.cuts.model;
        match model.histories[place.process].actions.get(place.event) {
            Some(action) => does(action, |other| model.name(other.index())),
            None => "ends".to_owned(),
        }
    }
}

impl fmt::Debug for CausalPath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchLine { text, writer: None } => {
                write!(f, "`{text}` is printed by no process")
            }
            Self::NoSuchLine { text, writer: Some(writer) } => {
                write!(f, "`{text}` is not printed by {writer}")
            }
            Self::TooOften { text, writer } => write!(
                f,
                "`{text}` cannot come again: {writer} has printed all of those"
            ),
            Self::TooEarly { text, missing, path, .. } => {
                write!(f, "`{text}` cannot come before `{missing}`: {path}")
            }
            Self::InsideAWrite { text, writer, before, after } => write!(
                f,
                "`{text}` cannot come between `{before}` and `{after}`, which {writer} \
                 prints in one write"
            ),
            Self::AfterTheEnd { text, process, missing: None } => {
                write!(f, "`{text}` cannot come after the end of {process}")
            }
            Self::AfterTheEnd { text, process, missing: Some(missing) } => write!(
                f,
                "`{text}` cannot come when {process} has ended without `{missing}`"
            ),
            Self::NotSoFar { text, process, deed } => write!(
                f,
                "`{text}` cannot come when {process} ended before it {deed}"
            ),
            Self::NotEnded { text, process, missing, writer } => {
                write!(f, "`{text}` says that {process} has ended, ")?;
                if writer == process {
                    write!(f, "which still has `{missing}` to print")
                } else {
                    write!(f, "which waits for `{missing}` of {writer}")
                }
            }
            Self::AnotherPid { text, process } => write!(
                f,
                "`{text}` cannot have the pid of {process}, which is another one"
            ),
            Self::SamePid { text, process } => {
                write!(
                    f,
                    "`{text}` cannot give {process} the pid of another process"
                )
            }
            Self::OtherCpus { text } => write!(
                f,
                "`{text}` cannot say another number of processors than a line before it"
            ),
            Self::Backwards { text, process } => write!(
                f,
                "`{text}` cannot say an earlier time than {process} has said before"
            ),
            Self::Pieces { text, begun } if begun.is_empty() => {
                write!(f, "no process can print the beginning of `{text}` now")
            }
            Self::Pieces { text, begun } => write!(
                f,
                "no process can print how `{text}` goes on after `{begun}`"
            ),
            Self::Missing { line, writer } => {
                write!(f, "the output ends without `{line}` of {writer}")
            }
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)
    }
}

impl std::error::Error for Fault {}

impl Display for FaultKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "there is no process: the first one is main"),
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
            Self::BadSignal(signal) => write!(
                f,
                "{signal:?} cannot name a signal: a name is not empty, has no blank at an \
                 end, and contains no control character"
            ),
        }
    }
}

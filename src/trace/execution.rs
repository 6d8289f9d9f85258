//! A finished run: who did what, in which order, and what of it had to come before what.
//!
//! Each thread is an [`Actor`] with a history of its own: only what one thread does is in
//! program order. [`Edge`]s lead from one actor to another. Each of them is there because
//! the later operation could not have come out as it did if the earlier one had not been
//! done: that is argued where the edge is made, once for each [`Rule`].
//!
//! What was met and is not modelled is in [`Execution::unknown`]. As long as that is not
//! empty, nobody may say "all" of this program.

use std::collections::BTreeSet;
use std::fmt;

use super::deadlock::Deadlock;
use super::operation::{Operation, Outcome};
use super::touch::{Choice, Touch};

/// One thread of one process. The first thread of a process stands for the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Its name: that which a program that uses this crate has reported, else its place.
    pub name: String,
    /// Its place in the family, which is the same in every run in which the family is the
    /// same: `main`; `main.1` is the first process that main has started; `main#1` the first
    /// further thread of main.
    pub place: String,
    /// Its process, as a position among the actors: the first thread of it.
    pub process: usize,
    /// The pid of its process, which says nothing about another run.
    pub pid: u32,
    /// How its process ended, as Python writes it: `-N` for signal `N`. `None` if it had
    /// not ended when the run was over.
    pub exitcode: Option<i32>,
    /// Whether somebody has waited for it.
    pub is_reaped: bool,
}

/// One operation and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whose, as a position among the actors.
    pub actor: usize,
    /// What it did.
    pub operation: Operation,
    /// What came of it.
    pub outcome: Outcome,
}

impl Step {
    /// Whether it came to nothing: a look in vain, a time-out, a sleep.
    pub fn is_idle(&self) -> bool {
        matches!(self.outcome, Outcome::Nothing | Outcome::TimedOut)
            || matches!(self.operation, Operation::Sleep(_) | Operation::Yield)
    }
}

/// A place in the history of one actor: before its operation `index`, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// A position among the actors.
    pub actor: usize,
    /// A position among the steps of this actor.
    pub index: usize,
}

/// Why one operation happens before another one of another actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A start comes before everything that is started by it.
    Start,
    /// The end of a process comes before a wait, or a poll, that has seen it.
    Join,
    /// A poll in vain comes before the end, or the bytes, that it did not see.
    NotYet,
    /// Bytes are written before they are read, the last close comes before the end of file.
    Message,
    /// What is full is read from before more is written.
    Room,
    /// A signal is sent before it ends or interrupts a process.
    Signal,
    /// One holds a lock before another one takes it; it could have been the other way round.
    Exclusion,
    /// One changes shared memory, or wakes who waits for it, before another one sees that;
    /// it may be a message or exclusion.
    Memory,
}

/// Everything up to `from`, that operation included, happens before everything from `to` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Why.
    pub rule: Rule,
    /// The earlier operation.
    pub from: Point,
    /// The later one.
    pub to: Point,
}

/// Something that was met and is not modelled: what it tells one process of another is not
/// among the edges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Unknown {
    /// A system call that is not known here, by its number.
    Call(i64),
    /// A call by the numbers of another architecture: a 32-bit program.
    ForeignCall,
    /// A descriptor of a kind that is not followed.
    Descriptor(String),
    /// A channel that was there before the program, or whose other side is outside.
    OutsideChannel,
    /// A lock that somebody outside holds, and does not give back.
    OutsideLock,
    /// A file that one process wrote and another one opened.
    SharedFile(String),
    /// Memory that several processes can write. Changes are seen between operations only,
    /// and whoever only reads is not seen.
    SharedMemory,
    /// A line was printed in pieces: what others print may come between them.
    Pieces,
    /// Threads of one process share all of its memory.
    Threads,
    /// A timer that sends a signal: real time.
    Timer,
    /// A signal that nobody of the program has sent.
    OutsideSignal(i32),
    /// A process waits for a signal that it has not blocked before: the signal may come right
    /// before the wait, and when that begins is not tried.
    EarlySignal,
    /// A process that shares more with its parent than a fork leaves it: clone(2).
    Clone,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(number) => write!(f, "system call {number} is not modelled"),
            Self::ForeignCall => {
                f.write_str("calls of a 32-bit program are not modelled")
            }
            Self::Descriptor(kind) => {
                write!(f, "what passes through {kind} is not modelled")
            }
            Self::OutsideChannel => f.write_str(
                "somebody outside the program can read or write a channel",
            ),
            Self::OutsideLock => {
                f.write_str("somebody outside the program holds a lock")
            }
            Self::SharedFile(path) => {
                write!(f, "one process writes {path}, and another one opens it")
            }
            Self::SharedMemory => {
                f.write_str("processes share memory, and reading it is not seen")
            }
            Self::Pieces => f.write_str("a line is printed in several writes"),
            Self::Threads => {
                f.write_str("threads share memory, and reading it is not seen")
            }
            Self::Timer => {
                f.write_str("a timer sends a signal, at no time known here")
            }
            Self::OutsideSignal(signal) => {
                write!(f, "nobody of the program has sent signal {signal}")
            }
            Self::EarlySignal => f.write_str(
                "a signal that is not blocked may come right before the wait for it",
            ),
            Self::Clone => {
                f.write_str("a process shares memory or descriptors with its parent")
            }
        }
    }
}

/// One run of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// All threads, in the order in which they were started; main first.
    pub actors: Vec<Actor>,
    /// All that was done, in the order in which it was done. One operation was done at a
    /// time, so that is the true order.
    pub steps: Vec<Step>,
    /// What of it had to come before what.
    pub edges: Vec<Edge>,
    /// Whose turn it was, one after the other, and what that touched; only if
    /// [asked for](super::Tracer::conflicts).
    pub choices: Vec<Choice>,
    /// What each thread that has not ended would touch next; only if asked for.
    pub pending: Vec<(usize, Vec<Touch>)>,
    /// The signals that were sent, a bit each, if [conflicts](super::Tracer::conflicts) are
    /// noted. SIGCHLD is among them only if some process minds it.
    pub signals: u64,
    /// What was met and is not modelled.
    pub unknown: BTreeSet<Unknown>,
    /// Where the program stood still, if it did; then nothing more came.
    pub deadlock: Option<Deadlock>,
    /// Whether it was cut off because the time was up.
    pub timed_out: bool,
}

impl Execution {
    /// All bytes that were printed, in the order in which they were printed.
    pub fn output(&self) -> Vec<u8> {
        let prints = self.steps.iter().filter_map(|step| match &step.operation {
            Operation::Print(bytes) => Some(bytes.as_slice()),
            _ => None,
        });
        prints.flatten().copied().collect()
    }

    /// The exit code of the program, as Python writes it: `-N` for signal `N`.
    pub fn exitcode(&self) -> Option<i32> {
        self.actors.first().and_then(|main| main.exitcode)
    }

    /// What was done in one of the [choices](Self::choices).
    pub fn steps_of(&self, choice: usize) -> &[Step] {
        &self.steps[self.choices[choice].steps.clone()]
    }

    /// Whether a process of this name ended in one of the [choices](Self::choices).
    pub fn ends_in(&self, choice: usize, name: &str) -> bool {
        self.steps_of(choice).iter().any(|step| {
            matches!(step.operation, Operation::Exit { .. })
                && step.outcome == Outcome::Ended
                && self.actors[self.actors[step.actor].process].name == name
        })
    }

    /// The history of one actor, in program order.
    pub fn history(&self, actor: usize) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.actor == actor)
    }

    /// The operation at `point`, if it was done.
    pub fn step(&self, point: Point) -> Option<&Step> {
        self.history(point.actor).nth(point.index)
    }

    /// The position of the actor of this name.
    pub fn actor(&self, name: &str) -> Option<usize> {
        self.actors.iter().position(|actor| actor.name == name)
    }

    /// Whether the operation at `first` happens before that at `second`: program order, the
    /// edges, and what follows from them.
    pub fn happens_before(&self, first: Point, second: Point) -> bool {
        // From which operation on each actor is after `first`.
        let mut after = vec![usize::MAX; self.actors.len()];
        let mut found = vec![Point { index: first.index + 1, ..first }];
        while let Some(point) = found.pop() {
            if point.index < after[point.actor] {
                after[point.actor] = point.index;
                // The step before `point` counts only where `first` is that step.
                let leads = |edge: &&Edge| {
                    edge.from.actor == point.actor
                        && (edge.from.index >= point.index || edge.from == first)
                };
                found.extend(self.edges.iter().filter(leads).map(|edge| edge.to));
            }
        }
        after[second.actor] <= second.index
    }
}

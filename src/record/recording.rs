//! What was seen of one run.

use std::borrow::Cow;
use std::time::Duration;

use process_order::{Action, Lines, Pattern};

use crate::process::report::Report;

/// One run of a program.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The pid of the process that the recorder started; every other one descends from it.
    pub main: u32,
    /// Its exit code, as Python writes it: `-N` for signal `N`.
    pub exitcode: i32,
    /// Whether it was killed because the time was up.
    pub timed_out: bool,
    /// All that was done, in the order in which it was seen. Of one process that is its
    /// program order; of two processes, the order of their lines is the true one.
    pub steps: Vec<Step>,
    /// All bytes that were printed, as a terminal would have shown them.
    pub output: Vec<u8>,
}

/// One thing that one process did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The process.
    pub pid: u32,
    /// How long after the start of the program it was seen.
    pub at: Duration,
    /// What it did.
    pub seen: Seen,
}

/// What was seen of what a process did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It completed these lines, as far as is known in one write: see
    /// [`Recorder::whole_writes`](super::Recorder::whole_writes).
    Lines(Vec<Vec<u8>>),
    /// It printed something at its end that is no whole line.
    Rest(Vec<u8>),
    /// It did something that programs report that use this crate.
    Report(Report<'static>),
}

/// A line and its writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The process that wrote it.
    pub pid: u32,
    /// How long after the start of the program it was complete.
    pub at: Duration,
    /// Without the line end.
    pub bytes: &'a [u8],
    whole: bool,
}

impl Recording {
    /// The lines, in the order in which they were completed.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.steps.iter().flat_map(Step::lines)
    }
}

impl Step {
    /// The lines that it completed.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let (whole, rest) = match &self.seen {
            Seen::Lines(lines) => (lines.as_slice(), None),
            Seen::Rest(rest) => (&[][..], Some(rest)),
            Seen::Report(_) => (&[][..], None),
        };
        let line = |bytes, whole| Line { pid: self.pid, at: self.at, bytes, whole };
        let whole = whole.iter().map(move |bytes: &Vec<u8>| line(bytes, true));
        whole.chain(rest.map(|bytes| line(bytes, false)))
    }

    /// What it did, where another process is its pid; nothing when it ended, or came out of
    /// a long send.
    pub fn action(&self) -> Option<Action<u32>> {
        let Seen::Report(report) = &self.seen else {
            let lines = self.lines().map(|line| Pattern::literal(&line.text()));
            return Lines::of(lines).map(Action::Print);
        };
        Some(match *report {
            Report::Start { pid, .. } => Action::Start(pid),
            Report::Join { pid, .. } => Action::Join(pid),
            Report::Terminate { pid } => Action::Terminate(pid),
            Report::Send { number } => Action::Send(number),
            Report::Receive { pid, number } => Action::Receive { from: pid, number },
            Report::Sent { .. } | Report::Exit { .. } => return None,
        })
    }

    /// What it did, if it was reported.
    pub fn report(&self) -> Option<&Report<'static>> {
        match &self.seen {
            Seen::Report(report) => Some(report),
            Seen::Lines(_) | Seen::Rest(_) => None,
        }
    }
}

impl<'a> Line<'a> {
    /// The text, with U+FFFD in place of what is no UTF-8.
    pub fn text(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes)
    }

    /// Whether it has a line end. The last line of a process can be without.
    pub fn is_whole(&self) -> bool {
        self.whole
    }
}

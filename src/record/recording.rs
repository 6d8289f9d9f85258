//! What was seen of one run.

use std::borrow::Cow;
use std::time::Duration;

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
    pub deed: Deed,
}

/// What a process did. All but [`Line`](Deed::Line) is known of programs that use this
/// crate only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It completed a line.
    Line(Vec<u8>),
    /// It printed something at its end that is no whole line.
    Rest(Vec<u8>),
    /// It has started a child.
    Start {
        /// The child.
        pid: u32,
        /// The name that the child had by then.
        name: String,
    },
    /// It has seen that another process has ended.
    Join {
        /// The other one.
        pid: u32,
        /// Its exit code, if that can be known.
        code: Option<i32>,
    },
    /// It has sent another process `SIGTERM` or `SIGKILL`.
    Terminate {
        /// The other one.
        pid: u32,
    },
    /// It sends a message.
    Send {
        /// Unique among those that it sends.
        number: u32,
    },
    /// It has received a message.
    Receive {
        /// The sender.
        pid: u32,
        /// The number that the message has there.
        number: u32,
    },
    /// It ends, with this exit code.
    Exit {
        /// Its low 8 bits.
        code: i32,
    },
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
        self.steps.iter().filter_map(|Step { pid, at, deed }| {
            let (bytes, whole) = match deed {
                Deed::Line(bytes) => (bytes, true),
                Deed::Rest(bytes) => (bytes, false),
                _ => return None,
            };
            Some(Line { pid: *pid, at: *at, bytes, whole })
        })
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

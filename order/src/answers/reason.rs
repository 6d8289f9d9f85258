//! Why a line cannot be where it is.

use crate::model::edge::Rule;
use crate::words::Told;

/// Why an output is impossible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The first line that cannot be there, counted from 1; one more than there are lines
    /// when the output ends too early.
    pub line: usize,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No process of the order, or not this one, prints such a line at all.
    NoSuchLine {
        /// The line.
        text: String,
        /// Who cannot have printed it, when that is known.
        writer: Option<String>,
    },
    /// Every line of that text has been printed already.
    TooOften {
        /// The line.
        text: String,
        /// Who prints it.
        writer: String,
    },
    /// A line that happens before it is still to come.
    TooEarly {
        /// The line.
        text: String,
        /// What has to come first, as the snapshot writes it.
        missing: String,
        /// Why: the path from that to this, as a sentence.
        path: Told,
        /// The rules that the path is made of.
        rules: Vec<Rule>,
    },
    /// Another process is in the middle of a write, whose lines come together.
    InsideAWrite {
        /// The line.
        text: String,
        /// The process that writes.
        writer: String,
        /// The line of the write that has just been printed, as the snapshot writes it.
        before: String,
        /// The line of the write that comes next, as the snapshot writes it.
        after: String,
    },
    /// A process that was killed has been joined, and would have to print it, or another
    /// line that it cannot do without.
    AfterTheEnd {
        /// The line.
        text: String,
        /// The process that has ended.
        process: String,
        /// The other line, as the snapshot writes it.
        missing: Option<String>,
    },
    /// A process that was killed has been joined before it did what this line needs.
    NotSoFar {
        /// The line.
        text: String,
        /// The process that has ended.
        process: String,
        /// What it has not done, as a verb and its object.
        deed: Told,
    },
    /// It says that a process has ended whose end comes after a line that is still to come.
    NotEnded {
        /// The line.
        text: String,
        /// The process.
        process: String,
        /// The line that is still to come, as the snapshot writes it.
        missing: String,
        /// Who prints that line: the process, or one that it waits for.
        writer: String,
    },
    /// It says a pid that is not the one of that process.
    AnotherPid {
        /// The line.
        text: String,
        /// The process.
        process: String,
    },
    /// It gives a process the pid of another one.
    SamePid {
        /// The line.
        text: String,
        /// The process.
        process: String,
    },
    /// It says another number of processors than a line before.
    OtherCpus {
        /// The line.
        text: String,
    },
    /// It says an earlier time than its process has said before.
    Backwards {
        /// The line.
        text: String,
        /// The process.
        process: String,
    },
    /// No process can print how this line goes on. Only where lines are printed in pieces.
    Pieces {
        /// The line.
        text: String,
        /// As much of it as the processes can print.
        begun: String,
    },
    /// The output ends, and a line is missing.
    Missing {
        /// The line, as the snapshot writes it.
        line: String,
        /// Who prints it.
        writer: String,
    },
}

impl Refusal {
    /// The rules that the line breaks; none when it is no matter of order.
    pub fn rules(&self) -> &[Rule] {
        match &self.reason {
            Reason::TooEarly { rules, .. } => rules,
            Reason::NotEnded { .. }
            | Reason::AfterTheEnd { .. }
            | Reason::NotSoFar { .. } => &[Rule::Join],
            _ => &[],
        }
    }
}

impl std::error::Error for Refusal {}

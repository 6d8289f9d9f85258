//! What there is to say of an output: possible, or the first line that cannot be there.

use std::fmt;

use crate::model::edges::Rule;
use crate::model::event::EventId;

/// What there is to say of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// It is possible, for example if its lines are these of the order, one after the other.
    Possible(Vec<EventId>),
    /// It is impossible.
    Impossible(Refusal),
    /// There are so many ways to tell whose lines these are that the search was given up.
    GivenUp,
}

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
        /// Why: the chain from that to this, as a sentence.
        chain: String,
        /// The rules that the chain is made of.
        rules: Vec<Rule>,
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
        deed: String,
    },
    /// It says that a process has ended that has a line still to come.
    NotEnded {
        /// The line.
        text: String,
        /// The process.
        process: String,
        /// The line that is still to come, as the snapshot writes it.
        missing: String,
    },
    /// It says a pid that is not the one of that process.
    AnotherPid {
        /// The line.
        text: String,
        /// The process.
        process: String,
    },
    /// The output ends, and a line is missing.
    Missing {
        /// The line, as the snapshot writes it.
        line: String,
        /// Who prints it.
        writer: String,
    },
}

impl Verdict {
    /// Whether it is [`Possible`](Self::Possible).
    pub fn is_possible(&self) -> bool {
        matches!(self, Self::Possible(_))
    }

    /// The refusal, if it is [`Impossible`](Self::Impossible).
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Impossible(refusal) => Some(refusal),
            Self::Possible(_) | Self::GivenUp => None,
        }
    }
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

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchLine { text, writer: None } => {
                write!(f, "`{text}` is printed by no process")
            }
            Self::NoSuchLine { text, writer: Some(writer) } => {
                write!(f, "`{text}` is not printed by {writer}")
            }
            Self::TooOften { text, writer } => {
                write!(
                    f,
                    "`{text}` cannot come again: {writer} has printed all of those"
                )
            }
            Self::TooEarly { text, missing, chain, .. } => {
                write!(f, "`{text}` cannot come before `{missing}`: {chain}")
            }
            Self::AfterTheEnd { text, process, missing: None } => {
                write!(f, "`{text}` cannot come after the end of {process}")
            }
            Self::AfterTheEnd { text, process, missing: Some(missing) } => write!(
                f,
                "`{text}` cannot come when {process} has ended without `{missing}`"
            ),
            Self::NotSoFar { text, process, deed } => {
                write!(
                    f,
                    "`{text}` cannot come when {process} ended before it {deed}"
                )
            }
            Self::NotEnded { text, process, missing } => write!(
                f,
                "`{text}` says that {process} has ended, which still has `{missing}` to print"
            ),
            Self::AnotherPid { text, process } => {
                write!(
                    f,
                    "`{text}` cannot have the pid of {process}, which is another one"
                )
            }
            Self::Missing { line, writer } => {
                write!(f, "the output ends without `{line}` of {writer}")
            }
        }
    }
}

impl std::error::Error for Refusal {}

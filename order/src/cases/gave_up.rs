//! Why a question was given up.

use std::fmt::{self, Display, Formatter};

/// A question would take too long, or too much memory, and this is why.
///
/// No bound is a time, because this crate reads no clock: each is a number of things that
/// are gone through, so that the same question is given up on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GaveUp {
    /// The processes can have got so far and so far in more ways than this.
    Cuts(usize),
    /// The same texts can be told from each other only with more states than this.
    States(usize),
    /// A line, or a beginning, can have been printed in more ways than this.
    Ways(usize),
    /// Lines are printed in pieces, so that a line has no single writer.
    Pieces,
    /// There are more pairs of events, in all orders, than this.
    Pairs(usize),
}

impl Display for GaveUp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("I give up, because ")?;
        match self {
            Self::Cuts(most) => write!(
                f,
                "the processes can have got so far and so far in more than {most} ways"
            ),
            Self::States(most) => write!(
                f,
                "more than {most} states are needed to tell one output from another"
            ),
            Self::Ways(most) => write!(
                f,
                "there are more than {most} ways to tell which process has printed which line"
            ),
            Self::Pieces => f.write_str(
                "lines are printed in pieces, so that a line has no single writer",
            ),
            Self::Pairs(most) => {
                write!(f, "there are more than {most} pairs of lines to compare")
            }
        }
    }
}

impl std::error::Error for GaveUp {}

//! What an order says of an output: possible, or the first line that cannot be there.

use super::reason::Refusal;
use crate::model::id::EventId;

/// What an order says of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// It is possible, for example if the program makes these writes, one after the other.
    Possible(Vec<EventId>),
    /// It is impossible.
    Impossible(Refusal),
    /// There are so many ways to tell whose lines these are that the search was given up.
    GivenUp,
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

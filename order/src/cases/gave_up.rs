//! Why a question was given up.

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

impl std::error::Error for GaveUp {}

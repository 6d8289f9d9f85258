//! In Chinese: puzzles.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
];

//! In Chinese: the help texts of all commands, and what clap says of the arguments.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
];

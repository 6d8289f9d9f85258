//! In Chinese: the terminal, the map and `main`.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("error",
     "错误"),
    ("{word}: {error}",
     "{word}：{error}"),
];

//! What is wrong with the book, and where.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// A fault. Faults are in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// The file to mend, as one would name it from the folder that holds the book.
    pub(crate) path: PathBuf,
    /// Its line, counted from 1, where that is known.
    pub(crate) line: Option<usize>,
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { path, line, what } = self;
        match line {
            Some(line) => write!(f, "{}:{line}: {what}", path.display()),
            None => write!(f, "{}: {what}", path.display()),
        }
    }
}

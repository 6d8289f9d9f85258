//! How a main fails.

use super::trial::Trial;

/// A main that fails: with which exit code, how, and in which run.
pub(crate) struct Failure<'a> {
    pub(crate) code: i32,
    pub(crate) how: How,
    pub(crate) trial: &'a Trial,
}

/// How a main fails.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Panic,
    /// It returns an error.
    Error,
    /// It calls `exit`.
    Exit,
}

impl How {
    /// How a main has ended that had this exit code, by what std says of that on stderr.
    pub(crate) fn of(code: i32, stderr: &str) -> Self {
        match code {
            101 if stderr.contains("panicked at ") => Self::Panic,
            1 if has_error_of_main(stderr) => Self::Error,
            _ => Self::Exit,
        }
    }
}

/// Whether main has returned an error. Above a child's stands `Process NAME:`.
fn has_error_of_main(stderr: &str) -> bool {
    let mut lines = stderr.lines().scan("", |before, line| {
        // Not the line of its panic, which says more.
        let is_of_child = before.starts_with("Process ") && before.ends_with(':');
        *before = line;
        Some((line, is_of_child))
    });
    lines.any(|(line, is_of_child)| line.starts_with("Error: ") && !is_of_child)
}

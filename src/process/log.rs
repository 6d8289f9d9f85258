//! What `multiprocessing` says about the life of a process, when asked to.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU8, Ordering};

use super::family;

/// How much [`log_to_stderr`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Everything.
    Debug = 1,
    /// The first and last steps of each process.
    Info = 2,
}

/// Above every level: nothing is said.
const SILENT: u8 = u8::MAX;

static LEVEL: AtomicU8 = AtomicU8::new(SILENT);

/// From now on this process and its later children say on stderr what they do, one line
/// at a time: `[INFO/Process-1] child process calling self.run()`.
///
/// `CPython`'s `multiprocessing.log_to_stderr`. Called again, it changes the level.
pub fn log_to_stderr(level: Level) {
    LEVEL.store(level as u8, Ordering::Relaxed);
    // Without room for an exit handler the last lines of main are missing; a later start
    // says so.
    let _ = family::finish_at_exit();
}

/// Whether anything is said.
#[inline]
pub(super) fn is_on() -> bool {
    LEVEL.load(Ordering::Relaxed) != SILENT
}

// ANCHOR: line
/// Writes `[LEVEL/NAME] message`, if `level` was asked for.
pub(super) fn line(level: Level, message: fmt::Arguments<'_>) {
    if level as u8 >= LEVEL.load(Ordering::Relaxed) {
        let level = match level {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
        };
        let line = format!("[{level}/{}] {message}\n", family::current_name());
        // There is nowhere to say that stderr is gone.
        let _ = io::stderr().write_all(line.as_bytes());
    }
}
// ANCHOR_END: line

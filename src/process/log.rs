//! The lines by which `multiprocessing` tells of the life of a process.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU8, Ordering};

/// How much [`log_to_stderr`](super::log_to_stderr) says.
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

/// From now on what is at least of `level` is said.
pub(super) fn set_level(level: Level) {
    LEVEL.store(level as u8, Ordering::Relaxed);
}

/// Whether anything is said.
#[inline]
pub(super) fn is_on() -> bool {
    LEVEL.load(Ordering::Relaxed) != SILENT
}

// ANCHOR: line
/// Writes `[LEVEL/NAME] message`, if `level` was asked for.
pub(super) fn line(level: Level, name: &str, message: fmt::Arguments<'_>) {
    if level as u8 >= LEVEL.load(Ordering::Relaxed) {
        let level = match level {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
        };
        let line = format!("[{level}/{name}] {message}\n");
        // There is nowhere to say that stderr is gone.
        let _ = io::stderr().write_all(line.as_bytes());
    }
}
// ANCHOR_END: line

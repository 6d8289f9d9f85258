//! A program that was seen to stand still, traced to find out who waits for whom.

use std::process::Command;
use std::time::Duration;

use process_workbook::trace::{Deadlock, Error, Tracer};

/// What tracing says of a program that was watched until it stood still.
pub(crate) enum Standstill {
    /// Traced, it stands still too: who waits for what.
    Known(Deadlock),
    /// Traced, it went on: it depends on who is faster.
    Passing,
    /// It cannot be traced, for this reason.
    Untraced(Error),
}

/// Runs `command` once more, traced.
pub(crate) fn find_out(command: Command) -> Standstill {
    /// No sleep takes any time.
    const LIMIT: Duration = Duration::from_secs(10);
    match Tracer::new(command).quiet().timeout(LIMIT).trace() {
        Ok(run) => run.deadlock.map_or(Standstill::Passing, Standstill::Known),
        Err(Error::TimedOut) => Standstill::Passing,
        Err(error) => Standstill::Untraced(error),
    }
}

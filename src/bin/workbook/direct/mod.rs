//! A program that is directed: an output is made to happen with real processes.
//!
//! Whatever is said to have happened has happened: what the run printed is compared with what
//! was wanted, after the run. That nothing was found says only how much was tried.

mod goal;
mod progress;
mod search;

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use process_workbook::trace::{Controller, Error, Execution, Tracer};

pub(crate) use goal::{Goal, Source, lines_of, writer_in};
pub(crate) use search::{Bounds, Search, Stuck};

use crate::subject::{Subject, again};
use crate::words::words;

/// A process that computes for so long without a step that others see is taken to do so
/// forever.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A program that can be traced again and again.
pub(crate) struct Target {
    command: Command,
    /// Whether it makes choices that no scheduler makes: see [`Target::tracer`].
    is_python: bool,
}

impl Target {
    /// For `subject`, which is built if it has to be.
    pub(crate) fn of(subject: &Subject) -> Result<Self> {
        Ok(Self { command: subject.command()?, is_python: subject.is_python() })
    }

    /// For the program of `command`, which is not Python's.
    pub(crate) fn for_command(command: Command) -> Self {
        Self { command, is_python: false }
    }

    /// Python's set of children is in the order of their addresses, which depend on what was
    /// in memory before: on the hashes of its strings, and on the variables. So `seed` has
    /// both be different, and the same seed has the same run.
    fn command(&self, seed: usize) -> Command {
        let mut command = again(&self.command);
        if self.is_python {
            command.env("PYTHONHASHSEED", seed.to_string());
            command.env("WORKBOOK_TRY", "x".repeat(seed % 64));
        }
        command
    }

    fn tracer(&self, seed: usize) -> Tracer {
        Tracer::new(self.command(seed)).fixed_addresses()
    }

    /// Starts it, for a learner who takes his time: only one step may not take forever.
    pub(crate) fn start(&self) -> Result<Controller> {
        refused(self.tracer(0).patience(PATIENCE).start())
    }

    /// One run, by the tracer's own choice of who goes first.
    pub(crate) fn trace(&self) -> Result<Execution> {
        /// No sleep takes any time, so only a computation can take so long.
        const LIMIT: Duration = Duration::from_secs(60);
        refused(self.tracer(0).timeout(LIMIT).trace())
    }
}

/// Says what was to be done, when it was refused.
pub(crate) fn refused<T>(result: process_workbook::trace::Result<T>) -> Result<T> {
    match result {
        Err(error @ Error::Refused { .. }) => Err(error).context(words!(
            "to see and hold what processes do takes ptrace(2), and this system refuses it"
        )),
        result => Ok(result?),
    }
}

/// Whether the system does not let anybody trace.
pub(crate) fn is_refused(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<Error>(), Some(Error::Refused { .. }))
}

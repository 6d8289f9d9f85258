//! How a program is to be traced.

use std::process::Command;
use std::time::{Duration, Instant};

use super::controller::Controller;
use super::error::Result;
use super::execution::Execution;

/// What the program's stdout is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stdout {
    /// A terminal: a C program writes each line when it is complete.
    #[default]
    Terminal,
    /// A pipe: a C program writes when its buffer is full, and at its end.
    Pipe,
}

/// Traces a program.
#[derive(Debug)]
pub struct Tracer {
    command: Command,
    stdout: Stdout,
    timeout: Option<Duration>,
}

impl Tracer {
    /// For the program of `command`: its name or path, arguments, working folder, and the
    /// variables that it sets or removes. Its stdin will be /dev/null, its stdout a
    /// terminal, its stderr that of this process, whatever the command says of these, and
    /// it will be in a process group of its own. `PYTHONUNBUFFERED` is removed.
    pub fn new(command: Command) -> Self {
        Self { command, stdout: Stdout::default(), timeout: None }
    }

    /// What the program's stdout is.
    #[must_use]
    pub fn stdout(mut self, stdout: Stdout) -> Self {
        self.stdout = stdout;
        self
    }

    /// Kills the program when it has not ended after `timeout` of real time.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Starts the program, and holds it before its first visible operation.
    ///
    /// # Errors
    ///
    /// [`NotStarted`](super::Error::NotStarted) when it cannot be executed,
    /// [`Refused`](super::Error::Refused) when the system does not let it be traced,
    /// [`TimedOut`](super::Error::TimedOut) when it comes to no operation in time, and
    /// [`Os`](super::Error::Os) when there is no terminal or no thread to be had.
    pub fn start(self) -> Result<Controller> {
        let deadline =
            self.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Controller::start(self.command, self.stdout, deadline)
    }

    /// Runs the program until it has ended, or nobody can go on, or the time is up: see
    /// [`Controller::finish`].
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn trace(self) -> Result<Execution> {
        self.start()?.finish()
    }
}

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
    pub(super) command: Command,
    pub(super) stdout: Stdout,
    timeout: Option<Duration>,
    pub(super) patience: Option<Duration>,
    pub(super) is_quiet: bool,
    pub(super) fixed_addresses: bool,
    /// The signals that are thought of, if conflicts are.
    pub(super) conflicts: Option<u64>,
}

impl Tracer {
    /// For the program of `command`: its name or path, arguments, working folder, and the
    /// variables that it sets or removes. Its stdin will be /dev/null, its stdout a
    /// terminal, its stderr that of this process unless it is [quiet](Self::quiet), whatever
    /// the command says of these, and it will be in a process group of its own. `PYTHONUNBUFFERED` is removed.
    pub fn new(command: Command) -> Self {
        let stdout = Stdout::default();
        Self {
            command,
            stdout,
            timeout: None,
            patience: None,
            is_quiet: false,
            fixed_addresses: false,
            conflicts: None,
        }
    }

    /// What the program's stdout is.
    #[must_use]
    pub fn stdout(mut self, stdout: Stdout) -> Self {
        self.stdout = stdout;
        self
    }

    /// Has the program's stderr go to /dev/null: of many runs one says enough there.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.is_quiet = true;
        self
    }

    /// Has memory at the same addresses in every run: personality(2), `ADDR_NO_RANDOMIZE`.
    ///
    /// What a program does can depend on addresses: the order of a set in Python, for one.
    /// With this, the same choices make the same run; without it, the runs are those that
    /// the program has in earnest.
    #[must_use]
    pub fn fixed_addresses(mut self) -> Self {
        self.fixed_addresses = true;
        self
    }

    /// Notes what each operation [touches](super::Choice), and holds a process before calls too
    /// that only matter when another process may come first: a close, a change of what a
    /// signal does, a look for its parent. Exploring needs all of that.
    ///
    /// Of the `signals`, a bit each, it is noted what they can come between; the run tells
    /// which ones [were sent](super::Execution::signals).
    #[must_use]
    pub fn conflicts(mut self, signals: u64) -> Self {
        self.conflicts = Some(signals);
        self
    }

    /// Kills the program when it has not ended after `timeout` of real time.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Kills the program when the answer to one question takes longer than `patience` of real
    /// time: whoever was let go computes, and does not come to its next operation. How long
    /// one thinks between two questions does not count.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
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
        Controller::start(self, deadline)
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

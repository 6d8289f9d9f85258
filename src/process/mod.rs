//! [`Process`] and its life: Python's `multiprocessing.Process` on fork(2).
//!
//! The words are `CPython`'s, and so is the behaviour, that of version 3.6 with the later
//! `kill`, `close` and `parent_process`. A *child* is a process that a [`Process`] started;
//! it has *ended* when the operating system says so, and is *reaped* when its parent has
//! asked for its exit code, until which it is a *zombie*. An exit code is what `run` ended
//! with, or `-N` when signal `N` ended the child.
//!
//! Sources: `Lib/multiprocessing/process.py`, `popen_fork.py` and `util.py` of `CPython`
//! v3.6.15; fork(2), `_exit`(2), wait(2), `pidfd_open`(2), unshare(2), atexit(3); POSIX.1-2024.
//!
//! # fork is safe here, or refused
//!
//! The child of a process with several threads may call only async-signal-safe functions
//! (fork, POSIX.1-2024), and a closure does more. [`Process::start`] therefore counts the
//! threads and returns [`Error::MultiThreaded`] when there is more than one. The harness
//! of `#[test]` always has two: fork from a binary, a doctest or a test with
//! `harness = false`.
//!
//! # The end of main
//!
//! When main returns, or calls [`exit`] or [`std::process::exit`], its daemonic children
//! are terminated and the others are joined, without a line to ask for it. The same holds
//! for a child and its own children. A process that a signal ends, or that calls `_exit`,
//! waits for nobody.
//!
//! # What each method answers in each state
//!
//! An answer stands without its `Ok`, an error as the variant of [`Error`]. *Ended* is not
//! reaped yet; what is *lost* was reaped by somebody else. A test asks every question of
//! this table.
//!
//! Of a process that one has made:
//!
//! |                    | unstarted           | running          | ended            | joined           | lost               | closed   |
//! | ---                | ---                 | ---              | ---              | ---              | ---                | ---      |
//! | `start()`          | Ok                  | `StartedTwice`   | `StartedTwice`   | `StartedTwice`   | `StartedTwice`     | `Closed` |
//! | `join()`           | `JoinedBeforeStart` | waits, 0         | 0                | 0                | `ReapedElsewhere`  | `Closed` |
//! | `join_timeout(0)`  | `JoinedBeforeStart` | None             | Some(0)          | Some(0)          | `ReapedElsewhere`  | `Closed` |
//! | `terminate()`      | `NotStarted`        | Ok               | Ok               | Ok               | Ok                 | `Closed` |
//! | `kill()`           | `NotStarted`        | Ok               | Ok               | Ok               | Ok                 | `Closed` |
//! | `is_alive()`       | false               | true             | false            | false            | false              | `Closed` |
//! | `exitcode()`       | None                | None             | Some(0)          | Some(0)          | None               | None     |
//! | `pid()`            | None                | Some(pid)        | Some(pid)        | Some(pid)        | Some(pid)          | None     |
//! | `name()`           | p                   | p                | p                | p                | p                  | p        |
//! | `daemon()`         | false               | false            | false            | false            | false              | false    |
//! | `set_daemon(true)` | Ok                  | `AlreadyStarted` | `AlreadyStarted` | `AlreadyStarted` | `AlreadyStarted`   | Ok       |
//! | `authkey()`        | key                 | key              | key              | key              | key                | key      |
//! | `sentinel()`       | `NotStarted`        | not readable     | readable         | readable         | readable           | `Closed` |
//! | `close()`          | Ok                  | `StillRunning`   | Ok               | Ok               | Ok                 | Ok       |
//! | `Debug`            | `initial`           | `started`        | `stopped`        | `stopped`        | `stopped[unknown]` | `closed` |
//!
//! Of one that one has not made; *foreign* is a sibling that runs, *current* is
//! [`current_process`], *parent* is [`parent_process`]:
//!
//! |                    | foreign           | current            | parent            |
//! | ---                | ---               | ---                | ---               |
//! | `start()`          | `StartedTwice`    | `StartedElsewhere` | `StartedTwice`    |
//! | `join()`           | `JoinedElsewhere` | `JoinedElsewhere`  | `JoinedElsewhere` |
//! | `join_timeout(0)`  | `JoinedElsewhere` | `JoinedElsewhere`  | `JoinedElsewhere` |
//! | `terminate()`      | Ok                | `NotStarted`       | Ok                |
//! | `kill()`           | Ok                | `NotStarted`       | Ok                |
//! | `is_alive()`       | `TestedElsewhere` | true               | true              |
//! | `exitcode()`       | None              | None               | None              |
//! | `pid()`            | Some(pid)         | Some(pid)          | Some(pid)         |
//! | `name()`           | p                 | p                  | p                 |
//! | `daemon()`         | false             | false              | false             |
//! | `set_daemon(true)` | `AlreadyStarted`  | Ok                 | `AlreadyStarted`  |
//! | `authkey()`        | key               | key                | key               |
//! | `sentinel()`       | `JoinedElsewhere` | `JoinedElsewhere`  | not readable      |
//! | `close()`          | `StillRunning`    | Ok                 | Ok                |
//! | `Debug`            | `unknown`         | `started`          | `unknown`         |

mod authkey;
mod child;
mod error;
mod family;
mod log;
mod pace;
mod pipe;
mod record;
pub mod report;
mod run;
mod stdin;
pub(crate) mod sys;

use std::fmt;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::{ForkResult, Pid, SysconfVar, sysconf};

pub use authkey::AuthKey;
pub use child::exit;
pub use error::{Error, Result};
pub use family::{active_children, current_process, parent_process};
pub use log::{Level, log_to_stderr};
pub use pace::sleep;
pub use pipe::{Receiver, Sender, pipe};
pub use run::{Outcome, Run};

use record::{Life, Record};
use run::Body;

/// A handle on a process: on a child to start and to wait for, or on
/// [the current process](current_process).
///
/// Handles on the same process share what is known of it. Dropping one does nothing: the
/// child goes on, and is waited for at the end of its parent.
///
/// ```
/// use process_workbook::{Process, Result};
///
/// fn main() -> Result<()> {
///     let greeting = String::from("hello");
///     let mut process = Process::new(move || println!("{greeting}"));
///     process.start()?;
///     assert_eq!(process.join()?, 0);
///     Ok(())
/// }
/// ```
pub struct Process {
    record: Arc<Record>,
    /// What the child will do; `None` once it was started.
    body: Option<Box<dyn Body>>,
    sentinel: OnceLock<OwnedFd>,
}

impl Process {
    /// A process that will run `run` when it is started.
    ///
    /// It is named after its number, `Process-1` for the first one that this process
    /// makes, and inherits the authorization key and the daemon flag of this process.
    ///
    /// What `run` captured stays in this process until [`start`](Self::start); a child
    /// that is started meanwhile has a copy of it, pipe ends included.
    pub fn new<R: Run + 'static>(run: R) -> Self {
        let record = Arc::new(family::newborn(R::class()));
        Self { record, body: Some(Box::new(run)), sentinel: OnceLock::new() }
    }

    /// A handle on a process that runs.
    fn of(record: Arc<Record>) -> Self {
        Self { record, body: None, sentinel: OnceLock::new() }
    }

    /// The same process under another name. It has used its number up all the same.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        self.set_name(name);
        self
    }

    /// The same process, daemonic or not: see [`daemon`](Self::daemon).
    #[must_use]
    pub fn with_daemon(self, daemon: bool) -> Self {
        self.record.state().daemon = daemon;
        self
    }

    /// Starts the child: forks, and runs `run` in the child.
    ///
    /// What is in the buffer of stdout is written first, so that the child does not have
    /// it too. What `run` captured is then in both processes, and is dropped in this one:
    /// a pipe end that only the child has is closed here.
    ///
    /// The child has a copy of all memory, locks included. One that is held across `start`
    /// is never released in the child: in a loop over `io::stdin().lines()`, which holds the
    /// lock of stdin, a child cannot read stdin. What the parent has read ahead of its
    /// stdin the child finds there too, before the end of /dev/null.
    ///
    /// Children that have ended are reaped.
    ///
    /// # Errors
    ///
    /// After an error nothing was forked, and `start` can be called again.
    ///
    /// - [`Error::StartedTwice`], [`Error::Closed`]
    /// - [`Error::StartedElsewhere`] in another process than the one that made it
    /// - [`Error::DaemonicParent`] in a daemonic process
    /// - [`Error::MultiThreaded`] when there is more than one thread
    /// - [`Error::Speed`] when `WORKBOOK_SPEED` is not a positive number
    /// - [`Error::Os`] when stdout cannot be written, or the system refuses the fork
    // ANCHOR: start
    pub fn start(&mut self) -> Result<()> {
        match self.record.life() {
            Life::Initial => {}
            Life::Closed => return Err(Error::Closed),
            _ => return Err(Error::StartedTwice),
        }
        family::make_way_for(&self.record)?;
        pace::speed()?;
        if let Some(threads) =
            sys::other_threads().map_err(Error::os("/proc/self/task"))?
        {
            return Err(Error::MultiThreaded { threads });
        }
        family::finish_at_exit()?;
        child::head_panics();
        stdin::prepare();
        let mut stdout = io::stdout();
        stdout.flush().map_err(Error::os("write"))?;
        let Some(mut body) = self.body.take() else {
            return Err(Error::StartedTwice);
        };
        // Before the fork: each page that the child writes to is copied.
        let record = Arc::clone(&self.record);
        let daemon = self.daemon();
        match sys::fork() {
            Ok(ForkResult::Child) => body.live(record, daemon, stdout),
            Ok(ForkResult::Parent { child }) => {
                family::adopt(child, record);
                Ok(())
            }
            Err(error) => {
                self.body = Some(body);
                Err(Error::os("fork")(error))
            }
        }
    }
    // ANCHOR_END: start

    /// Waits until the child has ended and returns its exit code, `-N` when signal `N`
    /// ended it. At once when it has been joined before.
    ///
    /// # Errors
    ///
    /// - [`Error::JoinedBeforeStart`], [`Error::Closed`]
    /// - [`Error::JoinedElsewhere`] in another process than the parent
    /// - [`Error::ReapedElsewhere`] when the child has ended and its exit code is lost
    // ANCHOR: join
    pub fn join(&self) -> Result<i32> {
        self.check_joinable()?;
        loop {
            self.record.await_end()?;
            if let Some(code) = self.joined()? {
                return Ok(code);
            }
        }
    }
    // ANCHOR_END: join

    /// Waits like [`join`](Self::join), but at most for `timeout`; `None` when the child
    /// is still running then. A `timeout` of zero does not wait.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join), and [`Error::Os`] when there is no file descriptor left.
    pub fn join_timeout(&self, timeout: Duration) -> Result<Option<i32>> {
        self.check_joinable()?;
        match self.joined()? {
            None if !timeout.is_zero() => {
                let sentinel = self.open_sentinel()?;
                sys::poll(&[sentinel.as_fd()], Some(timeout))
                    .map_err(Error::os("poll"))?;
                self.joined()
            }
            joined => Ok(joined),
        }
    }

    /// Whether this process may join it.
    fn check_joinable(&self) -> Result<()> {
        match self.record.life() {
            Life::Closed => Err(Error::Closed),
            _ if !self.record.is_ours() => Err(Error::JoinedElsewhere),
            Life::Initial => Err(Error::JoinedBeforeStart),
            _ => Ok(()),
        }
    }

    /// The exit code if the child has ended.
    fn joined(&self) -> Result<Option<i32>> {
        match family::poll(&self.record)? {
            Life::Stopped { code, .. } => Ok(Some(code)),
            Life::Lost { .. } => Err(Error::ReapedElsewhere),
            _ => Ok(None),
        }
    }

    /// Sends `SIGTERM`, which ends a child that does not handle it.
    ///
    /// The child's destructors do not run and its own children go on as orphans. It may
    /// still be [alive](Self::is_alive) when this returns. Nothing happens when it has
    /// ended. Any process that has a handle may terminate it, not only its parent.
    ///
    /// # Errors
    ///
    /// [`Error::NotStarted`], [`Error::Closed`], or [`Error::Os`] when the system refuses.
    pub fn terminate(&self) -> Result<()> {
        self.record.signal(Signal::SIGTERM)
    }

    /// Sends `SIGKILL`, which ends a child whatever it does. Else as
    /// [`terminate`](Self::terminate).
    ///
    /// # Errors
    ///
    /// As [`terminate`](Self::terminate).
    pub fn kill(&self) -> Result<()> {
        self.record.signal(Signal::SIGKILL)
    }

    /// Whether the process is running: started, and not ended. The current process is.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`]; [`Error::TestedElsewhere`] in another process than its parent
    /// or itself.
    pub fn is_alive(&self) -> Result<bool> {
        if family::is_current(&self.record) {
            return Ok(true);
        }
        match self.record.life() {
            Life::Closed => Err(Error::Closed),
            Life::Parent { .. } => {
                let life = self.record.peek()?;
                family::tell(&self.record, life);
                Ok(matches!(life, Life::Parent { .. }))
            }
            _ if !self.record.is_ours() => Err(Error::TestedElsewhere),
            _ => Ok(matches!(family::poll(&self.record)?, Life::Started { .. })),
        }
    }

    /// The exit code, `-N` when signal `N` ended the child. `None` when it is not started,
    /// is running, or is closed, when its exit code is lost, and in another process than
    /// its parent unless it had been joined before that was forked.
    pub fn exitcode(&self) -> Option<i32> {
        match family::poll(&self.record) {
            Ok(Life::Stopped { code, .. }) => Some(code),
            _ => None,
        }
    }

    /// The process identifier, also after the end. `None` when it is not started or is
    /// closed.
    pub fn pid(&self) -> Option<u32> {
        let pid = if family::is_current(&self.record) {
            Some(Pid::this())
        } else {
            self.record.life().pid()
        };
        pid.map(|pid| pid.as_raw().cast_unsigned())
    }

    /// The same as [`pid`](Self::pid).
    pub fn ident(&self) -> Option<u32> {
        self.pid()
    }

    /// The name, `Process-1` unless it was set. It has no meaning beyond that.
    pub fn name(&self) -> String {
        self.record.name()
    }

    /// Changes the name, for every handle in this process. A child that was started
    /// before keeps the one it had.
    pub fn set_name(&self, name: impl Into<String>) {
        self.record.state().name = Some(name.into());
    }

    /// Whether it is daemonic: terminated at the end of its parent, not waited for, and
    /// not allowed to have children.
    ///
    /// The default is the flag of the process that made it.
    pub fn daemon(&self) -> bool {
        self.record.state().daemon
    }

    /// Changes whether it is [daemonic](Self::daemon).
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyStarted`], also after the end.
    pub fn set_daemon(&mut self, daemon: bool) -> Result<()> {
        let mut state = self.record.state();
        match state.life {
            Life::Initial | Life::Closed => {
                state.daemon = daemon;
                Ok(())
            }
            _ => Err(Error::AlreadyStarted),
        }
    }

    /// The authorization key: that of the process that made it, at that moment, unless it
    /// was set.
    pub fn authkey(&self) -> AuthKey {
        self.record.state().authkey.clone()
    }

    /// Changes the authorization key. A child that was started before keeps its own.
    pub fn set_authkey(&self, key: impl Into<AuthKey>) {
        self.record.state().authkey = key.into();
    }

    /// A file descriptor that is readable when the process has ended: poll it.
    ///
    /// It is a pidfd, opened when first asked for and held by this handle. Where
    /// `CPython`'s pipe stays open as long as a grandchild lives, this is readable when the
    /// child has ended, and not before its exit code can be had.
    ///
    /// # Errors
    ///
    /// - [`Error::NotStarted`], [`Error::Closed`]
    /// - [`Error::JoinedElsewhere`] in another process than the parent
    /// - [`Error::Os`] when there is no file descriptor left
    pub fn sentinel(&self) -> Result<BorrowedFd<'_>> {
        if let Some(sentinel) = self.sentinel.get() {
            return Ok(sentinel.as_fd());
        }
        let sentinel = self.open_sentinel()?;
        Ok(self.sentinel.get_or_init(|| sentinel).as_fd())
    }

    // ANCHOR: sentinel
    fn open_sentinel(&self) -> Result<OwnedFd> {
        match self.record.life() {
            Life::Closed => return Err(Error::Closed),
            Life::Parent { .. } => {}
            _ if !self.record.is_ours() => return Err(Error::JoinedElsewhere),
            Life::Initial => return Err(Error::NotStarted),
            _ => {}
        }
        if let Life::Started { pid } | Life::Parent { pid } = self.record.peek()? {
            let opened = sys::pidfd(pid);
            // Unless it was reaped meanwhile: the pid may be another process's.
            if !matches!(self.record.peek()?, Life::Lost { .. }) {
                return opened.map_err(Error::os("pidfd_open"));
            }
        }
        // It has ended. A pipe without a writer is as readable.
        let (reader, _) = io::pipe().map_err(Error::os("pipe"))?;
        Ok(reader.into())
    }
    // ANCHOR_END: sentinel

    /// Releases what is held for the process: what its child would have run, and the
    /// sentinel. Afterwards only the name, the daemon flag and the key are left.
    ///
    /// # Errors
    ///
    /// [`Error::StillRunning`].
    pub fn close(&mut self) -> Result<()> {
        if let Life::Started { .. } = family::poll(&self.record)? {
            return Err(Error::StillRunning);
        }
        self.record.state().life = Life::Closed;
        self.body = None;
        self.sentinel = OnceLock::new();
        Ok(())
    }
}

/// `CPython` 3.6's repr: `<Process(Process-1, stopped[SIGTERM] daemon)>`. Looks at the
/// child, and does not reap it.
impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.record;
        write!(f, "<{}({}, ", record.class, record.name())?;
        if family::is_current(record) {
            f.write_str("started")?;
        } else if record.life() == Life::Closed {
            f.write_str("closed")?;
        } else if !record.is_ours() {
            f.write_str("unknown")?;
        } else {
            match record.peek() {
                Ok(Life::Initial) => f.write_str("initial")?,
                Ok(Life::Stopped { code: 0, .. }) => f.write_str("stopped")?,
                Ok(Life::Stopped { code, .. }) => match Signal::try_from(-code) {
                    Ok(signal) => write!(f, "stopped[{signal}]")?,
                    Err(_) => write!(f, "stopped[{code}]")?,
                },
                Ok(Life::Lost { .. }) => f.write_str("stopped[unknown]")?,
                _ => f.write_str("started")?,
            }
        }
        f.write_str(if self.daemon() { " daemon)>" } else { ")>" })
    }
}

/// Waits until one of `processes` has ended, or until `timeout`; gives the positions of
/// those that have, in rising order. `multiprocessing.connection.wait` on sentinels.
///
/// At once, with nothing, when there is no process to wait for.
///
/// # Errors
///
/// As [`Process::sentinel`].
pub fn wait(
    processes: &[&Process],
    timeout: Option<Duration>,
) -> Result<Vec<usize>> {
    if processes.is_empty() {
        return Ok(Vec::new());
    }
    let sentinels: Vec<_> =
        processes.iter().map(|process| process.sentinel()).collect::<Result<_>>()?;
    let ended = sys::poll(&sentinels, timeout).map_err(Error::os("poll"))?;
    let ended: Vec<_> =
        (0..processes.len()).filter(|&position| ended[position]).collect();
    for position in &ended {
        let record = &processes[*position].record;
        family::tell(record, record.peek()?);
    }
    Ok(ended)
}

/// How many processors are online, whatever the affinity of this process.
///
/// # Panics
///
/// When the operating system cannot tell, which Linux always can.
pub fn cpu_count() -> usize {
    let online = sysconf(SysconfVar::_NPROCESSORS_ONLN).ok().flatten();
    online
        .and_then(|count| count.try_into().ok())
        .expect("Linux counts its processors")
}

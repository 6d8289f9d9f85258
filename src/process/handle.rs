//! [`Process`]: a handle on a process, its start, and what it answers.

use std::fmt;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::unistd::{ForkResult, Pid};

use super::authkey::AuthKey;
use super::error::{Error, Result};
use super::record::{Life, Record};
use super::run::{Body, Run};
use super::{end, family, pace, panics, sentinel, signals, stdin, sys, turn};

/// A handle on a process: on a child to start and to wait for, or on
/// [the current process](super::current_process).
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
///
/// # Threads
///
/// A `Process` is neither `Send` nor `Sync`. It holds what its child will run, a closure
/// that may have captured an `Rc` or a pipe's end of this thread; and a handle that two
/// threads could reach would invite to [`start`](Self::start) it beside a thread, which is
/// refused. A thread that waits for children takes handles of its own from
/// [`active_children`](super::active_children): all handles on one child answer the same.
///
/// ```compile_fail,E0277
/// fn send<T: Send>(_: T) {}
/// send(process_workbook::Process::new(|| ()));
/// ```
///
/// ```compile_fail,E0277
/// fn share<T: Sync>(_: &T) {}
/// share(&process_workbook::Process::new(|| ()));
/// ```
pub struct Process {
    pub(super) record: Arc<Record>,
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
    pub(super) fn of(record: Arc<Record>) -> Self {
        Self { record, body: None, sentinel: OnceLock::new() }
    }

    /// The same process under another name, or under its default name if `name` is empty.
    /// It has used its number up all the same.
    ///
    /// # Panics
    ///
    /// When the process has been started: its child has the name that it had then. For
    /// this process's own use [`set_name`](Self::set_name) changes it at any time.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        {
            let mut state = self.record.state();
            assert!(state.life.is_open(), "with_name: {}", Error::AlreadyStarted);
            state.name = Some(name.into()).filter(|name| !name.is_empty());
        }
        self
    }

    /// The same process, daemonic or not: see [`daemon`](Self::daemon).
    ///
    /// # Panics
    ///
    /// When the process has been started. [`set_daemon`](Self::set_daemon) says so by an
    /// error.
    #[must_use]
    pub fn with_daemon(mut self, daemon: bool) -> Self {
        if let Err(error) = self.set_daemon(daemon) {
            panic!("with_daemon: {error}");
        }
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
        match sys::other_threads() {
            Ok(None) => {}
            Ok(Some(threads)) => return Err(Error::MultiThreaded { threads }),
            Err(source) => return Err(Error::ThreadsUnknown { source }),
        }
        end::finish_at_exit()?;
        panics::prepare();
        stdin::prepare();
        let mut stdout = io::stdout();
        stdout.flush().map_err(Error::os("write"))?;
        let Some(mut body) = self.body.take() else {
            return Err(Error::StartedTwice);
        };
        turn::give_all_back();
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
    /// The wait is for a [`sentinel`](Self::sentinel) that is opened for it. On a system
    /// without `pidfd_open`(2), Linux before 5.3 or a container that forbids it, the child
    /// is asked again and again instead, after 0.1 ms at first and every 20 ms in the end:
    /// the answer is the same, and comes that much later.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join), and [`Error::Os`] when there is no file descriptor left.
    pub fn join_timeout(&self, timeout: Duration) -> Result<Option<i32>> {
        self.check_joinable()?;
        match self.joined()? {
            None if !timeout.is_zero() => {
                sentinel::await_end(&self.record, timeout)?;
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
    /// [`Error::NotStarted`], [`Error::Closed`], [`Error::ParentOutOfSight`], or
    /// [`Error::Os`] when the system refuses.
    pub fn terminate(&self) -> Result<()> {
        self.record.signal(Signal::SIGTERM)
    }

    /// Sends `SIGINT`, which is what Ctrl-C on a terminal sends. Else as
    /// [`terminate`](Self::terminate).
    ///
    /// In `CPython`, since version 3.14, the child raises `KeyboardInterrupt` then. Rust
    /// handles no signal: a child without a handler of its own ends with -2.
    ///
    /// # Errors
    ///
    /// As [`terminate`](Self::terminate).
    pub fn interrupt(&self) -> Result<()> {
        self.record.signal(Signal::SIGINT)
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
        if !state.life.is_open() {
            return Err(Error::AlreadyStarted);
        }
        state.daemon = daemon;
        Ok(())
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
    /// - [`Error::ParentOutOfSight`] for a [parent](super::parent_process) of another PID
    ///   namespace
    /// - [`Error::Os`] when there is no file descriptor left, or no `pidfd_open`(2)
    pub fn sentinel(&self) -> Result<BorrowedFd<'_>> {
        if let Some(sentinel) = self.sentinel.get() {
            return Ok(sentinel.as_fd());
        }
        let sentinel = sentinel::open(&self.record)?;
        Ok(self.sentinel.get_or_init(|| sentinel).as_fd())
    }

    /// Releases what is held for the process: what its child would have run, and the
    /// sentinel. Afterwards only the name, the daemon flag and the key are left.
    ///
    /// Nothing happens to the [current process](super::current_process).
    ///
    /// # Errors
    ///
    /// [`Error::StillRunning`].
    pub fn close(&mut self) -> Result<()> {
        if family::is_current(&self.record) {
            return Ok(());
        }
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
                Ok(Life::Stopped { code, .. }) => match signals::name(-code) {
                    Some(signal) => write!(f, "stopped[{signal}]")?,
                    None => write!(f, "stopped[{code}]")?,
                },
                Ok(Life::Lost { .. }) => f.write_str("stopped[unknown]")?,
                _ => f.write_str("started")?,
            }
        }
        f.write_str(if self.daemon() { " daemon)>" } else { ")>" })
    }
}

//! What can go wrong, in the words of `CPython` where it has them.
//!
//! `CPython` answers most misuse with an `AssertionError`, which `python -O` switches
//! off; here each misuse is a variant, and the text keeps the meaning of `CPython`'s
//! (`Lib/multiprocessing/process.py`, tag v3.6.15).

use std::fmt;
use std::io;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A contract that was broken, or what the operating system refused.
///
/// `Debug` prints the same sentence as `Display` followed by its source, because
/// `fn main() -> Result<()>` reports an error by `Debug` and a learner reads it there.
#[non_exhaustive]
pub enum Error {
    /// `start` was called a second time: one `Process` is at most one child.
    StartedTwice,
    /// `start` was called in another process than the one that made the `Process`.
    StartedElsewhere,
    /// `start` was called by a daemonic process.
    DaemonicParent,
    /// `start` was called while the process has more than one thread.
    ///
    /// A thread is there until it was joined by its handle: the end of a
    /// [`thread::scope`](std::thread::scope) waits for the closures only.
    MultiThreaded {
        /// How many threads the process has.
        threads: usize,
    },
    /// `start` cannot count the threads of this process: unshare(2) is refused, as some
    /// containers do, and there is no /proc to look at.
    ThreadsUnknown {
        /// What reading /proc/self/task answered.
        source: io::Error,
    },
    /// `set_daemon` was called after `start`.
    AlreadyStarted,
    /// `join` or `join_timeout` was called before `start`.
    JoinedBeforeStart,
    /// `join` or `join_timeout` was called by another process than the parent.
    JoinedElsewhere,
    /// `is_alive` was called by another process than the parent or the process itself.
    TestedElsewhere,
    /// `terminate`, `interrupt`, `kill` or `sentinel` was called before `start`.
    NotStarted,
    /// `close` was called while the child was running.
    StillRunning,
    /// The `Process` was closed.
    Closed,
    /// The child has ended and its exit code went to somebody else: another part of
    /// the program called `waitpid(2)` for it, or `SIGCHLD` is ignored.
    ReapedElsewhere,
    /// The parent of this process is in another PID namespace, where its pid means nothing
    /// to this one.
    ParentOutOfSight,
    /// `recv` was called while another process receives from the same pipe.
    ReceivedElsewhere {
        /// Its pid, unless it is just about to tell.
        receiver: Option<u32>,
    },
    /// `recv` was called when every sender is gone.
    EndOfMessages,
    /// The environment variable `WORKBOOK_SPEED` is not a positive number.
    Speed {
        /// What the variable holds.
        value: String,
    },
    /// The operating system refused.
    Os {
        /// The system call, as its manual page is named.
        call: &'static str,
        /// What it answered.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: the answer of the system call `call`.
    pub(super) fn os<E: Into<io::Error>>(
        call: &'static str,
    ) -> impl FnOnce(E) -> Self {
        move |source| Self::Os { call, source: source.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartedTwice => f.write_str("cannot start a process twice"),
            Self::StartedElsewhere => {
                f.write_str("can only start a process object created by current process")
            }
            Self::DaemonicParent => {
                f.write_str("daemonic processes are not allowed to have children")
            }
            Self::MultiThreaded { threads } => write!(
                f,
                "cannot fork a process with {threads} threads: the child would have only \
                 the one that forked, and the locks of the others forever; start \
                 processes before threads, or join the threads first (under qemu-user \
                 one of the threads is the emulator's, and no process can be started)"
            ),
            Self::ThreadsUnknown { .. } => f.write_str(
                "cannot tell whether this process has one thread, without which a fork is \
                 not safe: unshare(2) is refused, and /proc/self/task cannot be read; \
                 mount /proc",
            ),
            Self::AlreadyStarted => f.write_str("process has already started"),
            Self::JoinedBeforeStart => f.write_str("can only join a started process"),
            Self::JoinedElsewhere => f.write_str("can only join a child process"),
            Self::TestedElsewhere => f.write_str("can only test a child process"),
            Self::NotStarted => f.write_str("process not started"),
            Self::StillRunning => f.write_str(
                "cannot close a process while it is still running: call join() or \
                 terminate() first",
            ),
            Self::Closed => f.write_str("process object is closed"),
            Self::ReapedElsewhere => f.write_str(
                "the exit code is lost: the child has ended and somebody else has waited \
                 for it, or SIGCHLD is ignored",
            ),
            Self::ParentOutOfSight => f.write_str(
                "the parent is in another PID namespace: it can be neither seen nor \
                 signalled from here",
            ),
            Self::ReceivedElsewhere { receiver } => {
                f.write_str("can only receive in one process: ")?;
                match receiver {
                    Some(pid) => write!(f, "process {pid} ")?,
                    None => f.write_str("another process ")?,
                }
                f.write_str("receives from this pipe")
            }
            Self::EndOfMessages => {
                f.write_str("no message is left, and nobody who could send one")
            }
            Self::Speed { value } => write!(
                f,
                "WORKBOOK_SPEED must be a positive number such as 50, not {value:?}"
            ),
            Self::Os { call, .. } => write!(f, "{call} failed"),
        }
    }
}

// ANCHOR: debug
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Os { source, .. } | Self::ThreadsUnknown { source } => {
                write!(f, "{self}: {source}")
            }
            _ => write!(f, "{self}"),
        }
    }
}
// ANCHOR_END: debug

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Os { source, .. } | Self::ThreadsUnknown { source } => {
                Some(source)
            }
            _ => None,
        }
    }
}

//! What a process is about to do, whether it can, and what came of it.

use std::fmt;
use std::time::Duration;

use nix::errno::Errno;

/// One visible operation: what one thread does that another process could see, or wait for.
///
/// Processes and channels are named by their place: see [`Actor::name`](super::Actor).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation {
    /// It writes these bytes to stdout, in one call: nothing comes between them.
    Print(Vec<u8>),
    /// It starts a process: fork(2), vfork(2), clone(2), `posix_spawn`.
    Fork,
    /// It starts a thread: clone(2) with `CLONE_THREAD`.
    StartThread,
    /// It begins, and has not made a step. Only who shares memory with others is held here:
    /// a lock that is free is taken without a call, so who begins first may have it.
    Begin,
    /// It becomes another program: execve(2).
    Exec {
        /// As it was given.
        path: String,
    },
    /// It ends: `exit_group`(2), exit(2), or a signal.
    Exit {
        /// As Python writes it: `-N` for signal `N`.
        code: i32,
    },
    /// It waits for a child, or looks whether one has ended: wait4(2), waitid(2).
    Wait {
        /// Whom it would take: the children that are alive or not yet waited for.
        children: Vec<String>,
        /// Whether it only looks: `WNOHANG`.
        polls: bool,
        /// Whether it leaves the child to be waited for again: `WNOWAIT`.
        leaves: bool,
    },
    /// It reads from a pipe, a FIFO or a socket.
    Read {
        /// The channel.
        channel: String,
        /// Whether it waits until there is something: not with `O_NONBLOCK`, open(2).
        waits: bool,
    },
    /// It writes to a pipe, a FIFO or a socket.
    Write {
        /// The channel.
        channel: String,
        /// How many bytes.
        bytes: usize,
    },
    /// It closes the last descriptor that leads to one side of a channel.
    Close {
        /// The channel.
        channel: String,
    },
    /// It opens a FIFO, which waits for somebody at the other side.
    Open {
        /// As it was given.
        path: String,
    },
    /// It waits until one of several is ready: poll(2), select(2), `epoll_wait`(2).
    Poll {
        /// The channels and processes.
        watched: Vec<String>,
        /// For how long; `None` is for ever.
        timeout: Option<Duration>,
    },
    /// It sends a signal: kill(2), tgkill(2), `pidfd_send_signal`(2).
    Signal {
        /// The processes.
        to: Vec<String>,
        /// Its number.
        signal: i32,
    },
    /// It waits for a signal: pause(2), sigsuspend(2), sigtimedwait(2).
    AwaitSignal {
        /// For how long; `None` is for ever.
        timeout: Option<Duration>,
    },
    /// It changes what signals do, or which of them are held back: sigaction(2),
    /// sigprocmask(2). Seen only when [conflicts](super::Tracer::conflicts) are.
    SetSignals,
    /// It asks for the pid of its parent, which is another one when that has ended:
    /// getppid(2). Seen only when [conflicts](super::Tracer::conflicts) are.
    LookForParent,
    /// It takes a lock on a file: flock(2), fcntl(2).
    Lock {
        /// The file.
        lock: String,
        /// Whether it only tries.
        tries: bool,
    },
    /// It gives a lock on a file back.
    Unlock {
        /// The file.
        lock: String,
    },
    /// It waits until somebody changes a word of memory: futex(2), as locks, semaphores
    /// and joins of threads do.
    AwaitWord {
        /// The word.
        word: String,
        /// For how long; `None` is for ever.
        timeout: Option<Duration>,
    },
    /// It wakes those who wait for a word of memory.
    WakeWord {
        /// The word.
        word: String,
    },
    /// It sleeps.
    Sleep(Duration),
    /// It lets others go first: `sched_yield`(2).
    Yield,
    /// A call that is not known here, by its number.
    Other {
        /// syscalls(2) has the names.
        number: i64,
    },
}

/// Whether an operation that is held would come back at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It can go.
    Ready,
    /// It can go, and comes to nothing: its time is up by then. Time is not real here: it
    /// passes when the operation is let go.
    TimesOut {
        /// When, on the clock of the traced program, since it started.
        due: Duration,
    },
    /// It cannot go: it would wait.
    Blocks {
        /// Who could end its waiting, by doing something. Empty when nobody is known.
        until: Vec<String>,
    },
    /// It may go, and may have to wait then.
    Unsure,
}

impl Readiness {
    /// Whether the operation may be let go.
    pub fn may_go(&self) -> bool {
        !matches!(self, Self::Blocks { .. })
    }
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was done, and there is no more to say.
    Done,
    /// This process or thread was started.
    Started(String),
    /// This child was found ended, with this exit code (`-N` for signal `N`), stopped or
    /// going on.
    Found {
        /// The child.
        child: String,
        /// `None` when it has not ended.
        code: Option<i32>,
    },
    /// It looked, in vain.
    Nothing,
    /// The time was up.
    TimedOut,
    /// So many bytes were read or written.
    Bytes(usize),
    /// There is nothing to read, and never will be.
    EndOfFile,
    /// So many of what it watched are ready, or so many who waited were woken.
    Count(usize),
    /// It waits, inside the kernel. What comes of it is told when it comes.
    Waits,
    /// A signal came before.
    Interrupted,
    /// The process is no more.
    Ended,
    /// The system refused.
    Failed(Errno),
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Print(bytes) => {
                write!(f, "print {:?}", String::from_utf8_lossy(bytes))
            }
            Self::Fork => f.write_str("start a process"),
            Self::Begin => f.write_str("begin"),
            Self::StartThread => f.write_str("start a thread"),
            Self::Exec { path } => write!(f, "become {path}"),
            Self::Exit { code } => write!(f, "end with exit code {code}"),
            Self::Wait { children, polls: true, .. } => {
                write!(f, "look whether {} has ended", any_of(children))
            }
            Self::Wait { children, .. } => {
                write!(f, "wait for {} to end", any_of(children))
            }
            Self::Read { channel, .. } => write!(f, "read from {channel}"),
            Self::Write { channel, bytes } => {
                write!(f, "write {bytes} bytes into {channel}")
            }
            Self::Close { channel } => write!(f, "close {channel}"),
            Self::Open { path } => write!(f, "open {path}"),
            Self::Poll { watched, .. } => {
                write!(f, "wait for {} to be ready", any_of(watched))
            }
            Self::Signal { to, signal } => {
                write!(f, "send signal {signal} to {}", to.join(", "))
            }
            Self::AwaitSignal { .. } => f.write_str("wait for a signal"),
            Self::SetSignals => f.write_str("change what signals do"),
            Self::LookForParent => f.write_str("ask who its parent is"),
            Self::Lock { lock, .. } => write!(f, "lock {lock}"),
            Self::Unlock { lock } => write!(f, "unlock {lock}"),
            Self::AwaitWord { word, .. } => write!(f, "wait for {word} to change"),
            Self::WakeWord { word } => write!(f, "wake who waits for {word}"),
            Self::Sleep(time) => write!(f, "sleep for {time:?}"),
            Self::Yield => f.write_str("let others go first"),
            Self::Other { number } => write!(f, "make system call {number}"),
        }
    }
}

/// `a`, `a or b`.
fn any_of(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(" or ") }
}

//! What is known about one process, shared by every handle on it.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::report::{self, Report};
use super::{AuthKey, Error, Result, sys};

/// One process: what it was made with, and what has become of it.
pub(super) struct Record {
    /// The first part of the default name.
    pub(super) class: &'static str,
    /// `Process-1:2` is `[1, 2]`: the second that the first child of main made. Empty
    /// for main.
    pub(super) identity: Box<[u32]>,
    /// The process that made it, and the only one that may start, join or test it. Main
    /// has none.
    pub(super) creator: Option<Pid>,
    state: Mutex<State>,
}

pub(super) struct State {
    /// `None` until somebody names it: the default name is put together when asked for.
    pub(super) name: Option<String>,
    pub(super) authkey: AuthKey,
    pub(super) daemon: bool,
    pub(super) life: Life,
}

// ANCHOR: life
/// Where a process is in its life, as far as this process has seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Initial,
    Started {
        pid: Pid,
    },
    /// The process that started this one: to be tested and waited for, not to be joined.
    Parent {
        pid: Pid,
    },
    /// Ended and reaped, with its exit code.
    Stopped {
        pid: Pid,
        code: i32,
    },
    /// Ended and reaped by somebody else: nobody can know the exit code any more.
    Lost {
        pid: Pid,
    },
    Closed,
}
// ANCHOR_END: life

impl Life {
    pub(super) fn pid(self) -> Option<Pid> {
        match self {
            Self::Initial | Self::Closed => None,
            Self::Started { pid }
            | Self::Parent { pid }
            | Self::Stopped { pid, .. }
            | Self::Lost { pid } => Some(pid),
        }
    }

    /// The life after the answer of a wait for `pid`.
    fn after(pid: Pid, answer: nix::Result<Option<i32>>) -> Result<Self> {
        match answer {
            Ok(None) => Ok(Self::Started { pid }),
            Ok(Some(code)) => Ok(Self::Stopped { pid, code }),
            Err(Errno::ECHILD) => Ok(Self::Lost { pid }),
            Err(errno) => Err(Error::os("waitid")(errno)),
        }
    }
}

impl Record {
    pub(super) fn new(
        class: &'static str,
        identity: Box<[u32]>,
        creator: Option<Pid>,
        authkey: AuthKey,
        daemon: bool,
    ) -> Self {
        let state = State { name: None, authkey, daemon, life: Life::Initial };
        Self { class, identity, creator, state: Mutex::new(state) }
    }

    /// The state, also after a panic: no change to it is ever left half done.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn life(&self) -> Life {
        self.state().life
    }

    pub(super) fn name(&self) -> String {
        self.state().name.clone().unwrap_or_else(|| self.default_name().into_owned())
    }

    fn default_name(&self) -> Cow<'static, str> {
        if self.identity.is_empty() {
            return Cow::Borrowed("MainProcess");
        }
        let numbers: Vec<_> = self.identity.iter().map(u32::to_string).collect();
        Cow::Owned(format!("{}-{}", self.class, numbers.join(":")))
    }

    /// Whether this process made it.
    pub(super) fn is_ours(&self) -> bool {
        self.creator == Some(Pid::this())
    }

    // ANCHOR: poll
    /// Looks whether a child of this process has ended, and reaps it if so.
    ///
    /// Looking, reaping and noting it are one step under the lock: between them the pid
    /// could be given to another process.
    pub(super) fn poll(&self) -> Result<Life> {
        let mut state = self.state();
        if let Life::Started { pid } = state.life
            && self.is_ours()
        {
            state.life = Life::after(pid, sys::reap(pid))?;
        }
        Ok(state.life)
    }
    // ANCHOR_END: poll

    /// Looks whether a child of this process has ended, and changes nothing.
    pub(super) fn peek(&self) -> Result<Life> {
        match self.life() {
            Life::Started { pid } if self.is_ours() => {
                Life::after(pid, sys::peek(pid))
            }
            // A process whose parent has ended is given another one at once.
            Life::Parent { pid } if pid != Pid::parent() => Ok(Life::Lost { pid }),
            life => Ok(life),
        }
    }

    /// Waits until a child of this process has ended; it is left to be [polled](Self::poll).
    pub(super) fn await_end(&self) -> Result<()> {
        match self.life() {
            Life::Started { pid } => match sys::await_end(pid) {
                // Somebody else has reaped it: that is an end too.
                Err(Errno::ECHILD) => Ok(()),
                answer => answer.map_err(Error::os("waitid")),
            },
            _ => Ok(()),
        }
    }

    /// Sends `signal`, unless it has ended.
    pub(super) fn signal(&self, signal: Signal) -> Result<()> {
        match self.peek()? {
            Life::Started { pid } | Life::Parent { pid } => {
                match kill(pid, signal) {
                    Ok(()) => {
                        let pid = report::number_of(pid);
                        report::write_down(&Report::Terminate { pid });
                        Ok(())
                    }
                    Err(Errno::ESRCH) => Ok(()),
                    Err(errno) => Err(Error::os("kill")(errno)),
                }
            }
            Life::Stopped { .. } | Life::Lost { .. } => Ok(()),
            Life::Initial => Err(Error::NotStarted),
            Life::Closed => Err(Error::Closed),
        }
    }
}

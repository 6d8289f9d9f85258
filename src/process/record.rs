//! What is known about one process, shared by every handle on it.

use std::borrow::Cow;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::authkey::AuthKey;
use super::error::{Error, Result};
use super::lock::{Guard, Lock, Rank};
use super::owner::Owner;
use super::report::{self, Report};
use super::sys;

/// One process: what it was made with, and what has become of it.
pub(super) struct Record {
    /// The first part of the default name.
    pub(super) class: &'static str,
    /// `Process-1:2` is `[1, 2]`: the second that the first child of main made. Empty
    /// for main.
    pub(super) identity: Box<[u32]>,
    /// The process that made it, and the only one that may start, join or test it. Main
    /// has none.
    pub(super) creator: Option<Owner>,
    state: Lock<State>,
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

    /// Whether what the child will be can still be changed: `CPython` allows it after `close`.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Initial | Self::Closed)
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
        creator: Option<Owner>,
        authkey: AuthKey,
        daemon: bool,
    ) -> Self {
        let state = State { name: None, authkey, daemon, life: Life::Initial };
        Self { class, identity, creator, state: Lock::new(Rank::State, state) }
    }

    /// This record as a child of it, whose parent has pid `pid`, may have it.
    pub(super) fn seen_by_its_child(&self, pid: Pid) -> Self {
        let State { name, authkey, daemon, .. } = &*self.state();
        let state = State {
            name: name.clone(),
            authkey: authkey.clone(),
            daemon: *daemon,
            life: Life::Parent { pid },
        };
        Self {
            class: self.class,
            identity: self.identity.clone(),
            creator: None,
            state: Lock::new(Rank::State, state),
        }
    }

    pub(super) fn state(&self) -> Guard<'_, State> {
        self.state.lock()
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
        self.creator == Some(Owner::this())
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

    /// Whether a [`poll`](Self::poll) finds that it has ended.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self.poll(), Ok(Life::Stopped { .. } | Life::Lost { .. }))
    }

    /// Looks whether a child of this process has ended, and changes nothing.
    pub(super) fn peek(&self) -> Result<Life> {
        self.look(&self.state())
    }

    // ANCHOR: look
    /// What has become of it by now, and stays so as long as `state`, its own, is locked:
    /// nobody else in this process can reap it then, so its pid still means it.
    fn look(&self, state: &State) -> Result<Life> {
        match state.life {
            Life::Started { pid } if self.is_ours() => {
                Life::after(pid, sys::peek(pid))
            }
            Life::Parent { pid } => match sys::parent() {
                Some(parent) if parent == pid => Ok(state.life),
                // A process whose parent has ended is given another one at once.
                Some(_) => Ok(Life::Lost { pid }),
                None => Err(Error::ParentOutOfSight),
            },
            life => Ok(life),
        }
    }
    // ANCHOR_END: look

    /// What `act` makes of its life and, if it is running, does to its pid: the look and
    /// the act are one step.
    pub(super) fn act<T>(&self, act: impl FnOnce(Life) -> Result<T>) -> Result<T> {
        let state = self.state();
        act(self.look(&state)?)
    }

    // ANCHOR: await_end
    /// Waits until a child of this process has ended; it is left to be [polled](Self::poll).
    ///
    /// This is the one call about a pid that the lock does not cover, because everybody
    /// else who asks about this child would wait with it. It needs none, because it takes
    /// nothing away and nothing follows from it. Should another thread reap the child
    /// first, the kernel answers `ECHILD`; had the kernel given the pid to another child
    /// by then, this waits for that one. The caller asks the record afterwards, in which
    /// the exit code was noted under the lock.
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
    // ANCHOR_END: await_end

    // ANCHOR: signal
    /// Sends `signal`, unless it has ended.
    pub(super) fn signal(&self, signal: Signal) -> Result<()> {
        self.act(|life| {
            let (pid, sent) = match life {
                Life::Started { pid } => (pid, kill(pid, signal)),
                Life::Parent { .. } if !sys::sees_parent() => {
                    return Err(Error::ParentOutOfSight);
                }
                Life::Parent { pid } => (pid, signal_parent(pid, signal)),
                Life::Stopped { .. } | Life::Lost { .. } => return Ok(()),
                Life::Initial => return Err(Error::NotStarted),
                Life::Closed => return Err(Error::Closed),
            };
            match sent {
                Ok(()) => {
                    let pid = report::number_of(pid);
                    report::write_down(&Report::Terminate { pid });
                    Ok(())
                }
                Err(Errno::ESRCH) => Ok(()),
                Err(errno) => Err(Error::os("kill")(errno)),
            }
        })
    }
    // ANCHOR_END: signal
}

/// Sends `signal` to the parent of this process, which somebody else reaps, at any time.
///
/// So no lock helps. A pidfd does: the process was the parent after it was opened, and so
/// it means that process, whoever gets the pid later.
fn signal_parent(pid: Pid, signal: Signal) -> nix::Result<()> {
    match sys::pidfd(pid) {
        Ok(parent) if Pid::parent() == pid => sys::signal_pidfd(&parent, signal),
        Ok(_) => Err(Errno::ESRCH),
        // There is no pidfd here, or no room for one.
        Err(_) => kill(pid, signal),
    }
}

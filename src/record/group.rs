//! Who belongs to a run: the process group of its program, and who has left that.
//!
//! A process that calls setsid(2) or setpgid(2) is in the group no more. It is found by its
//! environment, which has the mark of the run and which no fork changes: proc(5).

use std::fs;
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::sys::kill_through;
use crate::process::report::WORKBOOK_RECORDER;
use crate::process::sys;

/// The processes of one run, living or not.
#[derive(Clone, Debug)]
pub struct Group {
    leader: Option<u32>,
    /// What the environment of each has, if it has something: `NAME=VALUE`.
    mark: Option<Arc<str>>,
    /// Whether the leader was waited for. From then on its number can be another group's.
    is_reaped: Arc<Mutex<bool>>,
}

/// How often one looks for processes that start others faster than they are killed.
const ROUNDS: usize = 10;

/// How long a process that was killed may take to end.
const A_MOMENT: Duration = Duration::from_millis(200);

impl Group {
    pub(super) fn new(leader: u32, request: &str) -> Self {
        let leader = Some(leader);
        Self { leader, ..Self::with_variable(WORKBOOK_RECORDER, request) }
    }

    /// All processes in whose environment the variable `name` has this value, which has to
    /// be one that nobody else would have.
    pub fn with_variable(name: &str, value: &str) -> Self {
        let mark = Some(format!("{name}={value}").into());
        Self { leader: None, mark, is_reaped: Arc::default() }
    }

    /// Whether one of them lives, be it one that has left the process group.
    pub fn is_alive(&self) -> bool {
        !self.living().is_empty()
    }

    /// Kills all of them.
    pub fn kill(&self) {
        self.while_unreaped(|leader| {
            if let Some(leader) = leader {
                // There is nobody left to kill.
                let _ = killpg(pid_of(leader), Signal::SIGKILL);
            }
        });
        for _ in 0..ROUNDS {
            let living = self.living();
            if living.is_empty() {
                break;
            }
            for pid in living {
                self.kill_one(pid);
            }
        }
    }

    /// Does `reap`, which waits for the leader.
    pub(super) fn reap<T>(&self, reap: impl FnOnce() -> T) -> T {
        let mut is_reaped =
            self.is_reaped.lock().unwrap_or_else(PoisonError::into_inner);
        *is_reaped = true;
        reap()
    }

    /// Does `act` while nobody reaps the leader. It is told the leader, if its number is ours
    /// still.
    fn while_unreaped<T>(&self, act: impl FnOnce(Option<u32>) -> T) -> T {
        let is_reaped =
            self.is_reaped.lock().unwrap_or_else(PoisonError::into_inner);
        act(self.leader.filter(|_| !*is_reaped))
    }

    fn living(&self) -> Vec<u32> {
        self.while_unreaped(|leader| {
            pids().filter(|pid| self.has(*pid, leader)).collect()
        })
    }

    /// Whether `pid` lives and belongs to it.
    fn has(&self, pid: u32, leader: Option<u32>) -> bool {
        let Some(group) = group_of_living(pid) else { return false };
        leader == Some(group) || self.has_marked(pid)
    }

    fn has_marked(&self, pid: u32) -> bool {
        let Some(mark) = &self.mark else { return false };
        let environment = environment_of(pid);
        let mut variables = environment.split(|byte| *byte == 0);
        variables.any(|variable| variable == mark.as_bytes())
    }

    fn kill_one(&self, pid: u32) {
        let Ok(pidfd) = sys::pidfd(pid_of(pid)) else { return };
        // The number may be another process's by now; then it is not killed, and from here
        // on the descriptor stays with the one that was looked at.
        if self.while_unreaped(|leader| self.has(pid, leader)) {
            // It has just ended.
            let _ = kill_through(pidfd.as_fd());
            let _ = sys::poll(&[pidfd.as_fd()], Some(A_MOMENT));
        }
    }
}

/// A process group of which nothing else is known.
impl From<u32> for Group {
    fn from(leader: u32) -> Self {
        Self { leader: Some(leader), mark: None, is_reaped: Arc::default() }
    }
}

/// All processes of this system that can be seen.
fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The environment of `pid`, as it was when its program began: proc(5).
fn environment_of(pid: u32) -> Vec<u8> {
    const A_MILLISECOND: Duration = Duration::from_millis(1);
    let read = |name| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let mut environment = read("environ");
    for _ in 0..A_MOMENT.as_millis() {
        // In the middle of an execve(2) it has neither an environment nor arguments. A thread
        // of the kernel never has them, and no program either.
        let is_between = environment.is_empty()
            && read("cmdline").is_empty()
            && fs::read_link(format!("/proc/{pid}/exe")).is_ok();
        if !is_between {
            break;
        }
        let _ = sys::poll(&[], Some(A_MILLISECOND));
        environment = read("environ");
    }
    environment
}

/// The process group of `pid`; nothing when that has ended: proc(5).
fn group_of_living(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is a file name in parentheses and may hold anything.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ');
    let has_ended = matches!(fields.next()?, "Z" | "X");
    let group = fields.nth(1)?.parse().ok()?;
    (!has_ended).then_some(group)
}

fn pid_of(pid: u32) -> Pid {
    Pid::from_raw(pid.cast_signed())
}

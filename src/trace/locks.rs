//! Locks on files: flock(2), fcntl(2).
//!
//! Who holds which lock the kernel says in /proc/locks, proc(5), and which locks a descriptor
//! itself holds in /proc/PID/fdinfo: so whether a lock can be had is never guessed, not for a
//! lock that was taken before the program began either.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;

use nix::libc;
use nix::unistd::Pid;

use super::execution::Point;

/// A file that is locked: its device and inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LockId {
    major: u32,
    minor: u32,
    inode: u64,
}

/// The families of locks, which do not see each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// flock(2): of an open file.
    Flock,
    /// `F_SETLK`: of a process.
    Posix,
    /// `F_OFD_SETLK`: of an open file, a part of it.
    OpenFile,
}

/// Who held what.
#[derive(Debug, Default)]
pub(super) struct Locks {
    /// Who has given back each lock: the last time of each.
    released: HashMap<LockId, Vec<Point>>,
    /// The files that each process may hold a lock of, because it or one that it is a copy of
    /// has asked for it: an open file that a fork has copied is locked until all copies are
    /// closed, flock(2). Whether it has that from a fork.
    users: HashMap<usize, BTreeSet<(LockId, bool)>>,
    /// Who has it: a process and the number of its descriptor.
    held: Vec<(LockId, usize, i32)>,
    names: HashMap<LockId, String>,
}

impl LockId {
    /// The file of `fd` of thread `tid`.
    pub(super) fn of(tid: Pid, fd: i32) -> Option<Self> {
        let stat = fs::metadata(format!("/proc/{tid}/fd/{fd}")).ok()?;
        let (major, minor) = (libc::major(stat.dev()), libc::minor(stat.dev()));
        Some(Self { major, minor, inode: stat.ino() })
    }

    /// As /proc/locks writes it.
    fn text(self) -> String {
        format!("{:02x}:{:02x}:{}", self.major, self.minor, self.inode)
    }
}

impl Kind {
    fn text(self) -> &'static str {
        match self {
            Self::Flock => "FLOCK",
            Self::Posix => "POSIX",
            Self::OpenFile => "OFDLCK",
        }
    }
}

/// The pids of those who hold a lock of this file that excludes one that `fd` of thread
/// `tid` would take. `None` when that cannot be known.
pub(super) fn holders(
    tid: Pid,
    pid: Pid,
    fd: i32,
    lock: LockId,
    kind: Kind,
    exclusive: bool,
) -> Option<Vec<Pid>> {
    let all = fs::read_to_string("/proc/locks").ok()?;
    let place = lock.text();
    // `1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF`; who waits has an arrow: `1: -> …`.
    let held = all.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let is_kind = words.next()? == kind.text();
        let writes = words.nth(1)? == "WRITE";
        let holder: i32 = words.next()?.parse().ok()?;
        let is_here = words.next()? == place;
        (is_kind && is_here && (writes || exclusive)).then(|| Pid::from_raw(holder))
    });
    let mut held: Vec<_> = held.collect();
    if kind == Kind::Posix {
        held.retain(|holder| *holder != pid);
    } else if let Some(own) = own_lock(tid, fd) {
        // The lock of this very open file does not exclude itself.
        if let Some(place) = held.iter().position(|holder| *holder == own) {
            held.remove(place);
        }
    }
    Some(held)
}

/// The pid that is noted at the lock which the open file of `fd` holds itself.
fn own_lock(tid: Pid, fd: i32) -> Option<Pid> {
    // `lock:	1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF`
    let line = super::files::field(tid, fd, "lock:")?;
    Some(Pid::from_raw(line.split_whitespace().nth(4)?.parse().ok()?))
}

impl Locks {
    /// The path of a file that was to be locked.
    pub(super) fn name(&self, lock: LockId) -> Option<String> {
        self.names.get(&lock).cloned()
    }

    /// A file is at this path.
    pub(super) fn enter(&mut self, lock: LockId, path: &str) {
        self.names.entry(lock).or_insert_with(|| path.to_owned());
    }

    /// A process asks for a lock of this file.
    pub(super) fn use_lock(&mut self, lock: LockId, process: usize) {
        self.users.entry(process).or_default().insert((lock, false));
    }

    /// A process has started another one, which has copies of its open files.
    pub(super) fn fork(&mut self, process: usize, child: usize) {
        let locks = self.users.get(&process).into_iter().flatten();
        let locks: BTreeSet<_> = locks.map(|(lock, _)| (*lock, true)).collect();
        if !locks.is_empty() {
            self.users.insert(child, locks);
        }
    }

    /// The files that a process may hold a lock of.
    pub(super) fn used_by(&self, process: usize) -> BTreeSet<LockId> {
        let locks = self.users.get(&process).into_iter().flatten();
        locks.map(|(lock, _)| *lock).collect()
    }

    /// Whether a process may hold this lock together with the one that it is a copy of.
    pub(super) fn shares(&self, process: usize, lock: LockId) -> bool {
        let locks = self.users.get(&process);
        locks.is_some_and(|locks| locks.contains(&(lock, true)))
    }

    /// A process has taken a lock. Gives who has given it back before.
    pub(super) fn take(
        &mut self,
        lock: LockId,
        process: usize,
        fd: i32,
    ) -> Vec<Point> {
        if !self.held.contains(&(lock, process, fd)) {
            self.held.push((lock, process, fd));
        }
        self.released.get(&lock).cloned().unwrap_or_default()
    }

    /// A process has given a lock back, or its part of it.
    pub(super) fn release(&mut self, lock: LockId, process: usize, at: Point) {
        let before = self.held.len();
        self.held.retain(|(it, owner, _)| (*it, *owner) != (lock, process));
        if self.held.len() < before || self.shares(process, lock) {
            let released = self.released.entry(lock).or_default();
            released.retain(|it| it.actor != at.actor);
            released.push(at);
        }
    }

    /// The locks that a process holds through `fd`, or through any.
    pub(super) fn held_by(&self, process: usize, fd: Option<i32>) -> Vec<LockId> {
        let held = self.held.iter().filter(|(_, owner, number)| {
            *owner == process && fd.is_none_or(|fd| fd == *number)
        });
        held.map(|(lock, _, _)| *lock).collect()
    }
}

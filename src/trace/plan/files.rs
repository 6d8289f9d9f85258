//! Opening and closing. Most of it nobody else sees: what matters is a FIFO, which waits for
//! the other side, and the last close of one side of a channel, which the other side sees.

use std::fs;
use std::os::unix::fs::MetadataExt;

use nix::libc;
use nix::unistd::Pid;

use super::{Held, Plan};
use crate::trace::arch::Entry;
use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::execution::Unknown;
use crate::trace::files::open_descriptors;
use crate::trace::locks::LockId;
use crate::trace::memory;
use crate::trace::operation::Operation;
use crate::trace::table::About;

/// What of another process a path leads to, which the system shows there: `/proc/PID/status`,
/// proc(5). A pid is another one in each run.
fn what_of_another(tid: Pid, path: &str) -> Option<String> {
    let path = path.strip_prefix("/proc/")?;
    let (pid, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let pid = pid.parse::<i32>().ok().filter(|pid| *pid != tid.as_raw());
    pid.map(|_| format!("/proc/PID{rest}"))
}

/// creat(2), which has no flags and means these. Only older architectures have it.
#[cfg(target_arch = "x86_64")]
fn is_creat(number: std::ffi::c_long) -> bool {
    number == libc::SYS_creat
}

#[cfg(not(target_arch = "x86_64"))]
fn is_creat(_: std::ffi::c_long) -> bool {
    false
}

impl Engine {
    /// Opening a FIFO waits for the other side; everything else is opened at once.
    pub(super) fn plan_open(
        &mut self,
        thread: usize,
        entry: &Entry,
        place: usize,
    ) -> Plan {
        let tid = self.tid(thread);
        let Some((given, path)) = memory::path(tid, entry, place) else {
            return Plan::Pass;
        };
        let flags = match entry.number {
            libc::SYS_openat2 => {
                let flags = memory::words(tid, entry.word(2), 1);
                flags.map_or(0, |flags| i32::try_from(flags[0]).unwrap_or(0))
            }
            number if is_creat(number) => {
                libc::O_CREAT | libc::O_WRONLY | libc::O_TRUNC
            }
            _ => entry.int(place + 1),
        };
        let stat = fs::metadata(&path);
        let changes = match &stat {
            Ok(stat) => {
                flags & libc::O_EXCL != 0
                    || (flags & libc::O_TRUNC != 0 && stat.len() > 0)
            }
            Err(_) => flags & libc::O_CREAT != 0,
        };
        if changes {
            self.notice_change(&given);
        } else if let Some(what) = what_of_another(tid, &given) {
            self.notice_change(&what);
        }
        let Ok(stat) = stat else { return Plan::Pass };
        match stat.mode() & libc::S_IFMT {
            libc::S_IFIFO if flags & (libc::O_NONBLOCK | libc::O_PATH) == 0 => {
                let is_both = flags & libc::O_ACCMODE == libc::O_RDWR;
                let operation = Operation::Open { path: given };
                if is_both {
                    Held::plan(operation, About::Nothing)
                } else {
                    Held::unsure(operation, About::Nothing)
                }
            }
            libc::S_IFREG => {
                self.notice_file(thread, (stat.dev(), stat.ino()), flags, given);
                Plan::Pass
            }
            _ => Plan::Pass,
        }
    }

    /// What files there are has changed, or is looked at, which another process may see.
    pub(super) fn notice_change(&mut self, path: &str) {
        let is_of_its_own =
            path.contains("__pycache__") || path.starts_with("/dev/");
        if self.watches_conflicts && self.table.processes.len() > 1 && !is_of_its_own
        {
            self.unknown.insert(Unknown::SharedFile(path.to_owned()));
        }
    }

    /// Whether a connection is asked for where there is no socket: it fails at once. The C
    /// library looks so for a cache of users' names. Whoever binds one there
    /// meanwhile is noticed by that.
    pub(super) fn is_nobody_there(&self, thread: usize, entry: &Entry) -> bool {
        let path = memory::socket_path(self.tid(thread), entry);
        path.is_some_and(|(_, path)| !path.exists())
    }

    /// A process is started: it has the files that its parent has opened to be written, and
    /// the place in each that was reached.
    pub(in crate::trace) fn notice_open_files(&mut self, process: usize) {
        if !self.watches_conflicts || self.written_files.is_empty() {
            return;
        }
        let pid = self.table.processes[process].pid;
        let entries = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten();
        for entry in entries.flatten() {
            let Ok(stat) = fs::metadata(entry.path()) else { continue };
            let is_written =
                self.written_files.contains_key(&(stat.dev(), stat.ino()));
            if is_written && stat.mode() & libc::S_IFMT == libc::S_IFREG {
                let path = fs::read_link(entry.path()).unwrap_or_default();
                self.unknown.insert(Unknown::SharedFile(path.display().to_string()));
            }
        }
    }

    /// A file that one process writes and another one opens tells something that is not seen.
    fn notice_file(
        &mut self,
        thread: usize,
        file: (u64, u64),
        flags: i32,
        path: String,
    ) {
        let process = self.table.threads[thread].process;
        // What was opened to be written may only be locked; then its writes are seen.
        let writes =
            flags & libc::O_ACCMODE != libc::O_RDONLY && !self.watches_conflicts;
        let writer = self.written_files.get(&file).copied();
        let reader = self.read_files.get(&file).copied();
        if writer.is_some_and(|writer| writer != process)
            || (writes && reader.is_some_and(|reader| reader != process))
        {
            self.unknown.insert(Unknown::SharedFile(path));
        }
        if writes {
            self.written_files.insert(file, process);
        } else {
            self.read_files.insert(file, process);
        }
    }

    /// The lock that a descriptor may hold.
    pub(in crate::trace) fn lock_at(
        &self,
        thread: usize,
        fd: i32,
    ) -> Option<LockId> {
        let used = self.locks.used_by(self.table.threads[thread].process);
        if used.is_empty() {
            return None;
        }
        LockId::of(self.tid(thread), fd).filter(|lock| used.contains(lock))
    }

    /// A process changes what is in a file.
    pub(super) fn notice_write(&mut self, thread: usize, fd: i32) {
        let path = format!("/proc/{}/fd/{fd}", self.tid(thread));
        let Ok(stat) = fs::metadata(&path) else { return };
        if self.watches_conflicts && stat.mode() & libc::S_IFMT == libc::S_IFREG {
            let link = fs::read_link(&path).unwrap_or_default();
            let process = self.table.threads[thread].process;
            let file = (stat.dev(), stat.ino());
            self.written_files.insert(file, process);
            let reader = self.read_files.get(&file).copied();
            if reader.is_some_and(|reader| reader != process) {
                let path = link.display().to_string();
                self.unknown.insert(Unknown::SharedFile(path));
            }
        }
    }

    /// Closing matters when it is the last descriptor to one side of a channel.
    pub(super) fn plan_close(&mut self, thread: usize, entry: &Entry) -> Plan {
        let process = self.table.threads[thread].process;
        let fd = entry.int(0);
        let locks = self.locks.held_by(process, Some(fd));
        if self.watches_conflicts
            && let Some(lock) = locks.first().or(self.lock_at(thread, fd).as_ref())
        {
            // Somebody may come in between the last operation and this.
            let channel = self.locks.name(*lock).unwrap_or_default();
            let about = About::Closing { channels: Vec::new(), locks: vec![*lock] };
            return Held::plan(Operation::Close { channel }, about);
        }
        for lock in locks {
            if let Some(at) = self.table.last(thread) {
                self.locks.release(lock, process, at);
            }
        }
        let end = self.end_of(thread, fd);
        let last = end.sides().into_iter().find(|(channel, writing)| {
            if self.watches_conflicts {
                // Which close is the last one depends on who comes first.
                let files = &self.table.processes[process].files;
                files.count(*channel, *writing) == 1
            } else {
                self.descriptors(*channel, *writing) == 1
            }
        });
        if let Some((channel, _)) = last {
            let name = self.channels.get(channel).name.clone();
            return Held::plan(
                Operation::Close { channel: name },
                About::Channel(channel),
            );
        }
        self.table.processes[process].files.close(fd);
        if let Some(at) = self.table.last(thread).or(Some(self.table.next(thread))) {
            self.closed(thread, &end, at);
        }
        Plan::Pass
    }

    /// Several descriptors are closed at once, or one by a dup2(2) onto its number.
    pub(super) fn plan_close_range(&mut self, thread: usize, entry: &Entry) -> Plan {
        let is_range = Call::of(entry.number) == Call::CloseRange;
        let flags = entry.int(2).cast_unsigned();
        if is_range && flags & libc::CLOSE_RANGE_CLOEXEC != 0 {
            return Plan::Pass;
        }
        if self.watches_conflicts
            && let Some(held) = self.closing_that_matters(thread, entry)
        {
            return held;
        }
        if !is_range {
            return Plan::Follow;
        }
        let (first, last) = closed_by(entry);
        let process = self.table.threads[thread].process;
        let ends = self.table.processes[process].files.close_range(first, last);
        let at = self.table.last(thread).unwrap_or(self.table.next(thread));
        for end in ends {
            self.closed(thread, &end, at);
        }
        Plan::Pass
    }

    /// The closing as an operation of its own, if somebody else can see it: others may come
    /// in between the last operation and this.
    fn closing_that_matters(
        &mut self,
        thread: usize,
        entry: &Entry,
    ) -> Option<Plan> {
        let (first, last) = closed_by(entry);
        let (tid, process) = (self.tid(thread), self.table.threads[thread].process);
        let open = open_descriptors(tid);
        let fds = open.filter(|fd| (first..=last).contains(&fd.cast_unsigned()));
        let (mut channels, mut locks) = (Vec::new(), Vec::new());
        for fd in fds {
            let sides = self.end_of(thread, fd).sides();
            channels.extend(sides.into_iter().map(|(channel, _)| channel));
            locks.extend(self.locks.held_by(process, Some(fd)));
            locks.extend(self.lock_at(thread, fd));
        }
        let names = channels.iter().map(|it| self.channels.get(*it).name.clone());
        let names = names.chain(locks.iter().filter_map(|it| self.locks.name(*it)));
        let mut names: Vec<_> = names.collect();
        names.dedup();
        let channel = names.join(" and ");
        let about = About::Closing { channels, locks };
        (!names.is_empty()).then(|| Held::plan(Operation::Close { channel }, about))
    }
}

/// The first and the last number that a call closes, if they are open.
pub(in crate::trace) fn closed_by(entry: &Entry) -> (u32, u32) {
    let number = |place: usize| entry.int(place).cast_unsigned();
    match Call::of(entry.number) {
        Call::CloseRange => (number(0), number(1)),
        Call::Duplicate { .. } => (number(1), number(1)),
        _ => (number(0), number(0)),
    }
}

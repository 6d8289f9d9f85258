//! What each descriptor of a process leads to.
//!
//! The kernel knows: /proc/PID/fd, proc(5). It is asked once for each descriptor, when that
//! is first used, and the answer is kept until a call makes it wrong: close(2), dup2(2),
//! execve(2). So the table is never a guess. Channels are entered when they are made, because
//! whether a channel is still open depends on processes that have not used it.
//!
//! It is asked by the id of the *thread*: the first thread of a process may have ended before
//! the others, and then /proc/PID/fd is empty.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;

use nix::libc;
use nix::unistd::Pid;

use super::channels::Channels;
use super::output::Output;

/// Where a descriptor leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// To stdout, the program's, whoever's number it is.
    Output,
    /// To one side of a pipe or a FIFO, or to both of a FIFO.
    Pipe { channel: usize, reads: bool, writes: bool },
    /// To a socket of a pair, which reads from one channel and writes to another one.
    Socket { from: usize, to: usize },
    /// To a process: a pidfd.
    Process(Pid),
    /// To a number: an eventfd(2).
    Counter(usize),
    /// To what epoll(7) watches.
    Epoll,
    /// To a file, which never makes anybody wait.
    File,
    /// To something that is not followed.
    Unfollowed(String),
    /// Nowhere: it is closed.
    Closed,
}

/// The descriptors of one process.
#[derive(Clone, Debug, Default)]
pub(super) struct Files(HashMap<i32, End>);

impl Files {
    /// Where `fd` of the process of thread `tid` leads.
    pub(super) fn end(
        &mut self,
        tid: Pid,
        fd: i32,
        output: &Output,
        channels: &mut Channels,
    ) -> End {
        if let Some(end) = self.0.get(&fd) {
            return end.clone();
        }
        let end = look(tid, fd, output, channels);
        if end != End::Closed {
            self.0.insert(fd, end.clone());
        }
        end
    }

    /// Where `fd` leads, if that was looked up before.
    pub(super) fn known(&self, fd: i32) -> Option<&End> {
        self.0.get(&fd)
    }

    /// `fd` is closed. Gives where it led, if that is known.
    pub(super) fn close(&mut self, fd: i32) -> Option<End> {
        self.0.remove(&fd)
    }

    /// The descriptors from `first` to `last` are closed.
    pub(super) fn close_range(&mut self, first: u32, last: u32) -> Vec<End> {
        let in_range = |fd: &i32| (first..=last).contains(&fd.cast_unsigned());
        self.0.extract_if(|fd, _| in_range(fd)).map(|(_, end)| end).collect()
    }

    /// All are closed.
    pub(super) fn clear(&mut self) -> Vec<End> {
        self.0.drain().map(|(_, end)| end).collect()
    }

    /// Whether a descriptor leads to the side of `channel` that writes, or reads.
    pub(super) fn has(&self, channel: usize, writing: bool) -> bool {
        self.count(channel, writing) > 0
    }

    /// How many descriptors do.
    pub(super) fn count(&self, channel: usize, writing: bool) -> usize {
        self.0.values().filter(|end| end.leads_to(channel, writing)).count()
    }

    /// Enters all descriptors that are open, by asking the kernel.
    pub(super) fn look_at_all(
        &mut self,
        tid: Pid,
        output: &Output,
        channels: &mut Channels,
    ) {
        for fd in open_descriptors(tid) {
            self.end(tid, fd, output, channels);
        }
    }
}

impl End {
    /// Whether it leads to the side of `channel` that writes, or reads.
    pub(super) fn leads_to(&self, channel: usize, writing: bool) -> bool {
        match self {
            Self::Pipe { channel: it, reads, writes } => {
                *it == channel && if writing { *writes } else { *reads }
            }
            Self::Socket { from, to } => {
                if writing {
                    *to == channel
                } else {
                    *from == channel
                }
            }
            _ => false,
        }
    }

    /// The sides of channels that it leads to: the channel, and whether it writes there.
    pub(super) fn sides(&self) -> Vec<(usize, bool)> {
        match self {
            Self::Pipe { channel, reads, writes } => {
                let sides = [(*reads, false), (*writes, true)];
                let sides = sides.into_iter().filter(|(is, _)| *is);
                sides.map(|(_, writing)| (*channel, writing)).collect()
            }
            Self::Socket { from, to } => vec![(*from, false), (*to, true)],
            _ => Vec::new(),
        }
    }
}

/// The descriptors that are open, by asking the kernel.
pub(super) fn open_descriptors(tid: Pid) -> impl Iterator<Item = i32> {
    let listing = fs::read_dir(format!("/proc/{tid}/fd")).into_iter().flatten();
    listing.filter_map(|file| file.ok()?.file_name().to_str()?.parse().ok())
}

/// Asks the kernel where `fd` leads.
fn look(tid: Pid, fd: i32, output: &Output, channels: &mut Channels) -> End {
    let path = format!("/proc/{tid}/fd/{fd}");
    let Ok(stat) = fs::metadata(&path) else {
        // A socket or an anonymous file has metadata too; who has none is closed.
        return End::Closed;
    };
    if output.is_at(stat.dev(), stat.ino()) {
        return End::Output;
    }
    if output.is_stderr(stat.dev(), stat.ino()) {
        return End::File;
    }
    match stat.mode() & libc::S_IFMT {
        libc::S_IFIFO => {
            let (reads, writes) = access(tid, fd);
            let channel = channels.pipe_at(stat.ino(), &path);
            End::Pipe { channel, reads, writes }
        }
        libc::S_IFSOCK => match channels.pair_at(stat.ino()) {
            Some((from, to)) => End::Socket { from, to },
            None => End::Unfollowed("a socket".to_owned()),
        },
        libc::S_IFREG | libc::S_IFDIR | libc::S_IFBLK => End::File,
        libc::S_IFCHR if is_harmless(stat.rdev()) => End::File,
        _ => {
            let link = fs::read_link(&path).unwrap_or_default();
            match link.to_str() {
                Some("anon_inode:[pidfd]") => pidfd(tid, fd),
                Some("anon_inode:[eventpoll]") => End::Epoll,
                Some("anon_inode:[eventfd]") => counter(tid, fd, channels),
                Some(link) if link.starts_with("/dev/") => End::File,
                Some(link) => match field(tid, fd, "Pid:") {
                    Some(_) => pidfd(tid, fd),
                    None => End::Unfollowed(link.to_owned()),
                },
                None => End::Unfollowed("a file without a name".to_owned()),
            }
        }
    }
}

/// /dev/null and its like, which have major number 1.
fn is_harmless(device: u64) -> bool {
    libc::major(device) == 1
}

fn pidfd(tid: Pid, fd: i32) -> End {
    match field(tid, fd, "Pid:").and_then(|pid| pid.parse().ok()) {
        Some(pid) => End::Process(Pid::from_raw(pid)),
        None => End::Unfollowed("a pidfd".to_owned()),
    }
}

fn counter(tid: Pid, fd: i32, channels: &Channels) -> End {
    let id = field(tid, fd, "eventfd-id:").and_then(|id| id.parse().ok());
    match id.and_then(|id| channels.counter_of(id)) {
        Some(counter) => End::Counter(counter),
        None => End::Unfollowed("an eventfd".to_owned()),
    }
}

/// The number of an eventfd, now.
pub(super) fn count(tid: Pid, fd: i32) -> Option<u64> {
    let count = field(tid, fd, "eventfd-count:")?;
    u64::from_str_radix(&count, 16).ok()
}

/// Whether a descriptor reads and writes.
fn access(tid: Pid, fd: i32) -> (bool, bool) {
    let mode = flags(tid, fd) & libc::O_ACCMODE;
    (mode != libc::O_WRONLY, mode != libc::O_RDONLY)
}

/// Whether a descriptor makes nobody wait: `O_NONBLOCK`.
pub(super) fn is_nonblocking(tid: Pid, fd: i32) -> bool {
    flags(tid, fd) & libc::O_NONBLOCK != 0
}

fn flags(tid: Pid, fd: i32) -> i32 {
    let flags = field(tid, fd, "flags:");
    flags.and_then(|flags| i32::from_str_radix(&flags, 8).ok()).unwrap_or(0)
}

/// A field of /proc/PID/fdinfo/FD.
pub(super) fn field(tid: Pid, fd: i32, name: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{tid}/fdinfo/{fd}")).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(value.trim().to_owned())
}

/// What an epoll descriptor watches: each descriptor, and the events that are wanted.
pub(super) fn epoll_set(tid: Pid, fd: i32) -> Vec<(i32, u32)> {
    let text = fs::read_to_string(format!("/proc/{tid}/fdinfo/{fd}"));
    let text = text.unwrap_or_default();
    let watched = text.lines().filter_map(|line| {
        let mut words = line.strip_prefix("tfd:")?.split_whitespace();
        let fd = words.next()?.parse().ok()?;
        let events = words.nth(1)?;
        Some((fd, u32::from_str_radix(events, 16).ok()?))
    });
    watched.collect()
}

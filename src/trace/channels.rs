//! Pipes, FIFOs and socket pairs: who wrote the bytes that are in there.
//!
//! Bytes come out in the order in which they went in, pipe(7), and one operation is done at
//! a time. So a queue of (who wrote, how many) says of every read whose bytes it took, however
//! many writers and readers there are: the first `n` bytes are those of the first writers.
//! A read of no bytes means that every descriptor to write there is closed, so all the
//! closings came before it.
//!
//! Whether an operation would block the kernel is asked, for a pipe: it is opened once more
//! through /proc/PID/fd and looked into. A socket cannot be opened so; there, the count of the
//! bytes and of the descriptors decides.

use std::collections::{HashMap, VecDeque};
use std::fs::OpenOptions;
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::{Pid, read};

use super::execution::Point;
use super::pages::Pages;
use super::sys;

/// Bytes of one write.
#[derive(Debug)]
struct Bytes {
    writer: Point,
    count: usize,
}

/// One direction of a pipe, a FIFO or a pair of sockets.
#[derive(Debug)]
pub(super) struct Channel {
    /// Stable from run to run: who made it, and as which.
    pub(super) name: String,
    /// Whether the kernel can be asked about it.
    pub(super) is_pipe: bool,
    /// Whether it was there before the program, or has been seen for the first time when
    /// it was used.
    pub(super) is_outside: bool,
    queue: VecDeque<Bytes>,
    /// Where these bytes are, of a pipe.
    pages: Pages,
    /// Who has closed the last of his descriptors that write there.
    closings: Vec<Point>,
    /// The same of those that read there.
    readers_gone: Vec<Point>,
    /// Who has looked in vain: the next bytes come after that.
    not_yet: Vec<Point>,
    /// How many bytes there ever were, and after which read how many had been read.
    written: usize,
    reads: Vec<(usize, Point)>,
}

/// All channels there ever were.
#[derive(Debug, Default)]
pub(super) struct Channels {
    list: Vec<Channel>,
    /// Pipes and FIFOs.
    by_inode: HashMap<u64, usize>,
    /// Sockets: the channel from which each reads, and that to which it writes.
    pairs: HashMap<u64, (usize, usize)>,
    /// Eventfds: the number that the kernel gives each, and its name.
    counters: Vec<(u64, String)>,
}

impl Channels {
    pub(super) fn get(&self, channel: usize) -> &Channel {
        &self.list[channel]
    }

    pub(super) fn get_mut(&mut self, channel: usize) -> &mut Channel {
        &mut self.list[channel]
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    fn enter(&mut self, name: String, is_pipe: bool, is_outside: bool) -> usize {
        self.list.push(Channel {
            name,
            is_pipe,
            is_outside,
            queue: VecDeque::new(),
            pages: Pages::default(),
            closings: Vec::new(),
            readers_gone: Vec::new(),
            not_yet: Vec::new(),
            written: 0,
            reads: Vec::new(),
        });
        self.list.len() - 1
    }

    /// A new pipe, in place of any that had this inode.
    pub(super) fn new_pipe(&mut self, inode: u64, name: String) -> usize {
        let channel = self.enter(name, true, false);
        self.by_inode.insert(inode, channel);
        channel
    }

    /// A new pair of sockets.
    pub(super) fn new_pair(&mut self, inodes: [u64; 2], name: &str) {
        let there = self.enter(format!("{name}, first to second"), false, false);
        let back = self.enter(format!("{name}, second to first"), false, false);
        self.pairs.insert(inodes[0], (back, there));
        self.pairs.insert(inodes[1], (there, back));
    }

    /// The pipe or FIFO of this inode, which `path` leads to.
    pub(super) fn pipe_at(&mut self, inode: u64, path: &str) -> usize {
        if let Some(channel) = self.by_inode.get(&inode) {
            return *channel;
        }
        let link = std::fs::read_link(path).unwrap_or_default();
        // A FIFO has a name in a folder, a pipe does not.
        let is_fifo = link.is_absolute();
        let name = if is_fifo {
            link.display().to_string()
        } else {
            "a pipe from outside".to_owned()
        };
        let channel = self.enter(name, true, !is_fifo);
        self.by_inode.insert(inode, channel);
        channel
    }

    /// A name for the next eventfd that `owner` makes.
    pub(super) fn next_counter_name(&self, owner: &str) -> String {
        let owned = format!(" of {owner}");
        let count = self.counters.iter().filter(|(_, name)| name.ends_with(&owned));
        format!("counter {}{owned}", count.count() + 1)
    }

    /// A new eventfd, which the kernel numbers so.
    pub(super) fn new_counter(&mut self, id: u64, name: String) {
        self.counters.push((id, name));
    }

    /// The eventfd that the kernel numbers so.
    pub(super) fn counter_of(&self, id: u64) -> Option<usize> {
        // The kernel gives a number again once nobody has the counter open: the latest has it.
        self.counters.iter().rposition(|(it, _)| *it == id)
    }

    pub(super) fn counter_name(&self, counter: usize) -> &str {
        &self.counters[counter].1
    }

    /// The channels of the socket of this inode.
    pub(super) fn pair_at(&self, inode: u64) -> Option<(usize, usize)> {
        self.pairs.get(&inode).copied()
    }
}

impl Channel {
    /// How many bytes are in there, by what was written and read.
    pub(super) fn filled(&self) -> usize {
        self.queue.iter().map(|bytes| bytes.count).sum()
    }

    /// How many bytes were ever written.
    pub(super) fn written(&self) -> usize {
        self.written
    }

    pub(super) fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Who has written the first of the bytes that are in there.
    pub(super) fn first_writer(&self) -> Option<Point> {
        self.queue.front().map(|bytes| bytes.writer)
    }

    /// `writer` has written `count` bytes. Gives the polls in vain that came before.
    pub(super) fn write(&mut self, writer: Point, count: usize) -> Vec<Point> {
        self.queue.push_back(Bytes { writer, count });
        self.pages.write(count);
        self.written += count;
        std::mem::take(&mut self.not_yet)
    }

    /// `reader` has read `count` bytes. Gives whose they were.
    pub(super) fn read(&mut self, reader: Point, count: usize) -> Vec<Point> {
        let mut writers = Vec::new();
        let mut left = count;
        while left > 0 {
            let Some(first) = self.queue.front_mut() else { break };
            let taken = left.min(first.count);
            writers.push(first.writer);
            first.count -= taken;
            left -= taken;
            if first.count == 0 {
                self.queue.pop_front();
            }
        }
        self.pages.read(count);
        let before = self.reads.last().map_or(0, |(total, _)| *total);
        self.reads.push((before + count, reader));
        writers
    }

    /// The read without which the bytes written so far had not fitted into `capacity`.
    pub(super) fn made_room(&self, capacity: usize) -> Option<Point> {
        let needed =
            self.written.checked_sub(capacity).filter(|needed| *needed > 0)?;
        let read = self.reads.iter().find(|(total, _)| *total >= needed)?;
        Some(read.1)
    }

    /// `closer` has closed the last of his descriptors that write there.
    pub(super) fn close(&mut self, closer: Point) {
        self.closings.push(closer);
    }

    /// `closer` has closed the last of his descriptors that read there.
    pub(super) fn close_reading(&mut self, closer: Point) {
        self.readers_gone.push(closer);
    }

    /// All who have closed it for reading: they come before a broken pipe.
    pub(super) fn readers_gone(&self) -> &[Point] {
        &self.readers_gone
    }

    /// Nobody can write there any more. Gives the polls in vain that came before.
    pub(super) fn end(&mut self) -> Vec<Point> {
        std::mem::take(&mut self.not_yet)
    }

    /// All who have closed it: they come before an end of file.
    pub(super) fn closings(&self) -> &[Point] {
        &self.closings
    }

    /// `looker` has found nothing.
    pub(super) fn look(&mut self, looker: Point) {
        self.not_yet.retain(|it| it.actor != looker.actor);
        self.not_yet.push(looker);
    }
}

/// What the kernel says of a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// There are bytes, or room.
    Ready,
    /// There is nothing, or no room.
    Blocks,
    /// The other side is closed.
    Closed,
    /// It cannot be said.
    Unsure,
}

/// Whether a read from `fd`, the reading end of a pipe of thread `tid`, finds bytes.
pub(super) fn look_to_read(tid: Pid, fd: i32) -> Look {
    let path = format!("/proc/{tid}/fd/{fd}");
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(libc::O_NONBLOCK);
    let Ok(pipe) = options.open(path) else { return Look::Unsure };
    match sys::readable_bytes(pipe.as_fd()) {
        Ok(0) => {}
        Ok(_) => return Look::Ready,
        Err(_) => return Look::Unsure,
    }
    // There is nothing to take away: whoever could write is held. A poll does not tell an
    // end of file to a descriptor that is new, fifo(7), but a read does.
    match read(&pipe, &mut [0]) {
        Ok(0) => Look::Closed,
        Err(Errno::EAGAIN) => Look::Blocks,
        _ => Look::Unsure,
    }
}

/// Whether a write of `count` bytes to `fd`, the writing end of a pipe of thread `tid`, finds
/// room, and for how many of them at least. `pages` says it, if the kernel agrees that these
/// are the pipe's; else it is one page, or all of an empty pipe. A write of up to a page,
/// `PIPE_BUF`, is never split, pipe(7).
pub(super) fn look_to_write(
    tid: Pid,
    fd: i32,
    count: usize,
    pages: &Pages,
) -> (Look, usize) {
    let path = format!("/proc/{tid}/fd/{fd}");
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(libc::O_NONBLOCK);
    let pipe = match options.open(path) {
        Ok(pipe) => pipe,
        Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {
            return (Look::Closed, 0);
        }
        Err(_) => return (Look::Unsure, 0),
    };
    let mut polled = [PollFd::new(pipe.as_fd(), PollFlags::POLLOUT)];
    if poll(&mut polled, PollTimeout::ZERO).is_err() {
        return (Look::Unsure, 0);
    }
    let events = polled[0].revents().unwrap_or(PollFlags::empty());
    let filled = sys::readable_bytes(pipe.as_fd()).unwrap_or(usize::MAX);
    let capacity = sys::capacity(pipe.as_fd()).unwrap_or(0);
    let has_page = events.contains(PollFlags::POLLOUT);
    if events.contains(PollFlags::POLLERR) {
        (Look::Closed, 0)
    } else if pages.agree(filled, capacity, has_page) {
        let room = pages.room(count, capacity);
        let waits = room == 0 && count > 0;
        (if waits { Look::Blocks } else { Look::Ready }, room)
    } else if has_page {
        (Look::Ready, if filled == 0 { capacity } else { libc::PIPE_BUF })
    } else if filled >= capacity {
        (Look::Blocks, 0)
    } else {
        // Every page is taken, and the last one may have room for a little.
        (Look::Unsure, 0)
    }
}

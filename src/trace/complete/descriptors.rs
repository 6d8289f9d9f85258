//! Descriptors that were made, lost or closed.

use std::os::unix::fs::MetadataExt;

use super::super::files::{End, field};
use nix::libc::SOCK_STREAM;

use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::execution::{Point, Rule, Unknown};
use crate::trace::memory;
use crate::trace::operation::{Operation, Outcome};
use crate::trace::plan::closed_by;
use crate::trace::shared::segments;
use crate::trace::table::{About, Pending};
use crate::trace::touch::{Access, Object};

impl Engine {
    /// A call that nobody sees has come back: it has made descriptors, or memory.
    pub(super) fn has_followed(
        &mut self,
        thread: usize,
        call: &Pending,
        result: i64,
    ) {
        let process = self.table.threads[thread].process;
        let tid = self.tid(thread);
        match Call::of(call.entry.number) {
            _ if result < 0 => {}
            Call::Pair(place) => {
                if place > 0 && call.entry.int(1) & 0xf != SOCK_STREAM {
                    let kind = "a socket pair that keeps messages apart";
                    self.unknown.insert(Unknown::Descriptor(kind.to_owned()));
                }
                self.has_paired(thread, call.entry.word(place));
            }
            Call::Counter => {
                let fd = i32::try_from(result).unwrap_or(-1);
                let id =
                    field(tid, fd, "eventfd-id:").and_then(|id| id.parse().ok());
                let owner = self.table.name(process);
                let name = self.channels.next_counter_name(&owner);
                if let Some(id) = id {
                    self.channels.new_counter(id, name);
                }
                self.end_of(thread, fd);
            }
            Call::Duplicate { onto } => {
                if onto && call.entry.arguments[0] != call.entry.arguments[1] {
                    self.has_lost(thread, call.entry.int(1));
                }
                self.end_of(thread, i32::try_from(result).unwrap_or(-1));
            }
            Call::Fcntl => {
                self.end_of(thread, i32::try_from(result).unwrap_or(-1));
            }
            Call::MapShared => {
                self.table.processes[process].shared = segments(tid);
                self.unknown.insert(Unknown::SharedMemory);
            }
            _ => {}
        }
    }

    /// The number `fd` leads somewhere else from now on.
    pub(super) fn has_lost(&mut self, thread: usize, fd: i32) {
        let process = self.table.threads[thread].process;
        if let Some(end) = self.table.processes[process].files.close(fd) {
            let at = self.table.last(thread).unwrap_or(self.table.next(thread));
            self.closed(thread, &end, at);
        }
    }

    pub(super) fn has_paired(&mut self, thread: usize, address: usize) {
        let tid = self.tid(thread);
        let Some(fds) = memory::read(tid, address, 8) else { return };
        let fd = |at: usize| {
            i32::from_ne_bytes([fds[at], fds[at + 1], fds[at + 2], fds[at + 3]])
        };
        let fds = [fd(0), fd(4)];
        let inode = |fd: i32| {
            let stat = std::fs::metadata(format!("/proc/{tid}/fd/{fd}"));
            stat.map_or(0, |stat| stat.ino())
        };
        let inodes = fds.map(inode);
        let process = self.table.threads[thread].process;
        self.table.processes[process].channels += 1;
        let number = self.table.processes[process].channels;
        let owner = self.table.name(process);
        if inodes[0] == inodes[1] {
            self.channels.new_pipe(inodes[0], format!("pipe {number} of {owner}"));
        } else {
            self.channels
                .new_pair(inodes, &format!("socket pair {number} of {owner}"));
        }
        for fd in fds {
            self.end_of(thread, fd);
        }
    }

    /// A descriptor of `thread` that led to `end` is closed: it has done `at` before.
    pub(in crate::trace) fn closed(&mut self, thread: usize, end: &End, at: Point) {
        let process = self.table.threads[thread].process;
        for (channel, writing) in end.sides() {
            if self.table.processes[process].files.has(channel, writing) {
                continue;
            }
            let part = if writing { Object::Writers } else { Object::Readers };
            self.touch_channel(channel, part, Access::Adds);
            if !writing {
                if self.table.threads[thread].done > 0 {
                    self.channels.get_mut(channel).close_reading(at);
                }
                continue;
            }
            // Whoever has not done anything yet has closed it before its first operation;
            // that it was started is an edge of its own.
            if self.table.threads[thread].done > 0 {
                self.channels.get_mut(channel).close(at);
            }
            if self.descriptors(channel, true) == 0 {
                for looked in self.channels.get_mut(channel).end() {
                    self.edge(Rule::NotYet, looked, at);
                }
            }
        }
    }

    /// What the kernel has passed on to stdout without the tracer's help.
    pub(super) fn drain_output(&mut self, thread: usize) {
        let is_copy = self.steps.last().is_some_and(|step| {
            step.actor == thread && matches!(step.operation, Operation::Other { .. })
        });
        if is_copy {
            let mut bytes = std::mem::take(&mut self.spilled);
            bytes.extend(self.output.drain());
            if !bytes.is_empty() {
                let latest = self.latest.take();
                self.record(thread, Operation::Print(bytes), Outcome::Done);
                self.latest = latest;
            }
        }
    }

    pub(super) fn has_closed(&mut self, thread: usize, call: &Pending, here: Point) {
        let process = self.table.threads[thread].process;
        if let About::Closing { locks, .. } = &call.about {
            for lock in locks.clone() {
                self.touch_released(lock);
                self.locks.release(lock, process, here);
            }
        }
        let (first, last) = closed_by(&call.entry);
        let ends = self.table.processes[process].files.close_range(first, last);
        // The close is the operation itself.
        self.table.threads[thread].done += 1;
        for end in ends {
            self.closed(thread, &end, here);
        }
        self.table.threads[thread].done -= 1;
        if let Call::Duplicate { .. } = Call::of(call.entry.number) {
            self.end_of(thread, call.entry.int(1));
        }
    }

    /// A thread is about to open a FIFO: who opens the other side waits for that.
    pub(in crate::trace) fn begin_open(&mut self, thread: usize) {
        let last = self.table.last(thread);
        let Some(call) = &self.table.threads[thread].call else { return };
        if let Operation::Open { path } = &call.operation {
            let opening = (path.clone(), thread, last);
            self.openings.push(opening);
        }
    }

    /// A FIFO is open: somebody has come to open the other side, and came there after all
    /// that he had done before.
    pub(super) fn has_opened(&mut self, thread: usize, path: &str, result: i64) {
        let here = self.table.next(thread);
        let fd = i32::try_from(result).unwrap_or(-1);
        if fd >= 0 {
            for (channel, _) in self.end_of(thread, fd).sides() {
                self.touch_channel(channel, Object::Writers, Access::Changes);
                self.touch_channel(channel, Object::Readers, Access::Changes);
            }
        }
        let other = self
            .openings
            .iter()
            .find(|(it, opener, _)| it == path && *opener != thread);
        if let Some((_, _, Some(last))) = other.cloned() {
            self.edge(Rule::Message, last, here);
        }
    }
}

//! Bytes that were read, written, or waited for.

use nix::libc;

use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::execution::{Point, Rule};
use crate::trace::files::{End, is_nonblocking};
use crate::trace::memory;
use crate::trace::operation::Outcome;
use crate::trace::table::{About, Life, Pending, Watch};
use crate::trace::touch::Access;

impl Engine {
    pub(super) fn has_read(
        &mut self,
        thread: usize,
        call: &Pending,
        count: usize,
    ) -> Outcome {
        let here = self.table.next(thread);
        let About::Channel(channel) = call.about else {
            return Outcome::Bytes(count);
        };
        if Call::of(call.entry.number) == Call::ReceiveMessage {
            self.look_for_new_descriptors(thread);
        }
        if count == 0 {
            self.touch_look(channel);
            // An end of file: everybody had closed it before.
            for closing in self.channels.get(channel).closings().to_vec() {
                self.edge(Rule::Message, closing, here);
            }
            return Outcome::EndOfFile;
        }
        // These bytes had been written before.
        let writers = self.channels.get_mut(channel).read(here, count);
        // A read that asked for more, or that took the bytes of several writes, would have
        // come back with less if it had been earlier: what is written then matters to it.
        let asked = self.bytes_asked(thread, call);
        let (tid, fd) = (self.tid(thread), call.entry.int(0));
        let saw_all = writers.len() > 1
            || asked.is_none_or(|asked| count < asked)
            || is_nonblocking(tid, fd);
        self.touch_read(channel, saw_all);
        for writer in writers {
            self.edge(Rule::Message, writer, here);
        }
        Outcome::Bytes(count)
    }

    /// For how many bytes a read has asked; nothing when that is not one number.
    fn bytes_asked(&self, thread: usize, call: &Pending) -> Option<usize> {
        match (Call::of(call.entry.number), call.entry.number) {
            (Call::Read, libc::SYS_read) => Some(call.entry.word(2)),
            (Call::Read, libc::SYS_readv) => {
                let (address, count) = (call.entry.word(1), call.entry.word(2));
                let words = memory::words(self.tid(thread), address, 2 * count)?;
                Some(words.iter().skip(1).step_by(2).sum())
            }
            _ => None,
        }
    }

    /// A message of a socket may have brought some: unix(7).
    fn look_for_new_descriptors(&mut self, thread: usize) {
        let process = self.table.threads[thread].process;
        let tid = self.tid(thread);
        let mut files = std::mem::take(&mut self.table.processes[process].files);
        files.look_at_all(tid, &self.output, &mut self.channels);
        self.table.processes[process].files = files;
    }

    /// A pipe that nobody reads: whoever could had closed it before.
    pub(super) fn has_broken(&mut self, call: &Pending, here: Point) {
        if let About::Channel(channel) = call.about {
            for closing in self.channels.get(channel).readers_gone().to_vec() {
                self.edge(Rule::Message, closing, here);
            }
        }
    }

    /// There was nothing to read: what will be there is written later.
    pub(super) fn has_looked(&mut self, call: &Pending, here: Point) -> Outcome {
        if let About::Channel(channel) = call.about {
            self.channels.get_mut(channel).look(here);
        }
        Outcome::Nothing
    }

    /// `count` bytes were written by the operation that is being done.
    pub(super) fn write_bytes(
        &mut self,
        thread: usize,
        call: &Pending,
        count: usize,
    ) {
        /// Of a pipe, unless somebody has changed it. pipe(7).
        const CAPACITY: usize = 1 << 16;
        let here = self.table.next(thread);
        let About::Channel(channel) = call.about else { return };
        // What was read meanwhile does not count: whether it was depends on others.
        let it = self.channels.get(channel);
        let may_be_full = !it.is_pipe || it.written() + count > libc::PIPE_BUF;
        self.touch_write(channel, may_be_full);
        for looked in self.channels.get_mut(channel).write(here, count) {
            self.edge(Rule::NotYet, looked, here);
        }
        if self.channels.get(channel).is_pipe
            && let Some(reader) = self.channels.get(channel).made_room(CAPACITY)
        {
            // Without that read there had been no room.
            self.edge(Rule::Room, reader, here);
        }
    }

    pub(super) fn has_polled(
        &mut self,
        thread: usize,
        call: &Pending,
        count: usize,
    ) -> Outcome {
        let here = self.table.next(thread);
        if let About::Watched(watches) = call.about.clone() {
            for watch in watches {
                self.has_watched(thread, watch, here);
            }
        }
        if count == 0 { Outcome::TimedOut } else { Outcome::Count(count) }
    }

    /// A poll has said whether a descriptor is ready: whatever made it so came before, and
    /// whatever will make it so comes later.
    fn has_watched(&mut self, thread: usize, watch: Watch, here: Point) {
        match self.end_of(thread, watch.fd) {
            End::Process(pid) => {
                let Some(process) = self.table.process_of(pid) else { return };
                self.touch_life(process, Access::Sees);
                match self.table.processes[process].life {
                    Life::Alive => {
                        self.table.processes[process].looked_in_vain(here);
                    }
                    _ => self.joined(process, here),
                }
            }
            End::Counter(counter) => self.has_counted(counter, here),
            end => {
                for (channel, _) in end.sides() {
                    self.touch_look(channel);
                }
                let reading =
                    end.sides().into_iter().filter(|(_, writing)| !writing);
                for (channel, _) in reading.filter(|_| watch.reads) {
                    let it = self.channels.get(channel);
                    let causes = match it.first_writer() {
                        Some(writer) => vec![writer],
                        None => it.closings().to_vec(),
                    };
                    let is_ready =
                        it.filled() > 0 || self.descriptors(channel, true) == 0;
                    if is_ready {
                        for cause in causes {
                            self.edge(Rule::Message, cause, here);
                        }
                    } else {
                        self.channels.get_mut(channel).look(here);
                    }
                }
            }
        }
    }
}

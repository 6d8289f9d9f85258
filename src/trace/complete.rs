//! A call has come back: what came of the operation, and what it shows to have come before.
//!
//! Every edge that is made here has its reason beside it: without the earlier operation, the
//! later one had not come out like this.

use std::io;

use nix::errno::Errno;
use nix::unistd::Pid;

use super::arch::Registers;
use super::calls::Call;
use super::engine::Engine;
use super::execution::{Point, Rule, Unknown};
use super::files::End;
use super::memory;
use super::operation::{Operation, Outcome};
use super::shared::segments;
use super::sys::Resume;
use super::table::{About, Life, News, Pending, State, Watch};

/// What the kernel leaves in the register of a call that a signal has interrupted, and that
/// it makes again or gives up when the signal is dealt with. linux/errno.h; a program never
/// sees them.
const ERESTARTSYS: i64 = -512;
const ERESTARTNOHAND: i64 = -514;
const ERESTART_RESTARTBLOCK: i64 = -516;

impl Engine {
    /// A thread is stopped at the exit of a call.
    pub(super) fn at_exit(&mut self, thread: usize) -> io::Result<()> {
        let tid = self.tid(thread);
        let Some(call) = self.table.threads[thread].call.take() else {
            self.pause(thread);
            return Ok(());
        };
        let mut registers = Registers::of(tid)?;
        let result = registers.result();
        if matches!(result, ERESTARTNOHAND..=ERESTARTSYS | ERESTART_RESTARTBLOCK) {
            return self.is_interrupted(thread, call, registers);
        }
        let whole = match (&call.operation, usize::try_from(result)) {
            (Operation::Write { bytes, .. }, Ok(piece)) if call.is_changed => {
                self.write_bytes(thread, &call, piece);
                if piece < *bytes && piece > 0 {
                    return self.go_on_writing(thread, call, piece);
                }
                Some(call.written + piece)
            }
            _ => None,
        };
        if call.is_changed {
            // The kernel keeps the arguments of a call, so the program may use them again.
            registers.set_arguments(call.original());
            let whole = whole.and_then(|whole| i64::try_from(whole).ok());
            registers.set_result(whole.unwrap_or(result));
            registers.store(tid)?;
        }
        if call.is_followed {
            self.has_followed(thread, &call, result);
        } else if let Some(whole) = whole {
            self.record(thread, call.operation, Outcome::Bytes(whole));
        } else {
            self.complete(thread, &call, result);
        }
        self.drain_output(thread);
        match self.state(thread) {
            State::Performs => self.run(thread, Resume::Freely, State::Runs),
            _ => {
                self.pause(thread);
                Ok(())
            }
        }
    }

    /// A signal came before the call was done. It is made again, or has failed, when the
    /// signal is dealt with; then the thread stops before it once more, or goes on.
    fn is_interrupted(
        &mut self,
        thread: usize,
        call: Pending,
        mut registers: Registers,
    ) -> io::Result<()> {
        let tid = self.tid(thread);
        if registers.result() == ERESTART_RESTARTBLOCK {
            // By restart_syscall(2) the kernel would wait where nobody sees it. So the call
            // itself is made again. Only its time-out begins anew, and that is not real.
            registers.set_result(ERESTARTNOHAND);
        }
        if call.is_changed {
            registers.set_arguments(call.original());
        }
        registers.store(tid)?;
        self.latest.get_or_insert(Outcome::Interrupted);
        self.table.threads[thread].call = Some(call);
        self.pause(thread);
        Ok(())
    }

    /// A call that nobody sees has come back: it has made descriptors, or memory.
    fn has_followed(&mut self, thread: usize, call: &Pending, result: i64) {
        let process = self.table.threads[thread].process;
        let tid = self.tid(thread);
        match Call::of(call.entry.number) {
            _ if result < 0 => {}
            Call::Pair(place) => self.has_paired(thread, call.entry.word(place)),
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
    fn has_lost(&mut self, thread: usize, fd: i32) {
        let process = self.table.threads[thread].process;
        if let Some(end) = self.table.processes[process].files.close(fd) {
            let at = self.table.last(thread).unwrap_or(self.table.next(thread));
            self.closed(thread, &end, at);
        }
    }

    fn has_paired(&mut self, thread: usize, address: usize) {
        use std::os::unix::fs::MetadataExt;
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
    pub(super) fn closed(&mut self, thread: usize, end: &End, at: Point) {
        let process = self.table.threads[thread].process;
        for (channel, writing) in end.sides() {
            if !writing || self.table.processes[process].files.has(channel, true) {
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
    fn drain_output(&mut self, thread: usize) {
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

    /// An operation is done.
    fn complete(&mut self, thread: usize, call: &Pending, result: i64) {
        let here = self.table.next(thread);
        let failed = i32::try_from(-result).ok().filter(|_| result < 0);
        let failed = failed.map(|number| Outcome::Failed(Errno::from_raw(number)));
        let outcome = match &call.operation {
            Operation::Wait { leaves, .. } => {
                let leaves = *leaves;
                failed
                    .unwrap_or_else(|| self.has_waited(thread, call, result, leaves))
            }
            Operation::Read { .. } => self.has_read(thread, call, result),
            Operation::Write { .. } => match usize::try_from(result) {
                Ok(written) => {
                    self.write_bytes(thread, call, written);
                    Outcome::Bytes(written)
                }
                Err(_) => failed.unwrap_or(Outcome::Done),
            },
            Operation::Poll { .. } => {
                failed.unwrap_or_else(|| self.has_polled(thread, call, result))
            }
            Operation::Close { .. } => {
                self.has_closed(thread, call, here);
                failed.unwrap_or(Outcome::Done)
            }
            Operation::Open { path } => {
                let path = path.clone();
                self.has_opened(thread, &path, result);
                failed.unwrap_or(Outcome::Done)
            }
            Operation::Signal { .. } => failed.unwrap_or(Outcome::Done),
            Operation::Lock { .. } => failed.unwrap_or_else(|| {
                self.has_locked(thread, call, here);
                Outcome::Done
            }),
            Operation::Unlock { .. } => {
                if let About::Lock { lock, .. } = call.about {
                    let process = self.table.threads[thread].process;
                    self.locks.release(lock, process, here);
                }
                failed.unwrap_or(Outcome::Done)
            }
            Operation::AwaitWord { .. } => {
                self.has_awaited(thread, call, here);
                match failed {
                    Some(Outcome::Failed(Errno::EAGAIN)) | None => Outcome::Done,
                    Some(failed) => failed,
                }
            }
            Operation::WakeWord { .. } => {
                if let About::Word(word) = call.about {
                    self.futexes.wake(word, here);
                }
                let woken = usize::try_from(result).unwrap_or(0);
                failed.unwrap_or(Outcome::Count(woken))
            }
            _ => failed.unwrap_or(Outcome::Done),
        };
        let is_sent = matches!(call.operation, Operation::Signal { .. })
            && outcome == Outcome::Done;
        let operation = call.operation.clone();
        self.record(thread, operation, outcome);
        if is_sent {
            self.has_signalled(call, here);
        }
    }

    fn has_waited(
        &mut self,
        thread: usize,
        call: &Pending,
        result: i64,
        leaves: bool,
    ) -> Outcome {
        /// Where `siginfo_t` has the pid: after three ints and a gap. sigaction(2).
        const PID: usize = 16;
        let here = self.table.next(thread);
        let tid = self.tid(thread);
        let About::Children(children) = &call.about else { return Outcome::Done };
        let address = call.entry.word(2);
        let pid = match Call::of(call.entry.number) {
            Call::Wait4 => i32::try_from(result).unwrap_or(0),
            _ if address == 0 => self.only_zombie(children),
            _ => memory::int(tid, address + PID).unwrap_or(0),
        };
        if pid == 0 {
            // A poll in vain: none of them had ended. Their ends come later.
            for child in children.clone() {
                self.table.processes[child].looked_in_vain(here);
            }
            return Outcome::Nothing;
        }
        let found = children
            .iter()
            .copied()
            .find(|child| self.table.processes[*child].pid == Pid::from_raw(pid));
        let Some(child) = found else { return Outcome::Done };
        let name = self.table.name(child);
        let code = match self.table.processes[child].life {
            Life::Zombie(code) | Life::Gone(code) => Some(code),
            Life::Alive => None,
        };
        if let Some(code) = code {
            // A wait comes back with a child when that has ended, and not before.
            self.joined(child, here);
            if !leaves {
                self.table.processes[child].life = Life::Gone(code);
            }
        } else {
            // It had stopped, or was sent SIGCONT, before.
            if let Some(cause) = self.table.processes[child].news.cause() {
                self.edge(Rule::Join, cause, here);
            }
            self.table.processes[child].news = News::Nothing;
        }
        Outcome::Found { child: name, code }
    }

    /// The end of `process` was seen by the operation at `here`.
    fn joined(&mut self, process: usize, here: Point) {
        if let Some(end) = self.table.processes[process].end {
            self.edge(Rule::Join, end, here);
        }
    }

    fn only_zombie(&self, children: &[usize]) -> i32 {
        let mut ended = children.iter().filter(|child| {
            matches!(self.table.processes[**child].life, Life::Zombie(_))
        });
        match (ended.next(), ended.next()) {
            (Some(child), None) => self.table.processes[*child].pid.as_raw(),
            _ => 0,
        }
    }

    fn has_read(&mut self, thread: usize, call: &Pending, result: i64) -> Outcome {
        let here = self.table.next(thread);
        let About::Channel(channel) = call.about else {
            return Outcome::Bytes(usize::try_from(result).unwrap_or(0));
        };
        if Call::of(call.entry.number) == Call::ReceiveMessage {
            // It may have brought descriptors.
            let process = self.table.threads[thread].process;
            let tid = self.tid(thread);
            let mut files = std::mem::take(&mut self.table.processes[process].files);
            files.look_at_all(tid, &self.output, &mut self.channels);
            self.table.processes[process].files = files;
        }
        match usize::try_from(result) {
            Ok(0) => {
                // An end of file: everybody had closed it before.
                for closing in self.channels.get(channel).closings().to_vec() {
                    self.edge(Rule::Message, closing, here);
                }
                Outcome::EndOfFile
            }
            Ok(count) => {
                // These bytes had been written before.
                for writer in self.channels.get_mut(channel).read(here, count) {
                    self.edge(Rule::Message, writer, here);
                }
                Outcome::Bytes(count)
            }
            Err(_) if result == super::entry::failure(Errno::EAGAIN) => {
                self.channels.get_mut(channel).look(here);
                Outcome::Nothing
            }
            Err(_) => {
                let number = i32::try_from(-result).unwrap_or(0);
                Outcome::Failed(Errno::from_raw(number))
            }
        }
    }

    /// `count` bytes were written by the operation that is being done.
    fn write_bytes(&mut self, thread: usize, call: &Pending, count: usize) {
        /// Of a pipe, unless somebody has changed it. pipe(7).
        const CAPACITY: usize = 1 << 16;
        let here = self.table.next(thread);
        let About::Channel(channel) = call.about else { return };
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

    fn has_closed(&mut self, thread: usize, call: &Pending, here: Point) {
        let process = self.table.threads[thread].process;
        let fd = call.entry.int(0);
        if let Some(end) = self.table.processes[process].files.close(fd) {
            // The close is the operation itself.
            self.table.threads[thread].done += 1;
            self.closed(thread, &end, here);
            self.table.threads[thread].done -= 1;
        }
    }

    fn has_polled(&mut self, thread: usize, call: &Pending, result: i64) -> Outcome {
        let here = self.table.next(thread);
        if let About::Watched(watches) = call.about.clone() {
            for watch in watches {
                self.has_watched(thread, watch, here);
            }
        }
        match usize::try_from(result) {
            Ok(0) => Outcome::TimedOut,
            Ok(count) => Outcome::Count(count),
            Err(_) => Outcome::Done,
        }
    }

    /// A poll has said whether a descriptor is ready: whatever made it so came before, and
    /// whatever will make it so comes later.
    fn has_watched(&mut self, thread: usize, watch: Watch, here: Point) {
        match self.end_of(thread, watch.fd) {
            End::Process(pid) => {
                let Some(process) = self.table.process_of(pid) else { return };
                match self.table.processes[process].life {
                    Life::Alive => {
                        self.table.processes[process].looked_in_vain(here);
                    }
                    _ => self.joined(process, here),
                }
            }
            end => {
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

    fn has_locked(&mut self, thread: usize, call: &Pending, here: Point) {
        if let About::Lock { lock, fd, .. } = call.about {
            let process = self.table.threads[thread].process;
            if let Some(released) = self.locks.take(lock, process, fd) {
                // One at a time: who had it before has given it back before.
                self.edge(Rule::Exclusion, released, here);
            }
        }
    }

    fn has_awaited(&mut self, thread: usize, call: &Pending, here: Point) {
        let About::Word(word) = call.about else { return };
        let process = self.table.threads[thread].process;
        let address = call.entry.word(0);
        let threads = self.table.processes[process].threads.clone();
        let joined = threads.into_iter().find(|it| {
            let it = &self.table.threads[*it];
            it.state == State::Ended && it.clears == Some(address)
        });
        match joined {
            // The kernel clears the word when the thread ends.
            Some(joined) => {
                if let Some(end) = self.table.last(joined) {
                    self.edge(Rule::Join, end, here);
                }
            }
            // The word has changed, and who changed it has then woken who waits.
            None => {
                if let Some(waker) = self.futexes.woken(word) {
                    self.edge(Rule::Memory, waker, here);
                }
            }
        }
    }

    /// A thread is about to open a FIFO: who opens the other side waits for that.
    pub(super) fn begin_open(&mut self, thread: usize) {
        let last = self.table.last(thread);
        let Some(call) = &self.table.threads[thread].call else { return };
        if let Operation::Open { path } = &call.operation {
            let opening = (path.clone(), thread, last);
            self.openings.push(opening);
        }
    }

    /// A FIFO is open: somebody has come to open the other side, and came there after all
    /// that he had done before.
    fn has_opened(&mut self, thread: usize, path: &str, result: i64) {
        let here = self.table.next(thread);
        let fd = i32::try_from(result).unwrap_or(-1);
        if fd >= 0 {
            self.end_of(thread, fd);
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

impl Pending {
    /// The arguments as the program gave them.
    fn original(&self) -> [u64; 6] {
        let mut arguments = self.entry.arguments;
        if self.written > 0 {
            arguments[1] -= self.written as u64;
            arguments[2] += self.written as u64;
        }
        arguments
    }
}

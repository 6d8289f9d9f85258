//! A thread is let go: it makes the call that it was held before, or is answered.
//!
//! What is answered by the tracer: a write to stdout, because the tracer has the bytes
//! already; a sleep and a time-out, because time is not real here. Every other call is made
//! by the kernel.
//!
//! A long write into a pipe would wait inside the kernel in the middle, half done. So it is
//! made in pieces that fit: the call is shortened to what there is room for, and then made
//! again for the rest, before which the thread is held again. The program sees one write.

use std::io;

use nix::errno::Errno;
use nix::libc;

use super::arch::Entry;
use super::calls::Call;
use super::engine::Engine;
use super::memory;
use super::operation::{Operation, Outcome, Readiness};
use super::plan::failure;
use super::sys::Resume;
use super::table::{About, Pending, State};
use super::touch::Access;

impl Engine {
    /// Lets `thread` go, whose operation is as ready as `readiness` says.
    pub(super) fn perform(
        &mut self,
        thread: usize,
        readiness: &Readiness,
    ) -> io::Result<()> {
        self.latest = None;
        if self.takes_signal(thread) {
            return self.take_signal(thread);
        }
        let Some(call) = self.table.threads[thread].call.clone() else {
            return Ok(());
        };
        if let Readiness::TimesOut { due } = readiness {
            self.clock.advance_to(thread, *due);
            return self.let_time_pass(thread, call);
        }
        match &call.operation {
            Operation::Print(bytes) => {
                self.touch_print(thread);
                let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                self.answer(thread, call, length, Outcome::Done)
            }
            Operation::Begin => {
                self.table.threads[thread].call = None;
                self.record(thread, call.operation, Outcome::Done);
                self.run(thread, Resume::Freely, State::Runs)
            }
            Operation::Exit { code } => self.leave(thread, *code),
            Operation::Signal { signal: libc::SIGKILL, .. }
                if self.watches_conflicts
                    && self.hits_others_only(thread, &call) =>
            {
                self.doom(&call, self.table.next(thread));
                self.touch_signalled(&call);
                self.answer(thread, call, 0, Outcome::Done)
            }
            Operation::Write { bytes, .. } => {
                let bytes = *bytes;
                self.write_piece(thread, &call, bytes)
            }
            Operation::Open { .. } => {
                self.begin_open(thread);
                self.run(thread, Resume::ToExit, State::Performs)
            }
            _ => {
                self.is_sending(thread, &call);
                if *readiness == Readiness::Unsure {
                    self.may_wait(thread);
                }
                self.run(thread, Resume::ToExit, State::Performs)
            }
        }
    }

    fn hits_others_only(&self, thread: usize, call: &Pending) -> bool {
        let own = self.table.threads[thread].process;
        matches!(&call.about, About::Victims(victims)
            if !victims.is_empty() && !victims.contains(&own))
    }

    fn may_wait(&mut self, thread: usize) {
        if let Some(call) = &mut self.table.threads[thread].call {
            call.may_wait = true;
        }
    }

    /// The call is not made; it gives `result`.
    fn answer(
        &mut self,
        thread: usize,
        call: Pending,
        result: i64,
        outcome: Outcome,
    ) -> io::Result<()> {
        call.registers.skip(self.tid(thread), result)?;
        self.table.threads[thread].call = None;
        self.record(thread, call.operation, outcome);
        self.run(thread, Resume::Freely, State::Runs)
    }

    fn let_time_pass(&mut self, thread: usize, call: Pending) -> io::Result<()> {
        match &call.operation {
            Operation::Sleep(_) => self.answer(thread, call, 0, Outcome::Done),
            Operation::AwaitWord { .. } => {
                let result = failure(Errno::ETIMEDOUT);
                self.answer(thread, call, result, Outcome::TimedOut)
            }
            Operation::AwaitSignal { .. } => {
                self.touch_awaited(thread, &call, Access::Sees);
                let result = failure(Errno::EAGAIN);
                self.answer(thread, call, result, Outcome::TimedOut)
            }
            _ => self.poll_at_once(thread, &call),
        }
    }

    /// The kernel polls, and does not wait: it writes what is ready where the program looks.
    fn poll_at_once(&mut self, thread: usize, call: &Pending) -> io::Result<()> {
        /// Below the 128 bytes that a function may use without asking, and out of their way.
        const BELOW: u64 = 1024;
        let tid = self.tid(thread);
        let (place, is_pointer) = match Call::of(call.entry.number) {
            Call::Poll => (2, false),
            Call::EpollWait => (3, false),
            Call::Ppoll => (2, true),
            Call::EpollWait2 => (3, true),
            _ => (4, true),
        };
        let mut arguments = call.entry.arguments;
        arguments[place] = 0;
        if is_pointer {
            let address = (call.registers.stack() - BELOW) & !0xf;
            let space = usize::try_from(address).unwrap_or(0);
            memory::write(tid, space, &[0; 16]).ok_or(Errno::EFAULT)?;
            arguments[place] = address;
        }
        self.change_arguments(thread, arguments)?;
        self.run(thread, Resume::ToExit, State::Performs)
    }

    /// Has the thread make its call with these arguments; they are put back at the exit.
    fn change_arguments(
        &mut self,
        thread: usize,
        arguments: [u64; 6],
    ) -> io::Result<()> {
        let tid = self.tid(thread);
        if let Some(call) = &mut self.table.threads[thread].call {
            let mut registers = call.registers;
            registers.set_arguments(arguments);
            registers.store(tid)?;
            call.is_changed = true;
        }
        Ok(())
    }

    fn write_piece(
        &mut self,
        thread: usize,
        call: &Pending,
        bytes: usize,
    ) -> io::Result<()> {
        let About::Channel(channel) = call.about else {
            return self.run(thread, Resume::ToExit, State::Performs);
        };
        let fd = call.entry.int(0);
        let (_, room) = self.look_to_write(thread, fd, channel, bytes);
        let can_wait = room > 0
            && room < bytes
            && !super::files::is_nonblocking(self.tid(thread), fd);
        if can_wait && Call::of(call.entry.number) == Call::Write {
            let mut arguments = call.entry.arguments;
            arguments[2] = room as u64;
            self.change_arguments(thread, arguments)?;
        } else if can_wait || room == 0 {
            // The kernel does it as it can.
            self.may_wait(thread);
        }
        self.run(thread, Resume::ToExit, State::Performs)
    }

    /// A piece of a write was made, and there is more: the thread makes the call again for
    /// the rest, and is held before that. `piece` bytes were written.
    pub(super) fn go_on_writing(
        &mut self,
        thread: usize,
        mut call: Pending,
        piece: usize,
    ) -> io::Result<()> {
        let tid = self.tid(thread);
        let mut rest: Entry = call.entry;
        rest.arguments[1] += piece as u64;
        rest.arguments[2] -= piece as u64;
        let registers = super::arch::Registers::of(tid)?;
        registers.repeat(tid, &rest)?;
        call.entry = rest;
        call.written += piece;
        call.is_changed = true;
        if let Operation::Write { bytes, .. } = &mut call.operation {
            *bytes -= piece;
        }
        self.table.threads[thread].call = Some(call);
        self.run(thread, Resume::Freely, State::Runs)
    }
}

//! A call has come back: what came of the operation, and what it shows to have come before.
//!
//! Every edge that is made here has its reason beside it: without the earlier operation, the
//! later one had not come out like this.

mod bytes;
mod descriptors;
mod waits;

use std::io;

use nix::errno::Errno;

use super::arch::Registers;
use super::calls::Call;
use super::engine::Engine;
use super::execution::{Point, Rule};
use super::operation::{Operation, Outcome};
use super::sys::Resume;
use super::table::{About, Pending, State};
use super::touch::{Access, Object};

/// What the kernel leaves in the register of a call that a signal has interrupted, and that
/// it makes again or gives up when the signal is dealt with. linux/errno.h; a program never
/// sees them.
const ERESTARTSYS: i64 = -512;
const ERESTARTNOHAND: i64 = -514;
const ERESTART_RESTARTBLOCK: i64 = -516;

impl Engine {
    /// A thread is stopped at the exit of a call.
    pub(super) fn at_exit(&mut self, thread: usize) -> io::Result<()> {
        let Some(call) = self.table.threads[thread].call.take() else {
            self.pause(thread);
            return Ok(());
        };
        let registers = Registers::of(self.tid(thread))?;
        let result = registers.result();
        if matches!(result, ERESTARTNOHAND..=ERESTARTSYS | ERESTART_RESTARTBLOCK) {
            return self.is_interrupted(thread, call, &registers);
        }
        if call.is_followed {
            self.has_followed(thread, &call, result);
        } else if call.is_changed
            && matches!(call.operation, Operation::Write { .. })
        {
            return self.has_written_piece(thread, call, &registers);
        } else {
            if call.is_changed {
                self.put_back(thread, &call, &registers, result)?;
            }
            self.complete(thread, &call, result);
        }
        self.drain_output(thread);
        self.go_on_after(thread)
    }

    /// The call of a thread is over. Who came out of the kernel while another one runs waits
    /// for its turn.
    fn go_on_after(&mut self, thread: usize) -> io::Result<()> {
        if self.state(thread) == State::Performs {
            return self.run(thread, Resume::Freely, State::Runs);
        }
        self.pause(thread);
        Ok(())
    }

    /// The kernel keeps the arguments of a call, so the program may use them again. On some
    /// processors the first one shares its register with the result.
    fn put_back(
        &mut self,
        thread: usize,
        call: &Pending,
        registers: &Registers,
        result: i64,
    ) -> io::Result<()> {
        let mut registers = *registers;
        registers.set_arguments(call.original());
        registers.set_result(result);
        Ok(registers.store(self.tid(thread))?)
    }

    /// A piece of a long write is over, or its last one.
    fn has_written_piece(
        &mut self,
        thread: usize,
        call: Pending,
        registers: &Registers,
    ) -> io::Result<()> {
        let Operation::Write { bytes, .. } = call.operation else { return Ok(()) };
        let result = registers.result();
        let piece = usize::try_from(result).unwrap_or(0);
        self.write_bytes(thread, &call, piece);
        if piece > 0 && piece < bytes {
            return self.go_on_writing(thread, call, piece);
        }
        self.finish_write(thread, &call, registers, call.written + piece)
    }

    /// A long write is over: the program sees one, of so many bytes.
    fn finish_write(
        &mut self,
        thread: usize,
        call: &Pending,
        registers: &Registers,
        whole: usize,
    ) -> io::Result<()> {
        let failed = registers.result();
        let result = i64::try_from(whole).ok().filter(|whole| *whole > 0);
        self.put_back(thread, call, registers, result.unwrap_or(failed))?;
        let outcome = match result {
            Some(_) => Outcome::Bytes(whole),
            None => failure_of(failed).unwrap_or(Outcome::Bytes(0)),
        };
        if failure_of(failed) == Some(Outcome::Failed(Errno::EPIPE)) {
            self.has_broken(call, self.table.next(thread));
        }
        self.record(thread, call.operation.clone(), outcome);
        self.go_on_after(thread)
    }

    /// A signal came before the call was done. It is made again, or has failed, when the
    /// signal is dealt with; then the thread stops before it once more, or goes on.
    fn is_interrupted(
        &mut self,
        thread: usize,
        call: Pending,
        registers: &Registers,
    ) -> io::Result<()> {
        let mut registers = *registers;
        if call.written > 0 {
            // What is written stays written, so the call comes back with that. write(2)
            return self.finish_write(thread, &call, &registers, call.written);
        }
        let result = match registers.result() {
            // By restart_syscall(2) the kernel would wait where nobody sees it. So the call
            // itself is made again. Only its time-out begins anew, and that is not real.
            ERESTART_RESTARTBLOCK => ERESTARTNOHAND,
            result => result,
        };
        registers.set_arguments(call.entry.arguments);
        registers.set_result(result);
        registers.store(self.tid(thread))?;
        self.latest.get_or_insert(Outcome::Interrupted);
        self.table.threads[thread].call = Some(call);
        self.pause(thread);
        Ok(())
    }

    /// An operation is done.
    fn complete(&mut self, thread: usize, call: &Pending, result: i64) {
        let here = self.table.next(thread);
        let outcome = match failure_of(result) {
            Some(failed) => self.has_failed(thread, call, here, failed),
            None => self.has_succeeded(thread, call, here, result),
        };
        if let About::Counter(counter) = call.about {
            self.has_counted(counter, here);
        }
        self.touch_what_is_done(thread, call, &outcome);
        if matches!(call.operation, Operation::AwaitSignal { .. }) {
            self.has_awaited_signal(thread, call, result);
        }
        let is_sent = matches!(call.operation, Operation::Signal { .. })
            && outcome == Outcome::Done;
        self.record(thread, call.operation.clone(), outcome);
        if is_sent {
            self.has_signalled(call, here);
        }
    }

    /// Whoever uses a counter sees what the one before has left there.
    pub(super) fn has_counted(&mut self, counter: usize, here: Point) {
        let name = self.channels.counter_name(counter).to_owned();
        self.touch(Object::Counter(name), Access::Changes);
        if let Some(before) = self.last_counts.insert(counter, here) {
            self.edge(Rule::Memory, before, here);
        }
    }

    /// What is not touched by more specific means.
    fn touch_what_is_done(
        &mut self,
        thread: usize,
        call: &Pending,
        outcome: &Outcome,
    ) {
        match &call.operation {
            Operation::AwaitWord { .. } | Operation::WakeWord { .. } => {
                self.touch_word(thread, call);
            }
            Operation::Lock { .. } | Operation::Unlock { .. } => {
                self.touch_lock(&call.operation);
            }
            Operation::Signal { .. } => self.touch_signalled(call),
            Operation::LookForParent => {
                let process = self.table.threads[thread].process;
                self.has_looked_for_parent(process, self.table.next(thread));
            }
            Operation::Other { .. } => self.touch(Object::Outside, Access::Changes),
            Operation::Open { path } => {
                self.touch(Object::Fifo(path.clone()), Access::Changes);
            }
            Operation::Read { .. } if *outcome == Outcome::Nothing => {
                if let About::Channel(channel) = call.about {
                    self.touch_look(channel);
                }
            }
            Operation::Write { .. } if matches!(outcome, Outcome::Failed(_)) => {
                if let About::Channel(channel) = call.about {
                    self.touch_look(channel);
                }
            }
            _ => {}
        }
    }

    /// A failure too can show what came before.
    fn has_failed(
        &mut self,
        thread: usize,
        call: &Pending,
        here: Point,
        failed: Outcome,
    ) -> Outcome {
        match (&call.operation, &failed) {
            (Operation::Read { .. }, Outcome::Failed(Errno::EAGAIN)) => {
                self.has_looked(call, here)
            }
            // The word had changed before the thread began to wait.
            (Operation::AwaitWord { .. }, Outcome::Failed(Errno::EAGAIN)) => {
                self.has_awaited(thread, call, here);
                Outcome::Done
            }
            (Operation::Write { .. }, Outcome::Failed(Errno::EPIPE)) => {
                self.has_broken(call, here);
                failed
            }
            (Operation::Close { .. }, _)
                if Call::of(call.entry.number) == Call::Close =>
            {
                // Whatever it says, the descriptor is closed. close(2)
                self.has_closed(thread, call, here);
                failed
            }
            _ => failed,
        }
    }

    fn has_succeeded(
        &mut self,
        thread: usize,
        call: &Pending,
        here: Point,
        result: i64,
    ) -> Outcome {
        let count = usize::try_from(result).unwrap_or(0);
        match &call.operation {
            Operation::Wait { .. } => return self.has_waited(thread, call, result),
            Operation::Read { .. } => return self.has_read(thread, call, count),
            Operation::Poll { .. } => return self.has_polled(thread, call, count),
            Operation::Write { .. } => {
                self.write_bytes(thread, call, count);
                return Outcome::Bytes(count);
            }
            Operation::WakeWord { .. } => {
                if let About::Word(word) = call.about {
                    self.futexes.wake(word, here);
                }
                return Outcome::Count(count);
            }
            Operation::Close { .. } => self.has_closed(thread, call, here),
            Operation::Open { path } => self.has_opened(thread, path, result),
            Operation::Lock { .. } => self.has_locked(thread, call, here),
            Operation::Unlock { .. } => self.has_unlocked(thread, call, here),
            Operation::AwaitWord { .. } => self.has_awaited(thread, call, here),
            _ => {}
        }
        Outcome::Done
    }
}

/// What a negative result says.
fn failure_of(result: i64) -> Option<Outcome> {
    let number = i32::try_from(-result).ok().filter(|number| *number > 0)?;
    Some(Outcome::Failed(Errno::from_raw(number)))
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

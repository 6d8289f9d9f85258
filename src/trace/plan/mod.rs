//! A thread is about to make a call: which operation is that?
//!
//! A call that nobody else can see or wait for is let through here: a write to a file of
//! one's own, a close of a descriptor that others have too. Every other call becomes an
//! [`Operation`], before which the thread is held.

mod family;
mod files;
mod locks;
mod output;
mod polls;

pub(super) use files::closed_by;

use std::io;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::ptrace;

use super::arch::{Entry, Registers};
use super::calls::Call;
use super::engine::Engine;
use super::execution::{Rule, Unknown};
use super::filter::FOREIGN;
use super::memory;
use super::operation::Operation;
use super::sys::Resume;
use super::table::{About, Pending, State};
use super::touch::Access;

/// What is done about a call.
enum Plan {
    /// It is let through.
    Pass,
    /// It is let through, and looked at when it comes back.
    Follow,
    /// It is not made; it gives this.
    Answer(i64),
    /// The thread is held before it.
    Hold(Box<Held>),
}

/// An operation, and what is known of it.
struct Held {
    operation: Operation,
    about: About,
    /// For how long it would wait.
    timeout: Option<Duration>,
    /// Whether it can end up waiting inside the kernel.
    may_wait: bool,
}

impl Held {
    /// Whether it waits for a signal that has to find it inside the kernel.
    fn waits_in_kernel(&self) -> bool {
        matches!(self.operation, Operation::AwaitSignal { timeout: None })
            && !matches!(self.about, About::Signals(_))
    }

    fn plan(operation: Operation, about: About) -> Plan {
        Plan::Hold(Box::new(Self {
            operation,
            about,
            timeout: None,
            may_wait: false,
        }))
    }

    fn timed(operation: Operation, about: About, timeout: Option<Duration>) -> Plan {
        Plan::Hold(Box::new(Self { operation, about, timeout, may_wait: false }))
    }

    fn unknown(entry: &Entry) -> Plan {
        Self::unsure(Operation::Other { number: entry.number }, About::Nothing)
    }

    fn unsure(operation: Operation, about: About) -> Plan {
        Plan::Hold(Box::new(Self {
            operation,
            about,
            timeout: None,
            may_wait: true,
        }))
    }
}

impl Engine {
    /// A thread is stopped at the entry of a call.
    pub(super) fn at_entry(&mut self, thread: usize) -> io::Result<()> {
        let tid = self.tid(thread);
        if self.is_launching {
            return self.run(thread, Resume::Freely, State::Runs);
        }
        if ptrace::getevent(tid)? == i64::from(FOREIGN) {
            self.unknown.insert(Unknown::ForeignCall);
            return self.run(thread, Resume::Freely, State::Runs);
        }
        let registers = Registers::of(tid)?;
        let entry = registers.entry();
        let is_rest = self.table.threads[thread]
            .call
            .take_if(|call| call.written > 0 && call.entry == entry);
        if let Some(mut call) = is_rest {
            // A write that goes on: see `perform`.
            call.registers = registers;
            self.table.threads[thread].call = Some(call);
            self.set(thread, State::Held);
            return Ok(());
        }
        match self.plan(thread, &entry) {
            Plan::Pass => self.run(thread, Resume::Freely, State::Runs),
            Plan::Follow => {
                self.keep(thread, entry, &registers, None);
                self.run(thread, Resume::ToExit, State::Performs)
            }
            Plan::Answer(result) => {
                registers.skip(tid, result)?;
                self.run(thread, Resume::Freely, State::Runs)
            }
            Plan::Hold(held) => self.hold(thread, entry, &registers, *held),
        }
    }

    fn hold(
        &mut self,
        thread: usize,
        entry: Entry,
        registers: &Registers,
        held: Held,
    ) -> io::Result<()> {
        self.notice_memory(thread);
        let waits_for_signal = held.waits_in_kernel();
        self.keep(thread, entry, registers, Some(held));
        let process = self.table.threads[thread].process;
        if std::mem::take(&mut self.table.processes[process].may_be_signalled)
            && self.is_pending(thread)
        {
            return self.interrupt(thread);
        }
        if waits_for_signal {
            // Nobody else sees that it has begun to wait, and a signal must find it there.
            return self.run(thread, Resume::ToExit, State::Performs);
        }
        self.set(thread, State::Held);
        Ok(())
    }

    fn keep(
        &mut self,
        thread: usize,
        entry: Entry,
        registers: &Registers,
        held: Option<Held>,
    ) {
        let is_followed = held.is_none();
        let held = held.unwrap_or(Held {
            operation: Operation::Other { number: entry.number },
            about: About::Nothing,
            timeout: None,
            may_wait: false,
        });
        let due = self.due(thread, held.timeout);
        let may_wait = held.may_wait || held.waits_in_kernel();
        self.table.threads[thread].call = Some(Pending {
            entry,
            registers: *registers,
            operation: held.operation,
            due,
            is_changed: false,
            written: 0,
            may_wait,
            is_followed,
            about: held.about,
        });
    }

    /// What of the shared memory has this thread changed since its last operation?
    fn notice_memory(&mut self, thread: usize) {
        let it = &self.table.threads[thread];
        let segments = &self.table.processes[it.process].shared;
        if segments.is_empty() {
            return;
        }
        let (last, next) = (self.table.last(thread), self.table.next(thread));
        let (before, changed) = self.shared.look(it.tid, segments, thread, last);
        for segment in changed {
            self.touch(segment.object(), Access::Changes);
        }
        for from in before {
            self.edge(Rule::Memory, from, next);
        }
    }

    fn plan(&mut self, thread: usize, entry: &Entry) -> Plan {
        let call = Call::of(entry.number);
        match call {
            Call::Write | Call::WriteVector | Call::Send => {
                self.plan_write(thread, entry)
            }
            Call::Read | Call::ReceiveMessage => self.plan_read(thread, entry),
            Call::Open(place) => self.plan_open(thread, entry, place),
            Call::Close => self.plan_close(thread, entry),
            Call::CloseRange => self.plan_close_range(thread, entry),
            Call::Duplicate { onto: true }
                if entry.arguments[0] != entry.arguments[1] =>
            {
                self.plan_close_range(thread, entry)
            }
            Call::Duplicate { .. }
            | Call::Pair(_)
            | Call::Counter
            | Call::MapShared => Plan::Follow,
            Call::Fcntl => self.plan_fcntl(thread, entry),
            Call::Flock => self.plan_flock(thread, entry),
            Call::Futex => self.plan_futex(thread, entry),
            Call::Poll
            | Call::Ppoll
            | Call::Select
            | Call::Pselect
            | Call::EpollWait
            | Call::EpollWait2 => self.plan_poll(thread, call, entry),
            Call::Sleep
            | Call::ClockSleep
            | Call::ClockTime
            | Call::TimeOfDay
            | Call::Time => self.plan_time(thread, call, entry),
            Call::Pause => self.plan_pause(thread),
            Call::SignalWait => self.plan_signal_wait(thread, entry),
            Call::Yield => Held::plan(Operation::Yield, About::Nothing),
            Call::Timer => {
                self.unknown.insert(Unknown::Timer);
                Plan::Pass
            }
            Call::Restart => self.plan_restart(thread, entry),
            Call::SetSignals(place) => self.plan_set_signals(thread, entry, place),
            Call::Parent => self.plan_look_for_parent(thread),
            Call::WriteFile(place) => {
                self.notice_write(thread, entry.int(place));
                Plan::Pass
            }
            Call::ChangeFiles(place) => {
                let path = memory::path(self.tid(thread), entry, place);
                self.notice_change(
                    &path.map_or_else(String::new, |(given, _)| given),
                );
                Plan::Pass
            }
            Call::Connect if self.is_nobody_there(thread, entry) => Plan::Pass,
            Call::Bind => {
                let path = memory::socket_path(self.tid(thread), entry);
                if let Some((given, _)) = path {
                    self.notice_change(&given);
                }
                Plan::Pass
            }
            Call::Connect | Call::Other => {
                self.unknown.insert(Unknown::Call(entry.number));
                Held::unknown(entry)
            }
            _ => self.plan_of_family(thread, call, entry),
        }
    }

    /// A signal can come before that or after; only the process itself sees it otherwise.
    fn plan_set_signals(
        &mut self,
        thread: usize,
        entry: &Entry,
        place: usize,
    ) -> Plan {
        if entry.word(place) == 0
            || self.signals_set(thread, entry) & self.signals == 0
            || self.table.processes.len() == 1
        {
            return Plan::Pass;
        }
        Held::plan(Operation::SetSignals, About::Nothing)
    }

    fn plan_look_for_parent(&self, thread: usize) -> Plan {
        if self.table.threads[thread].process == 0 {
            return Plan::Pass;
        }
        Held::plan(Operation::LookForParent, About::Nothing)
    }

    /// The kernel goes on with the call that a signal has interrupted: the same operation.
    fn plan_restart(&mut self, thread: usize, entry: &Entry) -> Plan {
        match self.table.threads[thread].call.take() {
            Some(call) => Plan::Hold(Box::new(Held {
                operation: call.operation,
                about: call.about,
                timeout: None,
                may_wait: true,
            })),
            None => Held::unknown(entry),
        }
    }
}

/// The result of a call that failed.
pub(super) fn failure(errno: Errno) -> i64 {
    -i64::from(errno as i32)
}

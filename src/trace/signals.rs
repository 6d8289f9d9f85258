//! Signals: who sent one, and when it is delivered.
//!
//! A thread that is held before an operation has not begun it. So a signal that is sent to it
//! is delivered first: the thread is taken back to before the call and goes on from there,
//! into its handler or to its end, and comes to the call again. If the operation would wait,
//! then a real program would be waiting in it by now, and a signal would interrupt that: so
//! it is let into the kernel, which finds the signal, and does what the program has asked for,
//! `EINTR` or a restart, signal(7).
//!
//! A signal takes its time: who has sent one can go on before the other process has taken it, and
//! mostly does. So when all runs are to be made ([conflicts](super::Tracer::conflicts)), taking a
//! signal is a choice of its own, and comes before whatever the thread does next. SIGKILL, which
//! the kernel does not let wait, is then sent by the tracer when it is taken.
//!
//! A signal that is ignored changes nothing and is not waited for: while a process is traced,
//! the kernel queues even an ignored SIGCHLD.

use std::fs;
use std::io;

use nix::libc;
use nix::unistd::Pid;

use super::arch::Entry;
use super::engine::Engine;
use super::execution::{Point, Unknown};
use super::memory;
use super::operation::{Operation, Readiness};
use super::sys::{self, Origin, Resume};
use super::table::{About, Life, News, Pending, State};

impl Engine {
    /// A signal is about to be delivered to `thread`.
    pub(super) fn is_signalled(
        &mut self,
        thread: usize,
        signal: i32,
    ) -> io::Result<()> {
        let tid = self.tid(thread);
        let process = self.table.threads[thread].process;
        let dispositions = Dispositions::of(tid);
        if dispositions.matters(signal) {
            let from = match sys::origin(tid)? {
                // Of its own write.
                Origin::Process(_) if signal == libc::SIGPIPE => None,
                Origin::Process(_) => {
                    let sent = self.sent.get(&(process, signal)).copied();
                    if sent.is_none() {
                        self.unknown.insert(Unknown::OutsideSignal(signal));
                    }
                    sent
                }
                // The handler of a SIGCHLD runs after the child's end.
                Origin::Child(pid) => self
                    .table
                    .process_of(pid)
                    .and_then(|child| self.table.processes[child].end),
                Origin::Kernel => {
                    if is_of_a_timer(signal) {
                        self.unknown.insert(Unknown::Timer);
                    }
                    None
                }
            };
            let own = |from: &Point| from.actor != thread;
            self.table.threads[thread].after.extend(from.filter(own));
        }
        self.table.threads[thread].signal = signal;
        let is_its_turn =
            self.choices.last().is_none_or(|choice| choice.actor == thread);
        if self.watches_conflicts
            && !is_its_turn
            && self.table.threads[thread].call.is_some()
        {
            self.table.threads[thread].is_woken = true;
            self.set(thread, State::Held);
            return Ok(());
        }
        self.pause(thread);
        Ok(())
    }

    /// Whether what a thread does next is to take a signal.
    pub(super) fn takes_signal(&self, thread: usize) -> bool {
        let it = &self.table.threads[thread];
        let process = &self.table.processes[it.process];
        self.watches_conflicts
            && (it.is_woken
                || process.is_doomed
                || (process.may_be_signalled && self.is_pending(thread)))
    }

    /// A thread takes the signal that waits for it.
    pub(super) fn take_signal(&mut self, thread: usize) -> io::Result<()> {
        let process = self.table.threads[thread].process;
        if self.table.processes[process].is_doomed {
            let pid = self.table.processes[process].pid;
            for thread in self.table.living_threads(process) {
                self.set(thread, State::Runs);
            }
            nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL)?;
            return Ok(());
        }
        if std::mem::take(&mut self.table.threads[thread].is_woken) {
            return self.run(thread, Resume::Freely, State::Runs);
        }
        self.table.processes[process].may_be_signalled = false;
        self.interrupt(thread)
    }

    /// SIGKILL is sent to processes that will take it later.
    pub(super) fn doom(&mut self, call: &Pending, here: Point) {
        let About::Victims(victims) = &call.about else { return };
        for victim in victims {
            self.sent.insert((*victim, libc::SIGKILL), here);
            self.table.processes[*victim].is_doomed = true;
            self.hold_one(*victim);
        }
    }

    /// Whoever waits inside the kernel, or is stopped, is never let go: one thread of such a
    /// process is held, so that it can take SIGKILL when it is its turn.
    fn hold_one(&mut self, process: usize) {
        let threads = self.table.living_threads(process);
        if threads.iter().any(|it| self.state(*it) == State::Held) {
            return;
        }
        let waits = threads.into_iter().find(|it| {
            matches!(
                self.state(*it),
                State::Blocked | State::Stopped | State::Suspended
            )
        });
        if let Some(thread) = waits {
            self.set(thread, State::Held);
        }
    }

    /// A signal is about to be sent. Whom it wakes may be stopped by it before this call has
    /// come back.
    pub(super) fn is_sending(&mut self, thread: usize, call: &Pending) {
        let About::Victims(victims) = &call.about else { return };
        let Operation::Signal { signal, .. } = call.operation else { return };
        let here = self.table.next(thread);
        self.sent.extend(victims.iter().map(|victim| ((*victim, signal), here)));
    }

    /// A signal was sent by the operation at `here`.
    pub(super) fn has_signalled(&mut self, call: &Pending, here: Point) {
        let About::Victims(victims) = &call.about else { return };
        let Operation::Signal { signal, .. } = call.operation else {
            return;
        };
        for victim in victims {
            let threads = self.table.living_threads(*victim).into_iter();
            for thread in threads.filter(|it| *it != here.actor) {
                match (signal, self.state(thread)) {
                    // The kernel ends it at once, wherever it is.
                    (libc::SIGKILL, _) => self.set(thread, State::Runs),
                    // It does nothing before this is sent.
                    (libc::SIGCONT, State::Stopped) => {
                        self.table.processes[*victim].news = News::Continued(here);
                        self.table.threads[thread].after.push(here);
                        self.set(thread, State::Runs);
                    }
                    _ => {}
                }
            }
            self.table.processes[*victim].may_be_signalled = true;
            self.signalled.push(*victim);
        }
    }

    /// A signal may be waiting for `process`: whoever is held there gets it first.
    pub(super) fn may_be_signalled(&mut self, process: usize) -> io::Result<()> {
        self.table.processes[process].may_be_signalled = true;
        if self.table.processes[process].life != Life::Alive {
            return Ok(());
        }
        let is_its_turn = self.choices.last().is_none_or(|choice| {
            self.table.threads[choice.actor].process == process
        });
        let mut is_taken = false;
        for thread in self.table.living_threads(process) {
            match self.state(thread) {
                // It is taken when the thread is let go.
                State::Held if self.watches_conflicts && !is_its_turn => {}
                State::Held => {
                    let signals = Dispositions::of(self.tid(thread));
                    let is_for_it = signals.wakes(signals.own);
                    // One thread takes a signal that is for the whole process.
                    if is_for_it || (!is_taken && signals.wakes(signals.shared)) {
                        is_taken |= !is_for_it;
                        self.interrupt(thread)?;
                    }
                }
                // The kernel wakes it, if the signal is for it.
                State::Blocked => {
                    self.set(thread, State::Performs);
                    if let Some(call) = &mut self.table.threads[thread].call {
                        call.may_wait = true;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Those of the signals that are sent in some run that a thread does not hold back.
    pub(super) fn open_signals(&self, thread: usize) -> Vec<i32> {
        let open = self.signals & !Dispositions::of(self.tid(thread)).blocked;
        (1..=64).filter(|signal| has_bit(open, *signal)).collect()
    }

    /// The signals that a call changes something about: sigaction(2), sigprocmask(2).
    pub(super) fn signals_set(&mut self, thread: usize, entry: &Entry) -> u64 {
        let tid = self.tid(thread);
        if entry.number == libc::SYS_rt_sigaction {
            let signal = entry.int(0);
            let handler = memory::words(tid, entry.word(1), 1);
            let is_caught = handler.is_none_or(|words| words[0] > 1);
            if signal == libc::SIGCHLD && is_caught {
                self.signals_sent |= bit(signal);
            }
            return bit(signal);
        }
        let set = memory::words(tid, entry.word(1), 1);
        let set = set.map_or(u64::MAX, |words| words[0] as u64);
        match entry.int(0) {
            libc::SIG_SETMASK => set ^ Dispositions::of(tid).blocked,
            _ => set,
        }
    }

    /// The set of a call of sigtimedwait(2), without those that nobody can wait for.
    pub(super) fn signals_waited_for(&self, thread: usize, entry: &Entry) -> u64 {
        let set = memory::words(self.tid(thread), entry.word(0), 1);
        let set = set.map_or(u64::MAX, |words| words[0] as u64);
        set & !bit(libc::SIGKILL) & !bit(libc::SIGSTOP)
    }

    /// Whether a process holds back all of these signals, and only its one thread can take
    /// them. That of a timer comes in real time, and is waited for in the kernel.
    pub(super) fn holds_back(&self, thread: usize, signals: u64) -> bool {
        let process = self.table.threads[thread].process;
        signals & !Dispositions::of(self.tid(thread)).blocked == 0
            && self.table.living_threads(process).len() == 1
            && !self.unknown.contains(&Unknown::Timer)
    }

    /// Whether a signal that is sent in some run would now be given to a handler.
    pub(super) fn may_be_caught(&self, thread: usize) -> bool {
        let it = Dispositions::of(self.tid(thread));
        self.signals & it.caught & !it.blocked != 0
    }

    /// Whether a process does something about this signal, or waits for it.
    pub(super) fn minds_signal(&self, process: usize, signal: i32) -> bool {
        let threads = self.table.living_threads(process).into_iter();
        let mut signals = threads.map(|it| Dispositions::of(self.tid(it)));
        signals.any(|it| it.matters(signal) || it.blocked & bit(signal) != 0)
    }

    /// Whether a signal that matters is waiting for a thread, and is not blocked there.
    pub(super) fn is_pending(&self, thread: usize) -> bool {
        let signals = Dispositions::of(self.tid(thread));
        signals.wakes(signals.own | signals.shared)
    }

    /// A thread at the entry of a call has the signal that is waiting for it delivered.
    pub(super) fn interrupt(&mut self, thread: usize) -> io::Result<()> {
        let was_running = self.state(thread) == State::Runs;
        self.set(thread, State::Held);
        if let Readiness::Blocks { .. } = self.readiness(thread) {
            if let Some(call) = &mut self.table.threads[thread].call {
                call.may_wait = true;
            }
            return self.run(thread, Resume::ToExit, State::Performs);
        }
        let tid = self.tid(thread);
        if let Some(call) = &self.table.threads[thread].call
            && call.operation != Operation::Begin
        {
            call.registers.rewind(tid)?;
        }
        self.table.threads[thread].call.take_if(|call| call.written == 0);
        if was_running {
            self.set(thread, State::Runs);
        }
        self.pause(thread);
        Ok(())
    }

    /// A signal has stopped the process. SIGCONT wakes it.
    pub(super) fn has_stopped(&mut self, thread: usize) -> io::Result<()> {
        let process = self.table.threads[thread].process;
        let last = self.table.last(thread);
        self.table.processes[process].news = News::Stopped(last);
        self.run(thread, Resume::Listening, State::Stopped)?;
        match self.table.processes[process].parent {
            Some(parent) => self.may_be_signalled(parent),
            None => Ok(()),
        }
    }
}

/// What a process does about signals: /proc/PID/status, proc(5). A bit a signal.
#[derive(Debug, Default)]
struct Dispositions {
    /// Waiting for the thread, and for whichever thread of the process.
    own: u64,
    shared: u64,
    blocked: u64,
    ignored: u64,
    caught: u64,
}

impl Dispositions {
    fn of(tid: Pid) -> Self {
        let status = fs::read_to_string(format!("/proc/{tid}/status"));
        let status = status.unwrap_or_default();
        let field = |name: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(name));
            value.and_then(|it| u64::from_str_radix(it.trim(), 16).ok()).unwrap_or(0)
        };
        Self {
            own: field("SigPnd:"),
            shared: field("ShdPnd:"),
            blocked: field("SigBlk:"),
            ignored: field("SigIgn:"),
            caught: field("SigCgt:"),
        }
    }

    /// Whether one of these signals would be delivered, and do something.
    fn wakes(&self, signals: u64) -> bool {
        let open = signals & !self.blocked;
        (1..=64).any(|signal| open & bit(signal) != 0 && self.matters(signal))
    }

    /// Whether a signal does something: has a handler, ends the process or stops it.
    fn matters(&self, signal: i32) -> bool {
        let is_ignored_by_default = matches!(
            signal,
            libc::SIGCHLD | libc::SIGURG | libc::SIGWINCH | libc::SIGCONT
        );
        self.caught & bit(signal) != 0
            || (self.ignored & bit(signal) == 0 && !is_ignored_by_default)
    }
}

/// The bit of a signal in a set of them.
pub(super) fn bit(signal: i32) -> u64 {
    1_u64.checked_shl(signal.cast_unsigned().wrapping_sub(1)).unwrap_or(0)
}

/// Whether a set of signals has this one.
pub(super) fn has_bit(signals: u64, signal: i32) -> bool {
    signals & bit(signal) != 0
}

/// Whether one of these signals is waiting for a thread, blocked or not.
pub(super) fn is_any_pending(tid: Pid, of: u64) -> bool {
    let signals = Dispositions::of(tid);
    (signals.own | signals.shared) & of != 0
}

fn is_of_a_timer(signal: i32) -> bool {
    matches!(signal, libc::SIGALRM | libc::SIGVTALRM | libc::SIGPROF)
}

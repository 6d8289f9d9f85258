//! Would an operation come back at once?
//!
//! Whoever would wait is not let go, so hardly anybody ever waits inside the kernel, and the
//! tracer knows at every moment who could go on. The answer comes from the table of processes,
//! from the kernel's own count of a pipe's bytes, from the word of memory itself, and from
//! the kernel's list of locks. Where none of these knows, the answer is
//! [`Readiness::Unsure`]: such an operation may be let go, and then it is watched.

use std::thread::park_timeout;
use std::time::{Duration, Instant};

use nix::libc::{self, PIPE_BUF};
use nix::unistd::Pid;

use super::arch::Entry;
use super::calls::Call;
use super::channels::{Look, look_to_read, look_to_write};
use super::engine::Engine;
use super::execution::Unknown;
use super::files::{End, count, is_nonblocking};
use super::futexes::{Futex, Word};
use super::locks::{Kind, holders};
use super::operation::{Operation, Readiness};
use super::table::{About, Life, Pending, State, Watch};

/// How long a lock is waited for that somebody outside the program holds, and how often it is
/// looked at.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(1);

/// What one descriptor of a poll is.
enum Watched {
    Ready,
    NotYet(Vec<String>),
    Unsure,
}

/// Whether a read waits until there is something: not with `O_NONBLOCK`, nor when recv(2) is
/// told not to.
pub(super) fn waits_to_read(tid: Pid, entry: &Entry) -> bool {
    let flags = match Call::of(entry.number) {
        Call::ReceiveMessage => entry.int(2),
        _ if entry.number == libc::SYS_recvfrom => entry.int(3),
        _ => 0,
    };
    flags & libc::MSG_DONTWAIT == 0 && !is_nonblocking(tid, entry.int(0))
}

impl Engine {
    /// Whether the operation that `thread` is held before would come back at once.
    pub(super) fn readiness(&mut self, thread: usize) -> Readiness {
        let Some(call) = &self.table.threads[thread].call else {
            // It was stopped between two operations, and is to be killed.
            let dies = self.takes_signal(thread);
            return if dies { Readiness::Ready } else { Readiness::Unsure };
        };
        if matches!(call.operation, Operation::Print(_)) {
            // The commonest, and what it prints need not be copied.
            return Readiness::Ready;
        }
        let call = call.clone();
        if self.takes_signal(thread) {
            return Readiness::Ready;
        }
        match &call.operation {
            Operation::Sleep(_) => times_out(&call),
            Operation::Wait { polls: false, .. } => self.wait_readiness(&call),
            Operation::Read { .. } => self.read_readiness(thread, &call),
            Operation::Write { .. } => self.write_readiness(thread, &call),
            Operation::Poll { .. } => self.poll_readiness(thread, &call),
            Operation::Lock { tries: false, .. } => {
                self.lock_readiness(thread, &call)
            }
            Operation::AwaitWord { .. } => self.word_readiness(thread, &call),
            Operation::AwaitSignal { .. } => self.signal_readiness(thread, &call),
            Operation::Open { .. } if call.may_wait => Readiness::Unsure,
            Operation::Other { .. } => Readiness::Unsure,
            _ => Readiness::Ready,
        }
    }

    fn wait_readiness(&self, call: &Pending) -> Readiness {
        let About::Children(children) = &call.about else {
            return Readiness::Unsure;
        };
        let options = match Call::of(call.entry.number) {
            Call::Wait4 => call.entry.int(2),
            _ => call.entry.int(3),
        };
        // Another thread may have waited for some of them meanwhile.
        let processes = children.iter().map(|child| &self.table.processes[*child]);
        let mut left =
            processes.filter(|it| !matches!(it.life, Life::Gone(_))).peekable();
        let is_over = left.peek().is_none()
            || left.any(|it| {
                matches!(it.life, Life::Zombie(_)) || it.news.is_found_by(options)
            });
        if is_over {
            return Readiness::Ready;
        }
        let alive = children
            .iter()
            .filter(|child| self.table.processes[**child].life == Life::Alive);
        Readiness::Blocks { until: alive.map(|it| self.table.name(*it)).collect() }
    }

    /// How many descriptors of all processes lead to one side of a channel.
    pub(super) fn descriptors(&self, channel: usize, writing: bool) -> usize {
        let counts = self.table.living().map(|process| {
            self.table.processes[process].files.count(channel, writing)
        });
        counts.sum()
    }

    /// Who has a descriptor to one side of a channel.
    pub(super) fn holders(
        &self,
        channel: usize,
        writing: bool,
        but: usize,
    ) -> Vec<String> {
        let holders = self.table.living().filter(|process| {
            *process != but
                && self.table.processes[*process].files.has(channel, writing)
        });
        holders.map(|process| self.table.name(process)).collect()
    }

    fn read_readiness(&mut self, thread: usize, call: &Pending) -> Readiness {
        if let About::Counter(_) = call.about {
            return self.count_readiness(thread, call);
        }
        let About::Channel(channel) = call.about else { return Readiness::Unsure };
        let (tid, fd) = (self.tid(thread), call.entry.int(0));
        if !waits_to_read(tid, &call.entry) {
            return Readiness::Ready;
        }
        match self.look_to_read(thread, fd, channel) {
            Look::Ready | Look::Closed => Readiness::Ready,
            Look::Unsure => Readiness::Unsure,
            Look::Blocks => self.blocks_on(thread, channel, true),
        }
    }

    /// A read of an eventfd waits while its number is 0.
    fn count_readiness(&self, thread: usize, call: &Pending) -> Readiness {
        let (tid, fd) = (self.tid(thread), call.entry.int(0));
        match count(tid, fd) {
            _ if is_nonblocking(tid, fd) => Readiness::Ready,
            Some(0) => {
                let own = self.table.threads[thread].process;
                let others = self.table.living().filter(|it| *it != own);
                let until = others.map(|it| self.table.name(it)).collect();
                Readiness::Blocks { until }
            }
            Some(_) => Readiness::Ready,
            None => Readiness::Unsure,
        }
    }

    fn look_to_read(&self, thread: usize, fd: i32, channel: usize) -> Look {
        if self.channels.get(channel).is_pipe {
            look_to_read(self.tid(thread), fd)
        } else if self.channels.get(channel).filled() > 0 {
            Look::Ready
        } else if self.descriptors(channel, true) == 0 {
            Look::Closed
        } else {
            Look::Blocks
        }
    }

    fn blocks_on(&self, thread: usize, channel: usize, writing: bool) -> Readiness {
        Readiness::Blocks { until: self.who_has(thread, channel, writing) }
    }

    /// Who else has one side of a channel. Its own process may have that too: then another
    /// thread can help.
    pub(super) fn who_has(
        &self,
        thread: usize,
        channel: usize,
        writing: bool,
    ) -> Vec<String> {
        let own = self.table.threads[thread].process;
        let is_alone = self.table.living_threads(own).len() == 1;
        let but = if is_alone { own } else { usize::MAX };
        self.holders(channel, writing, but)
    }

    fn write_readiness(&mut self, thread: usize, call: &Pending) -> Readiness {
        if let About::Counter(_) = call.about {
            return Readiness::Ready;
        }
        let About::Channel(channel) = call.about else { return Readiness::Unsure };
        let (tid, fd) = (self.tid(thread), call.entry.int(0));
        if is_nonblocking(tid, fd) {
            return Readiness::Ready;
        }
        let Operation::Write { bytes, .. } = call.operation else {
            return Readiness::Unsure;
        };
        match self.look_to_write(thread, fd, channel, bytes).0 {
            Look::Ready | Look::Closed => Readiness::Ready,
            Look::Unsure => Readiness::Unsure,
            Look::Blocks => self.blocks_on(thread, channel, false),
        }
    }

    /// Whether there is room for a write of `count` bytes, and for how much of it at least.
    pub(super) fn look_to_write(
        &self,
        thread: usize,
        fd: i32,
        channel: usize,
        count: usize,
    ) -> (Look, usize) {
        /// A socket takes this much, whatever the system's limit is: `wmem_default` is 212992.
        const SOCKET: usize = 1 << 16;
        let it = self.channels.get(channel);
        if it.is_pipe {
            return look_to_write(self.tid(thread), fd, count, it.pages());
        }
        let filled = it.filled();
        if self.descriptors(channel, false) == 0 {
            (Look::Closed, 0)
        } else if filled < SOCKET {
            (Look::Ready, SOCKET - filled)
        } else {
            (Look::Unsure, 0)
        }
    }

    fn poll_readiness(&mut self, thread: usize, call: &Pending) -> Readiness {
        let Operation::Poll { timeout, .. } = &call.operation else {
            return Readiness::Unsure;
        };
        let About::Watched(watches) = call.about.clone() else {
            return Readiness::Unsure;
        };
        let looks = timeout.is_some_and(|timeout| timeout.is_zero());
        let mut until = Vec::new();
        let mut is_unsure = false;
        for watch in watches {
            match self.watched(thread, watch) {
                Watched::Ready => return Readiness::Ready,
                Watched::NotYet(names) => until.extend(names),
                Watched::Unsure => is_unsure = true,
            }
        }
        if looks {
            Readiness::Ready
        } else if is_unsure {
            Readiness::Unsure
        } else if timeout.is_some() {
            times_out(call)
        } else {
            until.sort();
            until.dedup();
            Readiness::Blocks { until }
        }
    }

    fn watched(&mut self, thread: usize, watch: Watch) -> Watched {
        match self.end_of(thread, watch.fd) {
            End::Process(pid) => match self.table.process_of(pid) {
                Some(process)
                    if self.table.processes[process].life == Life::Alive =>
                {
                    Watched::NotYet(vec![self.table.name(process)])
                }
                Some(_) => Watched::Ready,
                None => Watched::Unsure,
            },
            End::Counter(_) if !watch.reads => Watched::Ready,
            End::Counter(_) => match count(self.tid(thread), watch.fd) {
                Some(0) => Watched::NotYet(Vec::new()),
                Some(_) => Watched::Ready,
                None => Watched::Unsure,
            },
            End::Unfollowed(_) | End::Epoll => Watched::Unsure,
            End::Output if !watch.writes => Watched::Unsure,
            End::Output | End::File | End::Closed => Watched::Ready,
            end => {
                let mut until = Vec::new();
                for (channel, writing) in end.sides() {
                    let look = if writing && watch.writes {
                        self.look_to_write(thread, watch.fd, channel, PIPE_BUF).0
                    } else if !writing && watch.reads {
                        self.look_to_read(thread, watch.fd, channel)
                    } else {
                        continue;
                    };
                    match look {
                        Look::Ready | Look::Closed => return Watched::Ready,
                        Look::Unsure => return Watched::Unsure,
                        Look::Blocks => {
                            let own = self.table.threads[thread].process;
                            until.extend(self.holders(channel, !writing, own));
                        }
                    }
                }
                Watched::NotYet(until)
            }
        }
    }

    fn lock_readiness(&mut self, thread: usize, call: &Pending) -> Readiness {
        self.await_outside_lock(thread, call);
        match (self.who_locks(thread, call), &call.about) {
            (Some(holders), _) if holders.is_empty() => Readiness::Ready,
            (Some(until), About::Lock { kind: Kind::Flock, .. }) => {
                Readiness::Blocks { until }
            }
            // fcntl(2) locks parts of a file; whether these overlap the kernel decides.
            _ => Readiness::Unsure,
        }
    }

    /// Waits until nobody outside the program holds the lock that a thread would take: a second
    /// run of the same program, say. That one gives it back whatever is done here, so it
    /// orders nothing. One who does not give it back leaves the answer open.
    fn await_outside_lock(&mut self, thread: usize, call: &Pending) {
        let start = Instant::now();
        while self.is_locked_outside(thread, call)
            && !self.unknown.contains(&Unknown::OutsideLock)
        {
            if start.elapsed() > PATIENCE {
                self.unknown.insert(Unknown::OutsideLock);
            }
            // Nothing tells when a lock is given back.
            park_timeout(LOOK);
        }
    }

    fn is_locked_outside(&self, thread: usize, call: &Pending) -> bool {
        let About::Lock { lock, fd, kind: Kind::Flock, exclusive } = call.about
        else {
            return false;
        };
        let it = &self.table.threads[thread];
        let pid = self.table.processes[it.process].pid;
        let holders = holders(it.tid, pid, fd, lock, Kind::Flock, exclusive);
        let mut holders = holders.into_iter().flatten();
        holders.any(|holder| self.table.process_of(holder).is_none())
    }

    /// Who holds a lock that excludes the one that a thread would take.
    pub(super) fn who_locks(
        &self,
        thread: usize,
        call: &Pending,
    ) -> Option<Vec<String>> {
        let About::Lock { lock, fd, kind, exclusive } = call.about else {
            return None;
        };
        let it = &self.table.threads[thread];
        let pid = self.table.processes[it.process].pid;
        let holders = holders(it.tid, pid, fd, lock, kind, exclusive)?;
        let names = holders.iter().map(|pid| match self.table.process_of(*pid) {
            Some(process) => self.table.name(process),
            None => "a process outside the program".to_owned(),
        });
        let mut names: Vec<_> = names.collect();
        if !names.is_empty() {
            // Whoever has a copy of the open file may hold the lock as well.
            let copies = self.table.living().filter(|process| {
                *process != it.process && self.locks.shares(*process, lock)
            });
            names.extend(copies.map(|process| self.table.name(process)));
            names.sort();
            names.dedup();
        }
        Some(names)
    }

    fn word_readiness(&mut self, thread: usize, call: &Pending) -> Readiness {
        let tid = self.tid(thread);
        let address = call.entry.word(0);
        match Futex::of(&call.entry).blocks(tid, address) {
            // A bad address: the kernel says so.
            None | Some(false) => Readiness::Ready,
            Some(true) if call.due.is_some() => times_out(call),
            Some(true) => Readiness::Blocks { until: self.who_shares(thread, call) },
        }
    }

    /// Who could change a word of memory.
    fn who_shares(&self, thread: usize, call: &Pending) -> Vec<String> {
        let own = self.table.threads[thread].process;
        let address = call.entry.word(0);
        let living = self.table.living_threads(own).into_iter();
        let others: Vec<_> = living.filter(|it| *it != thread).collect();
        // A thread's end clears its word: who waits for that joins it.
        let joined = others
            .iter()
            .find(|it| self.table.threads[**it].clears == Some(address));
        if let Some(joined) = joined {
            return vec![self.table.thread_name(*joined)];
        }
        match &call.about {
            About::Word(Word::Shared { memory, .. }) => {
                let sharing = self.table.living().filter(|process| {
                    let segments = &self.table.processes[*process].shared;
                    *process != own && segments.iter().any(|it| it.memory == *memory)
                });
                sharing.map(|process| self.table.name(process)).collect()
            }
            _ => others.iter().map(|it| self.table.thread_name(*it)).collect(),
        }
    }

    fn signal_readiness(&self, thread: usize, call: &Pending) -> Readiness {
        let set = match call.about {
            About::Signals(set) => set,
            _ if call.due.is_some() => u64::MAX,
            _ => return Readiness::Blocks { until: Vec::new() },
        };
        let is_held = self.state(thread) == State::Held;
        if is_held && super::signals::is_any_pending(self.tid(thread), set) {
            return Readiness::Ready;
        }
        if is_held && call.due.is_some() {
            return times_out(call);
        }
        Readiness::Blocks { until: Vec::new() }
    }
}

fn times_out(call: &Pending) -> Readiness {
    Readiness::TimesOut { due: call.due.unwrap_or_default() }
}

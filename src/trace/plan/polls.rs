//! Waiting for one of several, or for a time: poll(2), select(2), epoll(7), nanosleep(2).

use std::time::Duration;

use nix::libc;
use nix::unistd::Pid;

use super::{Held, Plan};
use crate::trace::arch::Entry;
use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::execution::Unknown;
use crate::trace::files::{End, epoll_set};
use crate::trace::memory;
use crate::trace::operation::Operation;
use crate::trace::signals::bit;
use crate::trace::table::{About, Watch};

impl Engine {
    /// Sleeping, and asking for the time.
    pub(super) fn plan_time(
        &mut self,
        thread: usize,
        call: Call,
        entry: &Entry,
    ) -> Plan {
        let tid = self.tid(thread);
        match call {
            Call::Sleep => sleep(memory::timespec(tid, entry.word(0))),
            Call::ClockSleep => sleep(self.until_of_clock_sleep(thread, entry)),
            _ => self
                .clock
                .answer(thread, tid, call, entry)
                .map_or(Plan::Pass, Plan::Answer),
        }
    }

    /// A signal that is blocked is kept until it is taken, so it is all the same whether it
    /// comes before the wait or in it. Another one finds this thread waiting, or ends the
    /// process, and when the wait begins is no step of its own.
    pub(super) fn plan_signal_wait(&mut self, thread: usize, entry: &Entry) -> Plan {
        let timeout = optional_timespec(self.tid(thread), entry.word(2));
        let set = self.signals_waited_for(thread, entry);
        self.signals_sent |= set & bit(libc::SIGCHLD);
        let about = if self.holds_back(thread, set) {
            About::Signals(set)
        } else {
            self.unknown.insert(Unknown::EarlySignal);
            About::Nothing
        };
        Held::timed(Operation::AwaitSignal { timeout }, about, timeout)
    }

    /// A signal with a handler ends this wait, but not when it comes a moment before it: then
    /// the wake-up is lost. When the wait begins is no step of its own, so that is left open. A
    /// program that keeps the signal blocked until its sigsuspend(2) loses none.
    pub(super) fn plan_pause(&mut self, thread: usize) -> Plan {
        if self.may_be_caught(thread) {
            self.unknown.insert(Unknown::EarlySignal);
        }
        Held::plan(Operation::AwaitSignal { timeout: None }, About::Nothing)
    }

    pub(super) fn plan_poll(
        &mut self,
        thread: usize,
        call: Call,
        entry: &Entry,
    ) -> Plan {
        let tid = self.tid(thread);
        let (watches, timeout) = match call {
            Call::Poll => (poll_set(tid, entry), milliseconds(entry.int(2))),
            Call::Ppoll => {
                (poll_set(tid, entry), optional_timespec(tid, entry.word(2)))
            }
            Call::Select => {
                (select_sets(tid, entry), optional_timeval(tid, entry.word(4)))
            }
            Call::Pselect => {
                (select_sets(tid, entry), optional_timespec(tid, entry.word(4)))
            }
            Call::EpollWait => {
                (epoll_watches(tid, entry), milliseconds(entry.int(3)))
            }
            _ => (epoll_watches(tid, entry), optional_timespec(tid, entry.word(3))),
        };
        let watched = self.names_of(thread, &watches);
        if watches.is_empty() && timeout.is_some() {
            // Before there was nanosleep, programs slept so.
            return sleep(timeout);
        }
        if watched.is_empty() && timeout.is_some_and(|timeout| timeout.is_zero()) {
            // A look at files of its own, as the standard library does at its start.
            return Plan::Pass;
        }
        let operation = Operation::Poll { watched, timeout };
        Held::timed(operation, About::Watched(watches), timeout)
    }

    /// What the descriptors of a poll lead to.
    fn names_of(&mut self, thread: usize, watches: &[Watch]) -> Vec<String> {
        let mut names = Vec::new();
        for watch in watches {
            match self.end_of(thread, watch.fd) {
                End::Process(pid) => {
                    let process = self.table.process_of(pid);
                    names.extend(process.map(|process| self.table.name(process)));
                }
                End::Unfollowed(kind) => {
                    names.push(kind.clone());
                    self.unknown.insert(Unknown::Descriptor(kind));
                }
                end => {
                    let sides = end.sides().into_iter();
                    let meant = sides.filter(|(_, writing)| {
                        if *writing { watch.writes } else { watch.reads }
                    });
                    names.extend(meant.map(|(channel, _)| {
                        self.channels.get(channel).name.clone()
                    }));
                }
            }
        }
        names
    }

    fn until_of_clock_sleep(
        &self,
        thread: usize,
        entry: &Entry,
    ) -> Option<Duration> {
        let tid = self.tid(thread);
        let time = memory::timespec(tid, entry.word(2))?;
        if entry.int(1) & libc::TIMER_ABSTIME == 0 {
            Some(time)
        } else {
            Some(self.clock.until(thread, entry.int(0), time))
        }
    }
}

/// A negative number of milliseconds is no time-out.
fn milliseconds(number: i32) -> Option<Duration> {
    u64::try_from(number).ok().map(Duration::from_millis)
}

pub(super) fn optional_timespec(tid: Pid, address: usize) -> Option<Duration> {
    (address != 0).then(|| memory::timespec(tid, address)).flatten()
}

fn optional_timeval(tid: Pid, address: usize) -> Option<Duration> {
    let words = (address != 0).then(|| memory::words(tid, address, 2)).flatten()?;
    let micros = u64::try_from(words[1]).ok()?;
    Some(
        Duration::from_secs(u64::try_from(words[0]).ok()?)
            + Duration::from_micros(micros),
    )
}

/// An array of struct pollfd: an int, and two shorts.
fn poll_set(tid: Pid, entry: &Entry) -> Vec<Watch> {
    const SIZE: usize = 8;
    let length = entry.word(1).min(1 << 16) * SIZE;
    let bytes = memory::read(tid, entry.word(0), length).unwrap_or_default();
    let (items, _) = bytes.as_chunks::<SIZE>();
    let watches = items.iter().map(|item| {
        let fd = i32::from_ne_bytes([item[0], item[1], item[2], item[3]]);
        let events = i16::from_ne_bytes([item[4], item[5]]);
        // An end of file and a broken pipe are told without being asked for.
        Watch {
            fd,
            reads: events & libc::POLLOUT == 0 || events & libc::POLLIN != 0,
            writes: events & libc::POLLOUT != 0,
        }
    });
    watches.filter(|watch| watch.fd >= 0).collect()
}

/// Three sets of bits, one bit a descriptor: to read, to write, and what is exceptional.
fn select_sets(tid: Pid, entry: &Entry) -> Vec<Watch> {
    let count = usize::try_from(entry.int(0)).unwrap_or(0).min(1 << 16);
    let set = |place: usize| {
        let address = entry.word(place);
        let bytes =
            (address != 0).then(|| memory::read(tid, address, count.div_ceil(8)));
        bytes.flatten().unwrap_or_default()
    };
    let (to_read, to_write) = (set(1), set(2));
    let has = |set: &[u8], fd: usize| {
        set.get(fd / 8).is_some_and(|byte| byte >> (fd % 8) & 1 != 0)
    };
    let watches = (0..count).map(|fd| Watch {
        fd: i32::try_from(fd).unwrap_or(-1),
        reads: has(&to_read, fd),
        writes: has(&to_write, fd),
    });
    watches.filter(|watch| watch.reads || watch.writes).collect()
}

fn epoll_watches(tid: Pid, entry: &Entry) -> Vec<Watch> {
    let set = epoll_set(tid, entry.int(0)).into_iter();
    let watches = set.map(|(fd, events)| Watch {
        fd,
        reads: events & libc::EPOLLIN.cast_unsigned() != 0,
        writes: events & libc::EPOLLOUT.cast_unsigned() != 0,
    });
    watches.collect()
}

fn sleep(time: Option<Duration>) -> Plan {
    match time {
        Some(time) => {
            Held::timed(Operation::Sleep(time), About::Nothing, Some(time))
        }
        // A bad address, or a time that there is not: the kernel says so.
        None => Plan::Pass,
    }
}

//! Locks on files, and words of memory.

use std::fs;

use nix::libc;

use super::polls::optional_timespec;
use super::{Held, Plan};
use crate::trace::arch::Entry;
use crate::trace::engine::Engine;
use crate::trace::execution::Unknown;
use crate::trace::futexes::{Futex, Word};
use crate::trace::locks::{Kind, LockId};
use crate::trace::memory;
use crate::trace::operation::Operation;
use crate::trace::table::About;

impl Engine {
    pub(super) fn plan_fcntl(&mut self, thread: usize, entry: &Entry) -> Plan {
        let kind = match entry.int(1) {
            libc::F_SETLK | libc::F_SETLKW => Kind::Posix,
            libc::F_OFD_SETLK | libc::F_OFD_SETLKW => Kind::OpenFile,
            _ => return Plan::Follow,
        };
        let tries = matches!(entry.int(1), libc::F_SETLK | libc::F_OFD_SETLK);
        // struct flock begins with two shorts: the type, and what the start counts from.
        let kind_of_lock = memory::read(self.tid(thread), entry.word(2), 2);
        let kind_of_lock = kind_of_lock
            .map_or(0, |bytes| i32::from(i16::from_ne_bytes([bytes[0], bytes[1]])));
        let mode = match kind_of_lock {
            libc::F_UNLCK => Mode::Unlock,
            libc::F_WRLCK => Mode::Exclusive,
            _ => Mode::Shared,
        };
        self.plan_lock(thread, entry.int(0), kind, mode, tries)
    }

    pub(super) fn plan_flock(&mut self, thread: usize, entry: &Entry) -> Plan {
        let operation = entry.int(1);
        let mode = match operation & !libc::LOCK_NB {
            libc::LOCK_UN => Mode::Unlock,
            libc::LOCK_EX => Mode::Exclusive,
            _ => Mode::Shared,
        };
        let tries = operation & libc::LOCK_NB != 0;
        self.plan_lock(thread, entry.int(0), Kind::Flock, mode, tries)
    }

    fn plan_lock(
        &mut self,
        thread: usize,
        fd: i32,
        kind: Kind,
        mode: Mode,
        tries: bool,
    ) -> Plan {
        let tid = self.tid(thread);
        let Some(lock) = LockId::of(tid, fd) else { return Plan::Pass };
        let link = fs::read_link(format!("/proc/{tid}/fd/{fd}")).unwrap_or_default();
        let name = link.display().to_string();
        self.locks.enter(lock, &name);
        self.locks.use_lock(lock, self.table.threads[thread].process);
        let about =
            About::Lock { lock, fd, kind, exclusive: mode == Mode::Exclusive };
        let operation = match mode {
            Mode::Unlock => Operation::Unlock { lock: name },
            _ => Operation::Lock { lock: name, tries },
        };
        Held::plan(operation, about)
    }

    pub(super) fn plan_futex(&mut self, thread: usize, entry: &Entry) -> Plan {
        let word = self.word(thread, entry);
        let owner = self.table.name(self.table.threads[thread].process);
        let name = self.futexes.name(word, &owner);
        match Futex::of(entry) {
            Futex::Wait { moment, .. } => {
                let tid = self.tid(thread);
                let time = optional_timespec(tid, entry.word(3));
                let timeout = match (time, moment) {
                    (Some(time), Some(clock)) => {
                        Some(self.clock.until(thread, clock, time))
                    }
                    (time, _) => time,
                };
                let operation = Operation::AwaitWord { word: name, timeout };
                Held::timed(operation, About::Word(word), timeout)
            }
            Futex::LockPi => {
                let operation = Operation::AwaitWord { word: name, timeout: None };
                Held::plan(operation, About::Word(word))
            }
            // Nobody else has the memory, so nobody waits for it.
            Futex::Wake
                if matches!(word, Word::Private { process, .. }
                    if self.table.living_threads(process).len() == 1) =>
            {
                Plan::Pass
            }
            Futex::Wake => {
                Held::plan(Operation::WakeWord { word: name }, About::Word(word))
            }
            Futex::Other => {
                self.unknown.insert(Unknown::Call(entry.number));
                Held::unknown(entry)
            }
        }
    }

    fn word(&self, thread: usize, entry: &Entry) -> Word {
        let process = self.table.threads[thread].process;
        let address = entry.word(0);
        let segments = &self.table.processes[process].shared;
        let segment = segments.iter().find(|segment| {
            (segment.start..segment.start + segment.len).contains(&address)
        });
        match segment {
            Some(segment) => Word::Shared {
                memory: segment.memory,
                offset: segment.offset + (address - segment.start),
            },
            None => Word::Private { process, address },
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Unlock,
    Shared,
    Exclusive,
}

//! Words of memory that threads wait for: futex(2).
//!
//! Locks, semaphores, condition variables and joins of threads change a word in memory
//! without a system call, and call the kernel only to wait while the word has a value, and to
//! wake those who wait. A thread that is held before its wait is not yet among those who
//! wait: the kernel compares the word once more when the wait is made, and comes back at once
//! when it has changed. That is why holding it there loses no wake-up: whoever wakes has
//! changed the word before, or the protocol would lose wake-ups without a tracer too.
//!
//! Which word it is does not depend on where memory is: a private one is named by its process
//! and its number in the order of first use, one in shared memory by its place there.

use std::collections::HashMap;

use nix::libc;
use nix::unistd::Pid;

use super::arch::Entry;
use super::execution::Point;
use super::memory;

/// A word: whose memory it is in, and its address there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Word {
    /// In memory of one process, which its threads share.
    Private { process: usize, address: usize },
    /// In memory that processes share: which, and how far from its start.
    Shared { memory: (u64, u64), offset: usize },
}

/// What is known of all words.
#[derive(Debug, Default)]
pub(super) struct Futexes {
    names: HashMap<Word, String>,
    /// How many words each process has, and how many memories are shared.
    counts: HashMap<usize, usize>,
    memories: Vec<(u64, u64)>,
    /// Who has woken those who wait for a word, last of all.
    woken: HashMap<Word, Point>,
}

/// What a call of futex(2) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Futex {
    /// It waits while the word is this. With a time-out: whether that is a moment, and of
    /// which clock.
    Wait {
        value: i32,
        moment: Option<i32>,
    },
    /// It takes a lock whose word is the id of the thread that has it.
    LockPi,
    Wake,
    Other,
}

impl Futex {
    pub(super) fn of(entry: &Entry) -> Self {
        let operation = entry.int(1);
        let clock = if operation & libc::FUTEX_CLOCK_REALTIME == 0 {
            libc::CLOCK_MONOTONIC
        } else {
            libc::CLOCK_REALTIME
        };
        let value = entry.int(2);
        match operation & libc::FUTEX_CMD_MASK {
            libc::FUTEX_WAIT => Self::Wait { value, moment: None },
            libc::FUTEX_WAIT_BITSET => Self::Wait { value, moment: Some(clock) },
            libc::FUTEX_LOCK_PI | libc::FUTEX_LOCK_PI2 => Self::LockPi,
            libc::FUTEX_WAKE
            | libc::FUTEX_WAKE_BITSET
            | libc::FUTEX_WAKE_OP
            | libc::FUTEX_REQUEUE
            | libc::FUTEX_CMP_REQUEUE
            | libc::FUTEX_UNLOCK_PI => Self::Wake,
            _ => Self::Other,
        }
    }

    /// Whether the call would wait, given the word.
    pub(super) fn blocks(self, tid: Pid, address: usize) -> Option<bool> {
        let word = memory::int(tid, address)?;
        Some(match self {
            Self::Wait { value, .. } => word == value,
            Self::LockPi => word & libc::FUTEX_TID_MASK.cast_signed() != 0,
            Self::Wake | Self::Other => false,
        })
    }
}

impl Futexes {
    /// A name for `word` that is the same in another run in which the same is done. `owner`
    /// is the name of the process whose memory it is in, if it is in one's own.
    pub(super) fn name(&mut self, word: Word, owner: &str) -> String {
        if let Some(name) = self.names.get(&word) {
            return name.clone();
        }
        let name = match word {
            Word::Private { process, .. } => {
                let count = self.counts.entry(process).or_insert(0);
                *count += 1;
                format!("word {count} of {owner}")
            }
            Word::Shared { memory, offset } => {
                if !self.memories.contains(&memory) {
                    self.memories.push(memory);
                }
                let number = self.memories.iter().position(|it| *it == memory);
                let number = number.map_or(0, |number| number + 1);
                format!("word at {offset} of shared memory {number}")
            }
        };
        self.names.insert(word, name.clone());
        name
    }

    /// `waker` wakes those who wait for `word`.
    pub(super) fn wake(&mut self, word: Word, waker: Point) {
        self.woken.insert(word, waker);
    }

    /// Who has done that last.
    pub(super) fn woken(&self, word: Word) -> Option<Point> {
        self.woken.get(&word).copied()
    }
}

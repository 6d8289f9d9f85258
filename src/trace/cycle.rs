//! A process that looks again and again: is it where it was before?
//!
//! `while p.is_alive(): pass` makes infinitely many runs, one for each number of looks. But a
//! process whose registers and whose own memory are the same as at an earlier look is
//! in a cycle: as long as nobody changes what it looks at, it will do what it did, because it
//! is a machine that has no other state (what the kernel keeps for it, as the place in a file,
//! is changed by operations that are no looks). So it can be taken to wait until somebody does.
//! A loop that counts its rounds, or that looks at a clock, has another state each time, and
//! is let go on.

use std::fs;
use std::hash::{DefaultHasher, Hasher};

use nix::unistd::Pid;

use super::engine::Engine;
use super::memory;

/// More memory than this is not looked at: it would take too long.
const MOST: usize = 64 << 20;

impl Engine {
    /// What a thread is like that is held after its look came to nothing.
    pub(super) fn threads_state(&self, thread: usize) -> Option<u64> {
        let it = &self.table.threads[thread];
        if !self.watches_conflicts {
            return None;
        }
        let is_alone = self.table.living_threads(it.process).len() == 1
            && self.table.processes[it.process].shared.is_empty();
        if !is_alone || it.idle < 1 {
            return None;
        }
        let call = it.call.as_ref()?;
        let mut hasher = DefaultHasher::new();
        hasher.write(&call.registers.whole_state()?);
        let mut left = MOST;
        for (start, length) in own_memory(it.tid)? {
            left = left.checked_sub(length)?;
            hasher.write(&memory::read(it.tid, start, length)?);
        }
        Some(hasher.finish())
    }
}

/// The memory that a process can write: start and length. /proc/PID/maps, proc(5).
fn own_memory(tid: Pid) -> Option<Vec<(usize, usize)>> {
    let maps = fs::read_to_string(format!("/proc/{tid}/maps")).ok()?;
    let pieces = maps.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (range, access) = (words.next()?, words.next()?);
        let (start, end) = range.split_once('-')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        let end = usize::from_str_radix(end, 16).ok()?;
        access.starts_with("rw").then_some((start, end - start))
    });
    Some(pieces.collect())
}

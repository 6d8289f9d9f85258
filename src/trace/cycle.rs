//! A process that looks again and again: is it where it was before?
//!
//! `while p.is_alive(): pass` makes infinitely many runs, one for each number of looks. But a
//! process whose registers and whose own memory are the same as at an earlier look is
//! in a cycle: as long as nobody changes what it looks at, it will do what it did, because it
//! is a machine that has no other state (what the kernel keeps for it, as the place in a file,
//! is changed by operations that are no looks). So it can be taken to wait until somebody does.
//! A loop that counts its rounds, or that looks at a clock, has another state each time, and
//! is let go on.

use super::engine::Engine;
use super::memory;

/// More memory than this is not looked at or kept: it would take too long.
const MOST: usize = 64 << 20;

/// So many looks in vain make it worth a look at the process.
const WORTHWHILE: usize = 2;

/// What a thread was like when it was held after looks in vain.
#[derive(Debug, Default)]
pub(super) struct States {
    all: Vec<Vec<u8>>,
    /// How many operations it had done when it was looked at last.
    done: usize,
    last: Option<u64>,
}

impl Engine {
    /// Which state a thread is in that is held after its looks came to nothing: the same
    /// number, the same state.
    pub(super) fn state_number(&mut self, thread: usize) -> Option<u64> {
        let it = &self.table.threads[thread];
        let is_alone = self.table.living_threads(it.process).len() == 1
            && self.table.processes[it.process].shared.is_empty();
        if !self.watches_conflicts || !is_alone || it.idle < WORTHWHILE {
            return None;
        }
        if it.states.done == it.done {
            return it.states.last;
        }
        let state = self.whole_state(thread)?;
        let it = &mut self.table.threads[thread];
        if it.idle == WORTHWHILE {
            it.states.all.clear();
        }
        it.states.done = it.done;
        it.states.last = None;
        let states = &mut it.states.all;
        let known = states.iter().position(|known| *known == state);
        if let Some(known) = known {
            it.states.last = Some(known as u64);
            return it.states.last;
        }
        if states.iter().map(Vec::len).sum::<usize>() + state.len() > MOST {
            return None;
        }
        states.push(state);
        it.states.last = Some(states.len() as u64 - 1);
        it.states.last
    }

    /// The registers of a thread, and all memory that its process can write.
    fn whole_state(&self, thread: usize) -> Option<Vec<u8>> {
        let it = &self.table.threads[thread];
        let mut state = it.call.as_ref()?.registers.whole_state()?;
        for piece in memory::mappings(it.tid)?.iter().filter(|it| it.is_writable) {
            if state.len() + piece.len > MOST {
                return None;
            }
            state.extend(memory::read(it.tid, piece.start, piece.len)?);
        }
        Some(state)
    }
}

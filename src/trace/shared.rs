//! Memory that several processes can write: who has changed it.
//!
//! A lock that is free is taken without a system call. `multiprocessing.Lock` is such a lock,
//! a semaphore in shared memory. But the memory changes, and one thread at a time runs: so
//! whatever has changed when a thread is stopped before its next operation was changed by
//! that thread, since its last one. Two threads that changed the same memory one after the
//! other did so in this order because the later one saw what the earlier one had left: that
//! is an edge, [`Rule::Memory`](super::Rule::Memory). What is not seen so: who only reads, and
//! a change that is undone before the next operation. Shared memory is therefore named among
//! what is unknown.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use nix::unistd::Pid;

use super::execution::Point;
use super::memory::{self, Mapping};
use super::touch::Object;

/// Where a process has a piece of shared memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) memory: (u64, u64),
    pub(super) start: usize,
    pub(super) len: usize,
    /// How far the piece is from the start of the memory.
    pub(super) offset: usize,
}

impl Segment {
    /// Named by its address: that is the same in every process that has the memory from its
    /// parent.
    pub(super) fn object(&self) -> Object {
        Object::Memory(format!("{:#x}", self.start))
    }
}

/// More than this is not looked at: it would cost more than it tells.
const MOST: usize = 1 << 16;

/// What a piece looked like, and who had changed it: the actor, and its last operation.
type Seen = (u64, Option<(usize, Option<Point>)>);

/// What each piece of shared memory looked like, and who changed it last.
#[derive(Debug, Default)]
pub(super) struct SharedMemory {
    seen: HashMap<(u64, u64, usize), Seen>,
}

/// The pieces of shared memory that a process can write: /proc/PID/maps, proc(5).
pub(super) fn segments(tid: Pid) -> Vec<Segment> {
    let mappings = memory::mappings(tid).unwrap_or_default().into_iter();
    let segments = mappings.filter(|it| it.is_writable && it.is_shared).map(|it| {
        let Mapping { start, len, offset, file, .. } = it;
        Segment { memory: file, start, len, offset }
    });
    segments.collect()
}

impl SharedMemory {
    /// Looks at the memory that thread `tid`, the actor `actor`, can write. Whatever it has
    /// changed it changed after its operation `last`. Gives the last operations of those who
    /// had changed the same before, and what has changed.
    pub(super) fn look(
        &mut self,
        tid: Pid,
        segments: &[Segment],
        actor: usize,
        last: Option<Point>,
    ) -> (Vec<Point>, Vec<Segment>) {
        let mut before = Vec::new();
        let mut changed = Vec::new();
        for segment in segments {
            let Some(bytes) =
                memory::read(tid, segment.start, segment.len.min(MOST))
            else {
                continue;
            };
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            let hash = hasher.finish();
            let (device, inode) = segment.memory;
            let key = (device, inode, segment.offset);
            let seen = self.seen.entry(key).or_insert((hash, None));
            if seen.0 != hash {
                changed.push(*segment);
                let changer = seen.1.filter(|(changer, _)| *changer != actor);
                before.extend(changer.and_then(|(_, point)| point));
                *seen = (hash, Some((actor, last)));
            }
        }
        (before, changed)
    }
}

//! What an operation sees or changes that another process can see or change too: its
//! *footprint*.
//!
//! Two operations of different processes *conflict* when one changes what the other sees or
//! changes. Operations that do not conflict can be swapped, if they come one right after the
//! other: both do the same in either order, and what is there afterwards is the same. All of
//! exploring rests on that, so whatever is not known well is taken for more than it is: a
//! footprint that is too large costs a run, one that is too small costs a possible output.
//!
//! Printing touches nothing: the order of lines of different processes is what the order of a
//! run leaves open. Every operation of a process sees the signals that are sent to it, because
//! a signal is delivered before the next operation, whichever that is, unless it is held back.
//! That is noted only for signals that somebody sends.
//!
//! The names of objects are the same in every run in which the same is done: places in the
//! family and numbers in a process, never pids or inodes. Addresses are the same, too, when the
//! program has them [fixed](super::Tracer::fixed_addresses).

use std::ops::Range;

/// Something that several processes share.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Object {
    /// Whether the process at this place of the family has ended or stopped, and whether
    /// somebody has waited for it.
    Life(String),
    /// Whether this signal was sent to the process at this place.
    Signal(String, i32),
    /// Which processes there are: what a signal to a group reaches.
    Family,
    /// Where bytes go into this channel.
    Back(String),
    /// Where bytes come out of it.
    Front(String),
    /// Whether anybody can still write into it.
    Writers(String),
    /// Whether anybody can still read from it.
    Readers(String),
    /// The lock on this file.
    Lock(String),
    /// The number of an eventfd(2).
    Counter(String),
    /// A word of memory that threads wait for.
    Word(String),
    /// Shared memory.
    Memory(String),
    /// What the threads of the process at this place do to their memory, of which a fork makes
    /// a copy.
    Copied(String),
    /// The FIFO at this path, which is opened from both sides.
    Fifo(String),
    /// Whatever a call does that is not known.
    Outside,
}

/// What an operation does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// It sees it.
    Sees,
    /// It changes it, in a way that does not depend on the order of such changes: closing.
    Adds,
    /// It changes it.
    Changes,
}

/// An object, and what is done to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Touch {
    /// The object.
    pub object: Object,
    /// What is done to it.
    pub access: Access,
}

/// A thread was let go: what it did until all were held again, and what that touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whose turn it was, as a position among the actors.
    pub actor: usize,
    /// Its steps, among those of the execution. They can be several, of several threads: who
    /// sends SIGKILL ends another process.
    pub steps: Range<usize>,
    /// Whoever moved, as positions among the actors.
    pub moved: Vec<usize>,
    /// What was touched.
    pub touches: Vec<Touch>,
    /// The memory that whoever moved may have read, unseen.
    pub may_see: Vec<Object>,
    /// Whether it came to nothing: a look in vain, a time-out, a sleep.
    pub is_idle: bool,
}

impl Touch {
    /// Whether this one and `other`, of another process, have an order that matters.
    pub fn conflicts_with(&self, other: &Self) -> bool {
        let commute = self.access == other.access && self.access != Access::Changes;
        self.object == other.object && !commute
    }
}

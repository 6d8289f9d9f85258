//! Which process and which event of an order is meant.
//!
//! An id is good for the order that gave it out, and for every order that says exactly the
//! same. It carries a fingerprint of what its order says, so that an id of another order is
//! noticed where it is used, and is not taken for some event that has the same numbers there.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A fingerprint of all that an order says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stamp(u32);

impl Stamp {
    /// [`DefaultHasher::new`] has fixed keys, so that the same order has the same stamp.
    pub(crate) fn of(what: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        let hash = hasher.finish();
        Self(u32::try_from(hash >> 32).expect("the upper half"))
    }
}

/// A process of an [`Order`](crate::Order).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcessId {
    index: u32,
    stamp: Stamp,
}

/// An event of an [`Order`](crate::Order): one action of one process.
///
/// Events of one process compare in program order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    process: u32,
    event: u32,
    stamp: Stamp,
}

/// Where an event is, for the inside of this crate: the position of its process, and its own
/// position in that process. The position after the last event is the end of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) process: usize,
    pub(crate) event: usize,
}

impl ProcessId {
    pub(crate) fn new(index: usize, stamp: Stamp) -> Self {
        Self { index: narrow(index), stamp }
    }

    /// Its position among the processes of its order; main's is 0.
    pub fn index(self) -> usize {
        self.index as usize
    }

    pub(crate) fn is_of(self, stamp: Stamp) -> bool {
        self.stamp == stamp
    }
}

impl EventId {
    pub(crate) fn new(place: Place, stamp: Stamp) -> Self {
        let Place { process, event } = place;
        Self { process: narrow(process), event: narrow(event), stamp }
    }

    /// The process whose event it is.
    pub fn process(self) -> ProcessId {
        ProcessId { index: self.process, stamp: self.stamp }
    }

    /// Its position among the actions of its process.
    pub fn index(self) -> usize {
        self.event as usize
    }

    pub(crate) fn place(self) -> Place {
        Place { process: self.process as usize, event: self.event as usize }
    }
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).expect("an order has fewer than 4 billion events")
}

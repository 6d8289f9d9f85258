//! The library's locks, for which a signal handler never waits.
//!
//! A signal handler runs on top of the thread that it has interrupted. If that thread
//! holds a lock, a handler that waits for it waits forever, because the thread goes on
//! only after the handler. So each thread knows which locks it holds. The exit handler of
//! `end.rs` asks [`is_held`] and leaves the children alone then, and any other call from
//! such a handler ends the program with a message, which is better than to stand still.

use std::cell::Cell;
use std::io;
use std::ops::{Deref, DerefMut};
use std::process;
use std::sync::atomic::{Ordering, compiler_fence};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::unistd::write;

/// What a lock guards. They are taken in this order, and one of each at a time.
#[derive(Clone, Copy)]
pub(super) enum Rank {
    Family = 1,
    State = 2,
}

thread_local! {
    /// The ranks, added, of the locks that this thread holds, or is about to hold.
    static HELD: Cell<u32> = const { Cell::new(0) };
}

/// Whether this thread holds a lock, or has been interrupted while it did.
pub(super) fn is_held() -> bool {
    HELD.get() != 0
}

pub(super) struct Lock<T> {
    rank: Rank,
    data: Mutex<T>,
}

impl<T> Lock<T> {
    pub(super) const fn new(rank: Rank, data: T) -> Self {
        Self { rank, data: Mutex::new(data) }
    }

    // ANCHOR: lock
    /// Waits for the lock, also after a panic: no change under a lock of this library is
    /// ever left half done.
    pub(super) fn lock(&self) -> Guard<'_, T> {
        let held = HELD.get();
        if held >= self.rank as u32 {
            refuse_a_signal_handler();
        }
        HELD.set(held | self.rank as u32);
        // A signal finds the lock noted before it is taken, and until it is given back.
        compiler_fence(Ordering::SeqCst);
        let data = self.data.lock().unwrap_or_else(PoisonError::into_inner);
        Guard { data, _note: Note(self.rank) }
    }
    // ANCHOR_END: lock
}

/// Gives the lock back when it is dropped, and then takes back the note: the fields are
/// dropped in this order.
pub(super) struct Guard<'a, T> {
    data: MutexGuard<'a, T>,
    _note: Note,
}

struct Note(Rank);

impl Drop for Note {
    fn drop(&mut self) {
        compiler_fence(Ordering::SeqCst);
        HELD.set(HELD.get() & !(self.0 as u32));
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}

/// Only a signal handler comes here: the library takes its locks in their order.
#[cold]
fn refuse_a_signal_handler() -> ! {
    const WHY: &str = "process-workbook: a signal handler has called the library while it \
                       was at work in the interrupted thread, which would wait forever; \
                       set a flag in the handler, and act on it outside\n";
    // stderr may be locked by the interrupted thread, a descriptor is not.
    let _ = write(io::stderr(), WHY.as_bytes());
    process::abort()
}

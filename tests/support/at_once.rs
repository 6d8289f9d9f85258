//! Several at a time: most of the time of a program is waiting.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many for each processor.
const WORKERS: usize = 4;

/// Calls `task` with each of `items`, which are taken in their order. A task that panics
/// fails all.
pub fn each<T>(
    items: impl IntoIterator<Item = T, IntoIter: Send>,
    task: impl Fn(T) + Sync,
) {
    let items = Mutex::new(items.into_iter());
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..WORKERS * processors {
            scope.spawn(|| {
                while let Some(item) = next() {
                    task(item);
                }
            });
        }
    });
}

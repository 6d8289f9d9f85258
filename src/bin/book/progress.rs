//! What shows that something goes on.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::spinner::spinner;

/// What `work` gives. It is said what goes on once that takes more than a second.
pub(crate) fn meanwhile<T>(message: &'static str, work: impl FnOnce() -> T) -> T {
    let (working, at_work) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let second = at_work.recv_timeout(Duration::from_secs(1));
            if second == Err(RecvTimeoutError::Timeout) {
                let spinner = spinner(message);
                // An error says that the work is done.
                let _ = at_work.recv();
                spinner.finish_and_clear();
            }
        });
        let _working = working;
        work()
    })
}

//! Ends a program that would never end by itself.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use process_workbook::record::Group;

/// How long between two looks at the program.
const A_MOMENT: Duration = Duration::from_millis(50);

pub(crate) struct Watchdog {
    over: Sender<()>,
    thread: JoinHandle<bool>,
}

impl Watchdog {
    /// Asks from time to time whether the program is hopeless, and kills its group when it
    /// is.
    pub(crate) fn of(
        group: Group,
        mut is_hopeless: impl FnMut() -> bool + Send + 'static,
    ) -> Self {
        let (over, is_over) = mpsc::channel();
        let watch = move || {
            while is_over.recv_timeout(A_MOMENT) == Err(RecvTimeoutError::Timeout) {
                if is_hopeless() {
                    group.kill();
                    return true;
                }
            }
            false
        };
        Self { over, thread: thread::spawn(watch) }
    }

    /// Stops it, and says whether it had to kill.
    pub(crate) fn has_killed(self) -> bool {
        drop(self.over);
        self.thread.join().unwrap_or(false)
    }
}

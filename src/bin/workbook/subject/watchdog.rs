//! Ends a program that would never end by itself.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use process_workbook::record::{Running, stands_still};

/// How long between two looks at the program.
const A_MOMENT: Duration = Duration::from_millis(50);

/// When processes that wait for each other are taken to do so forever.
const STILLNESS: Duration = Duration::from_secs(1);

/// Why a program was ended that would not have ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// Each of its processes waits for another one.
    StandsStill,
    /// A process goes on, and nothing comes of it.
    NeverEnds,
}

/// When the program has last done something that could be seen.
#[derive(Clone, Debug)]
pub(crate) struct Pulse(Arc<Mutex<Instant>>);

impl Pulse {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// It has just done something.
    pub(crate) fn beat(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn since(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

pub(crate) struct Watchdog {
    over: Sender<()>,
    thread: JoinHandle<Option<Halt>>,
    pub(crate) pulse: Pulse,
}

impl Watchdog {
    /// Looks at the program from time to time, and kills all of it when it stands still, or
    /// when nothing has been seen of it for as long as `patience`, if that is given.
    pub(crate) fn over(running: &Running, patience: Option<Duration>) -> Self {
        let (group, main) = (running.group(), running.main());
        let (over, is_over) = mpsc::channel();
        let pulse = Pulse::new();
        let seen = pulse.clone();
        let watch = move || {
            let mut still_since = None;
            while is_over.recv_timeout(A_MOMENT) == Err(RecvTimeoutError::Timeout) {
                let halt = if is_still_for_long(main, &mut still_since) {
                    Halt::StandsStill
                } else if patience.is_some_and(|it| seen.since() > it) {
                    Halt::NeverEnds
                } else {
                    continue;
                };
                group.kill();
                return Some(halt);
            }
            None
        };
        Self { over, thread: thread::spawn(watch), pulse }
    }

    /// Stops it, and says why it had to kill, if it had to.
    pub(crate) fn halt(self) -> Option<Halt> {
        drop(self.over);
        self.thread.join().unwrap_or(None)
    }
}

/// Whether all processes of `main` wait for each other, and have for so long that it is no
/// moment between two steps.
fn is_still_for_long(main: u32, since: &mut Option<Instant>) -> bool {
    if stands_still(main) {
        return since.get_or_insert_with(Instant::now).elapsed() > STILLNESS;
    }
    *since = None;
    false
}

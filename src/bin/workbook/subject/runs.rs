//! Many runs of a program, several at a time.

use std::hint;
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::{again, live, program};
use crate::terminal::interrupt;
use crate::view::verdict::RunJudgement;

/// So long may pass before Ctrl-C is noticed.
const A_MOMENT: Duration = Duration::from_millis(50);

/// How many runs, how many of them at a time, and how many busy loops beside them.
pub(crate) struct Many {
    pub(crate) runs: u32,
    pub(crate) jobs: usize,
    pub(crate) load: usize,
}

/// Four jobs for each processor. With fewer it has nothing to do while they sleep; with more
/// each waits for it so long that the pauses of a lesson no longer part what they are to part.
pub(crate) fn usual_jobs() -> usize {
    4 * thread::available_parallelism().map_or(1, usize::from)
}

/// What came of a run.
pub(crate) enum Came {
    /// It did not come to its end, for this reason.
    Halted(RunJudgement),
    /// It has ended with this exit code, and has printed this.
    Ended { code: i32, text: String },
}

impl Many {
    /// Runs `command`, and calls `on_run` with what came of each run. No other one begins when
    /// `on_run` has had enough, or when a [stop](interrupt::stoppable) is asked for.
    pub(crate) fn run(
        &self,
        command: &Command,
        mut on_run: impl FnMut(Came) -> ControlFlow<()>,
    ) -> Result<()> {
        let left = AtomicU32::new(self.runs);
        let over = AtomicBool::new(false);
        let (sender, runs) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.load {
                // A thread, because it cannot be left behind when this process ends.
                scope.spawn(|| spin_until(&over));
            }
            for _ in 0..self.jobs {
                let sender = sender.clone();
                scope.spawn(|| {
                    let sender = sender;
                    while take_one(&left) && sender.send(once(command)).is_ok() {}
                });
            }
            drop(sender);
            let mut outcome = Ok(());
            while !interrupt::is_stop_asked() {
                let run = match runs.recv_timeout(A_MOMENT) {
                    Ok(run) => run,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => break,
                };
                match run.map(&mut on_run) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(())) => break,
                    Err(error) => {
                        outcome = Err(error);
                        break;
                    }
                }
            }
            // Nobody begins another when one cannot be run.
            left.store(0, Ordering::Relaxed);
            over.store(true, Ordering::Relaxed);
            // And nobody waits for those that are under way.
            while interrupt::is_stop_asked() {
                interrupt::kill_programs();
                let next = runs.recv_timeout(A_MOMENT);
                if let Err(RecvTimeoutError::Disconnected) = next {
                    break;
                }
            }
            outcome
        })
    }
}

fn spin_until(over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        hint::spin_loop();
    }
}

/// Whether there was one left.
fn take_one(left: &AtomicU32) -> bool {
    let minus_one = |left: u32| left.checked_sub(1);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, minus_one).is_ok()
}

/// One run. What it says on stderr would be said very often.
fn once(command: &Command) -> Result<Came> {
    let mut command = again(command);
    command.stderr(Stdio::null());
    program::hurry(&mut command);
    let run = live::record(command, |_| Ok(()))?;
    Ok(match run.halted() {
        Some(judgement) => Came::Halted(judgement),
        None => Came::Ended { code: run.recording.exitcode, text: run.text() },
    })
}

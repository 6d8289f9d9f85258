//! Many runs of a lesson, several at a time.

use std::ffi::OsStr;
use std::hint;
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Result;
use process_order::Program;

use super::lesson::Lesson;
use super::{live, program};
use crate::view::verdict::RunJudgement;

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

/// What there is to say of a run, and its lines.
pub(crate) type Judged = (RunJudgement, Vec<String>);

impl Many {
    /// Runs `lesson`, and calls `on_run` with each run. No other one begins when `on_run`
    /// has had enough.
    pub(crate) fn run(
        &self,
        lesson: &Lesson,
        known: &Program,
        mut on_run: impl FnMut(Judged) -> ControlFlow<()>,
    ) -> Result<()> {
        let program = program::of(lesson)?.get_program().to_owned();
        let left = AtomicU32::new(self.runs);
        let over = AtomicBool::new(false);
        let (sender, judged) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..self.load {
                // A thread, because it cannot be left behind when this process ends.
                scope.spawn(|| spin_until(&over));
            }
            for _ in 0..self.jobs {
                let sender = sender.clone();
                scope.spawn(|| {
                    let sender = sender;
                    while take_one(&left)
                        && sender.send(once(&program, known)).is_ok()
                    {
                    }
                });
            }
            drop(sender);
            let mut outcome = Ok(());
            for run in &judged {
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
fn once(program: &OsStr, known: &Program) -> Result<Judged> {
    let mut command = Command::new(program);
    command.stderr(Stdio::null());
    program::hurry(&mut command);
    let run = live::record(command, |_| Ok(()))?;
    Ok((run.judge(known), run.texts))
}

//! Runs of a program: with the pauses made short, and while every core has other work.

use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use process_workbook::record::{Recorder, Recording, Running, stands_still};

use super::load::Load;
use super::watchdog::Watchdog;
use crate::terminal::interrupt;

/// When a program is taken to hang.
const PATIENCE: Duration = Duration::from_secs(5);

/// When processes that wait for each other are taken to do so for ever.
const STILLNESS: Duration = Duration::from_secs(1);

/// How often it is run; half of them under load.
const RUNS: usize = 6;

/// One run.
pub(crate) struct Trial {
    pub(crate) recording: Recording,
    /// Whether it would never have ended by itself.
    pub(crate) hangs: bool,
    /// Whether a process was still there when all that can print had ended.
    pub(crate) left_behind: bool,
    /// What it said there.
    pub(crate) stderr: String,
}

/// The command that runs `program` with its pauses made short.
pub(crate) fn hurried(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("WORKBOOK_SPEED", "1000");
    command
}

/// Runs `program` several times; no more when it hangs.
pub(crate) fn runs(program: &Path) -> Result<Vec<Trial>> {
    let mut trials = Vec::new();
    let mut load = None;
    for number in 0..RUNS {
        if number == RUNS / 2 {
            load = Some(Load::new());
        }
        let trial = run(hurried(program))?;
        let hangs = trial.hangs;
        trials.push(trial);
        if hangs {
            break;
        }
    }
    drop(load);
    Ok(trials)
}

fn run(mut command: Command) -> Result<Trial> {
    let program = command.get_program().to_string_lossy().into_owned();
    // No pipe: somebody who is left behind would keep it open.
    let stderr = memfd_create(c"stderr", MFdFlags::MFD_CLOEXEC)?;
    let mut stderr = File::from(stderr);
    command.stderr(stderr.try_clone()?);
    let spawn = || Recorder::new(command).whole_writes().timeout(PATIENCE).spawn();
    let (running, _guard) = interrupt::guarded(spawn, Running::main)
        .with_context(|| format!("cannot run {program}"))?;
    let group = running.main();
    let watchdog = Watchdog::of(group, stands_still_for_long(group));
    let recording = running.follow(|_| Ok(()));
    let deadlock = watchdog.has_killed();
    let recording = recording?;
    let hangs = deadlock || recording.timed_out;
    let left = killpg(Pid::from_raw(group.cast_signed()), Signal::SIGKILL);
    let mut said = Vec::new();
    stderr.rewind()?;
    io::copy(&mut stderr, &mut said)?;
    let stderr = String::from_utf8_lossy(&said).into_owned();
    Ok(Trial { left_behind: left.is_ok() && !hangs, hangs, recording, stderr })
}

/// Whether all processes of `main` wait for each other, and have for so long that it is no
/// moment between two steps.
fn stands_still_for_long(main: u32) -> impl FnMut() -> bool {
    let mut still_since = None;
    move || {
        if stands_still(main) {
            still_since.get_or_insert_with(Instant::now).elapsed() > STILLNESS
        } else {
            still_since = None;
            false
        }
    }
}

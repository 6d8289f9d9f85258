//! Runs of a program that are only watched, with the pauses made short.
//!
//! They show how it fails: what it says on stderr, that it floods or hangs. Its order is found
//! by exploring. Where that cannot be, more runs are watched, some of them
//! while every core has other work, and what is said of its order is said of those.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use process_workbook::record::{Recorder, Recording, Running};

use super::load::Load;
use super::said::Said;
use crate::subject::watchdog::{Halt, Watchdog};
use crate::terminal::{interrupt, supervisor};
use crate::words::words;

/// When a program is taken to hang.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes a program may print. Those of a lesson print hundreds.
pub(super) const MOST: usize = 64 << 10;

/// How often it is run where only that tells its order; half of them under load.
const RUNS: usize = 6;

/// One run.
pub(crate) struct Trial {
    pub(crate) recording: Recording,
    /// Whether it printed more than [`MOST`], and was ended for that.
    pub(crate) floods: bool,
    /// Why it was ended, if it would never have ended by itself.
    pub(crate) halt: Option<Halt>,
    /// Whether a process was still there when all that can print had ended.
    pub(crate) left_behind: bool,
    /// What it said there.
    pub(crate) stderr: String,
}

/// The command that runs `program` with its pauses made short.
pub(crate) fn hurried(program: &Path) -> Command {
    let mut command = Command::new(program);
    supervisor::watch_over(&mut command);
    command.env("WORKBOOK_SPEED", "1000");
    command
}

/// Runs `program` once.
pub(crate) fn once(program: &Path) -> Result<Trial> {
    run(hurried(program))
}

/// Runs `program` several times; no more when it hangs or floods.
pub(crate) fn several(program: &Path) -> Result<Vec<Trial>> {
    let mut trials = Vec::new();
    let mut load = None;
    for number in 0..RUNS {
        if number == RUNS / 2 {
            load = Some(Load::new());
        }
        let trial = once(program)?;
        let is_hopeless = trial.halt.is_some() || trial.floods;
        trials.push(trial);
        if is_hopeless {
            break;
        }
    }
    drop(load);
    Ok(trials)
}

fn run(mut command: Command) -> Result<Trial> {
    let program = command.get_program().to_string_lossy().into_owned();
    let (said, theirs) = Said::listen()?;
    command.stderr(theirs);
    let spawn = || {
        Recorder::new(command).whole_writes().timeout(PATIENCE).at_most(MOST).spawn()
    };
    let (mut running, guard) = interrupt::guarded(spawn, Running::group)
        .with_context(|| words!("cannot run {program}", program))?;
    let group = running.group();
    let watchdog = Watchdog::over(&running, None);
    let listened = running.listen(|_| Ok(()));
    let halt = watchdog.halt();
    listened?;
    let is_left = group.is_alive();
    group.kill();
    // Its pid is not another's before this.
    drop(guard);
    let floods = running.has_flooded();
    let recording = running.finish()?;
    let halt = halt.or_else(|| recording.timed_out.then_some(Halt::NeverEnds));
    let left_behind = is_left && halt.is_none() && !floods;
    Ok(Trial { recording, floods, halt, left_behind, stderr: said.text()? })
}

//! Runs of a program: with the pauses made short, and while every core has other work.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use process_workbook::record::{Recorder, Recording, Running, stands_still};

use super::load::Load;
use super::said::Said;
use super::watchdog::Watchdog;
use crate::supervisor;
use crate::terminal::interrupt;

/// When a program is taken to hang.
const PATIENCE: Duration = Duration::from_secs(5);

/// When processes that wait for each other are taken to do so for ever.
const STILLNESS: Duration = Duration::from_secs(1);

/// How many bytes a program may print. Those of a lesson print hundreds.
pub(super) const MOST: usize = 64 << 10;

/// How often it is run; half of them under load.
const RUNS: usize = 6;

/// One run.
pub(crate) struct Trial {
    pub(crate) recording: Recording,
    /// Whether it printed more than [`MOST`], and was ended for that.
    pub(crate) floods: bool,
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
    supervisor::watch_over(&mut command);
    command.env("WORKBOOK_SPEED", "1000");
    command
}

/// Runs `program` several times; no more when it hangs or floods.
pub(crate) fn runs(program: &Path) -> Result<Vec<Trial>> {
    let mut trials = Vec::new();
    let mut load = None;
    for number in 0..RUNS {
        if number == RUNS / 2 {
            load = Some(Load::new());
        }
        let trial = run(hurried(program))?;
        let is_hopeless = trial.hangs || trial.floods;
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
        .with_context(|| format!("cannot run {program}"))?;
    let group = running.group();
    let watchdog =
        Watchdog::of(group.clone(), stands_still_for_long(running.main()));
    let listened = running.listen(|_| Ok(()));
    let deadlock = watchdog.has_killed();
    listened?;
    let is_left = group.is_alive();
    group.kill();
    // Its pid is not another's before this.
    drop(guard);
    let floods = running.has_flooded();
    let recording = running.finish()?;
    let hangs = deadlock || recording.timed_out;
    let left_behind = is_left && !hangs && !floods;
    Ok(Trial { recording, floods, hangs, left_behind, stderr: said.text()? })
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

//! A run in which it happened: the learner's own processes, controlled.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Result;
use process_order::{EventId, Order};
use process_workbook::record::{Controller, Recorder, Replay, Scheduled};

use super::trial::hurried;
use super::watchdog::Watchdog;
use crate::terminal::interrupt;

/// When a program is taken not to do as it is scheduled.
const PATIENCE: Duration = Duration::from_secs(5);

/// An output of `order` in which a line comes early.
pub(crate) struct Witness {
    pub(crate) lines: Vec<String>,
    /// Whether it has happened, with real processes.
    pub(crate) happened: bool,
}

/// Has `program`, whose order is `order`, print `output`. Where that cannot be, because the
/// system forbids to hold processes, the output is possible all the same.
pub(crate) fn of(
    program: &Path,
    order: &Order,
    output: &[EventId],
) -> Result<Witness> {
    let replayed = replay(program, order, output)?;
    let happened = replayed.is_some();
    let texts = || {
        let lines = output.iter().flat_map(|event| order.action(*event).lines());
        lines.map(ToString::to_string).collect()
    };
    Ok(Witness { lines: replayed.unwrap_or_else(texts), happened })
}

fn replay(
    program: &Path,
    order: &Order,
    output: &[EventId],
) -> Result<Option<Vec<String>>> {
    let schedule = Scheduled::lines_of(order, output);
    let mut command = hurried(program);
    command.stderr(Stdio::null());
    let control = || Recorder::new(command).control();
    let Ok((controller, _guard)) = interrupt::guarded(control, Controller::group)
    else {
        return Ok(None);
    };
    let group = controller.group();
    // Who sleeps for long is waited for.
    let start = Instant::now();
    let watchdog = Watchdog::of(group, move || start.elapsed() > PATIENCE);
    let replay = controller.replay(order, &schedule);
    watchdog.has_killed();
    Ok(match replay? {
        Replay::Done(run) => {
            Some(run.lines().map(|line| line.text().into_owned()).collect())
        }
        Replay::Stuck { .. } => None,
    })
}

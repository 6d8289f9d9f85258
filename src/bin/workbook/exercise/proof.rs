//! A run in which it happened: the learner's own processes, directed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Result;
use process_order::{EventId, Order};
use process_workbook::record::{Cue, Directed, Performance, Recorder};

use super::trial::hurried;
use super::watchdog::Watchdog;
use crate::view::interrupt;

/// When a program is taken not to do as it is directed.
const PATIENCE: Duration = Duration::from_secs(5);

/// An output of `order` in which a line comes early.
pub(crate) struct Proof {
    pub(crate) lines: Vec<String>,
    /// Whether it has happened, with real processes.
    pub(crate) happened: bool,
}

/// Has `program`, whose order is `order`, print `output`. Where that cannot be, because the
/// system forbids to direct a program, the output is possible all the same.
pub(crate) fn of(
    program: &Path,
    order: &Order,
    output: &[EventId],
) -> Result<Proof> {
    let performed = perform(program, order, output)?;
    let happened = performed.is_some();
    let texts = || {
        let lines = output.iter().filter_map(|id| order.event(*id).line());
        lines.map(ToString::to_string).collect()
    };
    Ok(Proof { lines: performed.unwrap_or_else(texts), happened })
}

fn perform(
    program: &Path,
    order: &Order,
    output: &[EventId],
) -> Result<Option<Vec<String>>> {
    let cues = Cue::lines_of(order, output);
    let mut command = hurried(program);
    command.stderr(Stdio::null());
    let direct = || Recorder::new(command).direct();
    let Ok((directed, _guard)) = interrupt::guarded(direct, Directed::group) else {
        return Ok(None);
    };
    let group = directed.group();
    // Who sleeps for long is waited for.
    let start = Instant::now();
    let watchdog = Watchdog::of(group, move || start.elapsed() > PATIENCE);
    let performance = directed.perform(order, &cues);
    watchdog.has_killed();
    let performance = performance?;
    Ok(match performance {
        Performance::Done(run) => {
            Some(run.lines().map(|line| line.text().into_owned()).collect())
        }
        Performance::Stuck { .. } => None,
    })
}

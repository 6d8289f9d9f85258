//! A run in which it happened: the learner's own processes, directed.

use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;

use anyhow::Result;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use process_workbook::order::{EventId, Order};
use process_workbook::record::{Cue, Directed, Performance, Recorder};

use super::trial::{PATIENCE, hurried};
use crate::interrupt;

/// An output of `order` in which a line comes early.
pub(super) struct Proof {
    pub(super) lines: Vec<String>,
    /// Whether it has happened, with real processes.
    pub(super) happened: bool,
}

/// Has `program`, whose order is `order`, print `output`. Where that cannot be, because the
/// system forbids to direct a program, the output is possible all the same.
pub(super) fn of(
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
    let Ok((directed, _guard)) = interrupt::guarded(direct, Directed::main) else {
        return Ok(None);
    };
    let group = directed.main();
    // A program that polls never stands still, and so it would never be stuck.
    let (done, is_done) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        if is_done.recv_timeout(PATIENCE).is_err() {
            let _ = killpg(Pid::from_raw(group.cast_signed()), Signal::SIGKILL);
        }
    });
    let performance = directed.perform(order, &cues)?;
    let _ = done.send(());
    let _ = watchdog.join();
    Ok(match performance {
        Performance::Done(run) => {
            Some(run.lines().map(|line| line.text().into_owned()).collect())
        }
        Performance::Stuck { .. } => None,
    })
}

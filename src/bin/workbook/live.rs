//! A lesson, or its twin, that is run while the learner waits.

use std::io;
use std::process::Command;

use anyhow::{Context, Result};
use process_workbook::record::{Recorder, Recording, Step, python};

use crate::interrupt;

/// A run, and the texts of its lines.
pub(crate) struct Run {
    pub(crate) recording: Recording,
    pub(crate) texts: Vec<String>,
}

/// Runs `command` to its end, and calls `on_step` with each step as soon as it is seen.
pub(crate) fn record(
    command: Command,
    on_step: impl FnMut(&Step) -> io::Result<()>,
) -> Result<Run> {
    let program = command.get_program().to_string_lossy().into_owned();
    let cannot = || format!("cannot run {program}");
    let running = Recorder::new(command).spawn().with_context(cannot)?;
    let _guard = interrupt::kills(running.main());
    let recording = running.follow(on_step)?;
    let texts =
        recording.lines().map(|line| python::as_in_3_6(&line.text()).into_owned());
    Ok(Run { texts: texts.collect(), recording })
}

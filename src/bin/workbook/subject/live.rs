//! A lesson, or its twin, that is run while the learner waits.

use std::io;
use std::process::Command;

use anyhow::{Context, Result};
use process_order::{End, Program};
use process_workbook::record::{Recorder, Recording, Running, Step, python};

use crate::supervisor;
use crate::terminal::interrupt::{self, Guard};
use crate::view::verdict::RunJudgement;

/// A run.
pub(crate) struct Run {
    pub(crate) recording: Recording,
    /// The lines, as `CPython` 3.6 writes them.
    pub(crate) texts: Vec<String>,
}

/// A program that runs. Ctrl-C ends it.
pub(crate) struct Live {
    running: Running,
    _guard: Guard,
}

/// Starts `command`.
pub(crate) fn start(mut command: Command) -> Result<Live> {
    supervisor::watch_over(&mut command);
    let program = command.get_program().to_string_lossy().into_owned();
    let started =
        interrupt::guarded(|| Recorder::new(command).spawn(), Running::group);
    let (running, guard) =
        started.with_context(|| format!("cannot run {program}"))?;
    Ok(Live { running, _guard: guard })
}

/// Runs `command` to its end, and calls `on_step` with each step as soon as it is seen.
pub(crate) fn record(
    command: Command,
    on_step: impl FnMut(&Step) -> io::Result<()>,
) -> Result<Run> {
    start(command)?.follow(on_step)
}

impl Live {
    /// The pid of main.
    pub(crate) fn main(&self) -> u32 {
        self.running.main()
    }

    /// Goes on to the end, and calls `on_step` with each step as soon as it is seen.
    pub(crate) fn follow(
        self,
        on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> Result<Run> {
        let recording = self.running.follow(on_step)?;
        let lines = recording.lines();
        let texts = lines.map(|line| python::as_in_3_6(&line.text()).into_owned());
        Ok(Run { texts: texts.collect(), recording })
    }
}

impl Run {
    /// The lines, as they were.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.recording.lines().map(|line| line.text().into_owned()).collect()
    }

    /// What there is to say of it.
    pub(crate) fn judge(&self, program: &Program) -> RunJudgement {
        let Recording { exitcode, .. } = self.recording;
        let order = program.order();
        if order.main().end != End::Exit(exitcode) {
            return RunJudgement::Failed(exitcode);
        }
        let lines = self.recording.written(order, &self.texts);
        RunJudgement::Output(program.judge(&lines))
    }
}

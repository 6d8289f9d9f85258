//! A lesson, or its twin, that is run while the learner waits.

use std::env;
use std::io;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use process_order::{Cases, End, Order};
use process_workbook::record::{Recorder, Recording, Running, Step, python};

use super::watchdog::{Halt, Watchdog};
use super::{again, stillness};
use crate::terminal::interrupt::{self, Guard};
use crate::terminal::supervisor;
use crate::view::verdict::RunJudgement;
use crate::words::words;

/// How long a lesson may do nothing that can be seen. Its pauses take a few seconds, or as
/// much more as the learner makes them longer.
fn patience() -> Duration {
    const LIMIT: f64 = 60.0;
    let speed =
        env::var("WORKBOOK_SPEED").ok().and_then(|it| it.parse::<f64>().ok());
    let slower = speed.filter(|it| *it > 0.0).map_or(1.0, |it| it.min(1.0));
    Duration::try_from_secs_f64(LIMIT / slower).unwrap_or(Duration::MAX)
}

/// A run.
pub(crate) struct Run {
    pub(crate) recording: Recording,
    /// The lines, as `CPython` 3.6 writes them.
    pub(crate) texts: Vec<String>,
    /// Why it was ended, if it would not have ended by itself.
    halt: Option<Halt>,
    command: Command,
}

/// A program that runs. Ctrl-C ends it.
pub(crate) struct Live {
    running: Running,
    /// To run it once more.
    command: Command,
    _guard: Guard,
}

/// Starts `command`.
pub(crate) fn start(mut command: Command) -> Result<Live> {
    supervisor::watch_over(&mut command);
    let program = command.get_program().to_string_lossy().into_owned();
    let once_more = again(&command);
    let started =
        interrupt::guarded(|| Recorder::new(command).spawn(), Running::group);
    let (running, guard) =
        started.with_context(|| words!("cannot run {program}", program))?;
    Ok(Live { running, command: once_more, _guard: guard })
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

    /// Goes on to the end, and calls `on_step` with each step as soon as it is seen. A
    /// program that would not end by itself is ended.
    pub(crate) fn follow(
        self,
        mut on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> Result<Run> {
        let watchdog = Watchdog::over(&self.running, Some(patience()));
        let pulse = watchdog.pulse.clone();
        let followed = self.running.follow(|step| {
            pulse.beat();
            on_step(step)
        });
        let halt = watchdog.halt();
        let recording = followed?;
        let lines = recording.lines();
        let texts = lines.map(|line| python::as_in_3_6(&line.text()).into_owned());
        let texts = texts.collect();
        Ok(Run { texts, recording, halt, command: self.command })
    }
}

impl Run {
    /// All that it has printed; not line by line, because a line can be torn.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.recording.output).into_owned()
    }

    /// The lines, as they were.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.recording.lines().map(|line| line.text().into_owned()).collect()
    }

    /// What there is to say of it if it did not come to its end.
    pub(crate) fn halted(&self) -> Option<RunJudgement> {
        match self.halt? {
            Halt::StandsStill => {
                let found = stillness::find_out(again(&self.command));
                Some(RunJudgement::StandsStill(Box::new(found)))
            }
            Halt::NeverEnds => Some(RunJudgement::NeverEnds),
        }
    }

    /// What there is to say of it, by all that the program could do as it was: its snapshot.
    pub(crate) fn judge(&self, snapshot: &Cases) -> RunJudgement {
        if let Some(judgement) = self.halted() {
            return judgement;
        }
        let Recording { exitcode, .. } = self.recording;
        if !may_end_with(snapshot, exitcode) {
            return RunJudgement::Failed(exitcode);
        }
        let orders = snapshot.orders();
        if orders.iter().any(Order::prints_in_pieces) {
            return RunJudgement::Output(snapshot.check_text(&self.text()));
        }
        let lines = self.recording.written(&orders[0], &self.texts);
        RunJudgement::Output(snapshot.check(&lines))
    }
}

/// Whether a run that the snapshot tells of ends with this exit code.
pub(crate) fn may_end_with(snapshot: &Cases, code: i32) -> bool {
    let mut orders = snapshot.orders().iter();
    orders.any(|order| order.main().end == End::Exit(code))
}

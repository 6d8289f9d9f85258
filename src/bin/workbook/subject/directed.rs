//! A lesson, or its twin, whose processes go on only when they are told to.

use anyhow::{Context, Result, bail};
use process_order::{Order, Program};
use process_workbook::record::{
    Controller, Held, Recorder, Recording, Replay, Scheduled, Step,
};

use super::lesson::Lesson;
use super::program;
use super::twin::Side;
use crate::supervisor;
use crate::terminal::interrupt::{self, Guard};

/// What is directed, and the order that it keeps.
pub(crate) struct Target<'a> {
    pub(crate) lesson: &'a Lesson,
    pub(crate) side: &'a Side,
    pub(crate) program: Program,
}

/// What comes of having an output happen.
pub(crate) enum Attempt {
    /// It has happened, in the last of so many runs.
    Done { run: Recording, tries: usize },
    /// The program does other things than its order says.
    Stuck(Stuck),
}

/// Where the program was, when nobody could print the next line.
pub(crate) struct Stuck {
    pub(crate) main: u32,
    /// How many lines it had printed.
    pub(crate) after: usize,
    pub(crate) held: Vec<Held>,
    pub(crate) polling: Vec<u32>,
    pub(crate) steps: Vec<Step>,
}

impl Target<'_> {
    /// `lesson 3`
    pub(crate) fn name(&self) -> String {
        self.side.name(self.lesson)
    }

    /// Python's set of children is in the order of their addresses, which depend on the
    /// length of the environment: another one for each of the `tries`.
    pub(crate) fn start(&self, tries: usize) -> Result<(Controller, Guard)> {
        let mut command = self.side.command(self.lesson)?;
        command.env("WORKBOOK_TRY", "x".repeat(tries % 64));
        supervisor::watch_over(&mut command);
        // Who is held need not be waited for.
        program::hurry(&mut command);
        let control = || Recorder::new(command).control();
        interrupt::guarded(control, Controller::group).context(
            "this system forbids to hold processes (seccomp): try it outside of the \
             container, or start that with `--security-opt seccomp=unconfined`",
        )
    }

    /// Has these lines printed by processes of `order`. What no scheduler decides, such as
    /// the order in Python's set of children, is tried until it fits.
    pub(crate) fn replay(
        &self,
        order: &Order,
        schedule: &[Scheduled],
    ) -> Result<Attempt> {
        /// When something else is wrong.
        const MOST: usize = 1000;
        for tries in 1..=MOST {
            let (controller, _guard) = self.start(tries)?;
            let main = controller.main();
            match controller.replay(order, schedule)? {
                Replay::Done(run) => return Ok(Attempt::Done { run, tries }),
                Replay::Stuck { polling, .. }
                    if self.side.twin && polling.is_empty() => {}
                Replay::Stuck { after, held, polling, steps } => {
                    let stuck = Stuck { main, after, held, polling, steps };
                    return Ok(Attempt::Stuck(stuck));
                }
            }
        }
        bail!("{MOST} runs of the twin made other choices: try again")
    }
}

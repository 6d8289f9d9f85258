//! A lesson, or its twin, whose processes go on only when they are told to.

use anyhow::{Context, Result, bail};
use process_order::{EventId, Order};
use process_workbook::record::{
    Cue, Directed, Held, Performance, Recorder, Recording, Step,
};

use super::lesson::Lesson;
use super::program;
use super::twin::Side;
use crate::terminal::interrupt::{self, Guard};

/// What is directed, and the order that it keeps.
pub(crate) struct Target<'a> {
    pub(crate) lesson: &'a Lesson,
    pub(crate) side: &'a Side,
    pub(crate) order: Order,
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
    pub(crate) fn start(&self, tries: usize) -> Result<(Directed, Guard)> {
        let mut command = self.side.command(self.lesson)?;
        command.env("WORKBOOK_TRY", "x".repeat(tries % 64));
        // Who is held need not be waited for.
        program::hurry(&mut command);
        let direct = || Recorder::new(command).direct();
        interrupt::guarded(direct, Directed::main).context(
            "this system forbids to hold processes (seccomp): try it outside of the \
             container, or start that with `--security-opt seccomp=unconfined`",
        )
    }

    /// Has `events` happen. What no scheduler decides, such as the order in Python's set of
    /// children, is tried until it fits.
    pub(crate) fn perform(&self, events: &[EventId]) -> Result<Attempt> {
        /// When something else is wrong.
        const MOST: usize = 1000;
        let cues = Cue::lines_of(&self.order, events);
        for tries in 1..=MOST {
            let (directed, _guard) = self.start(tries)?;
            let main = directed.main();
            match directed.perform(&self.order, &cues)? {
                Performance::Done(run) => return Ok(Attempt::Done { run, tries }),
                Performance::Stuck { polling, .. }
                    if self.side.twin && polling.is_empty() => {}
                Performance::Stuck { after, held, polling, steps } => {
                    let stuck = Stuck { main, after, held, polling, steps };
                    return Ok(Attempt::Stuck(stuck));
                }
            }
        }
        bail!("{MOST} runs of the twin made other choices: try again")
    }
}

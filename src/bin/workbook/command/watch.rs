//! `watch`: a check on every save, and everything by keyboard.
//!
//! The file is looked at ten times a second. That costs nothing to speak of, and works where
//! file events do not: on network drives, in containers, with editors of any habit.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;

use crate::command::start::{Editor, start};
use crate::command::{hint, skip};
use crate::exercise::at_hand;
use crate::exercise::candidate::Version;
use crate::exercise::check;
use crate::exercise::desk::Desk;
use crate::exercise::disk;
use crate::exercise::journal::State;
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::subject::explored::How;
use crate::terminal::keyboard::{self, Key, Keyboard};
use crate::terminal::screen::{self, Screen};
use crate::words::words;

/// Checks an exercise whenever you save it.
///
/// Keys: Enter or r checks by hand, h shows a hint, s skips, n goes to the next exercise, q
/// quits.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The exercise: 3a, 03a or exercise03a. Without: the one at hand.
    exercise: Option<Exercise>,
    #[command(flatten)]
    editor: Editor,
}

/// How long between two looks at the file.
const A_MOMENT: Duration = Duration::from_millis(100);

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let exercise = at_hand(arguments.exercise.as_ref())?;
    if !keyboard::somebody_is_there() {
        bail!(words!(
            "to watch takes a terminal: `cargo workbook check {exercise}` checks once, by \
             hand",
            exercise
        ));
    }
    let keyboard = Keyboard::new()?;
    let mut next = Some(exercise);
    while let Some(exercise) = next {
        next = Watch { exercise, editor: &arguments.editor }
            .follow(&keyboard, screen)?;
    }
    Ok(Finding::Right)
}

struct Watch<'a> {
    exercise: Exercise,
    editor: &'a Editor,
}

impl Watch<'_> {
    /// Watches until the learner goes on, to the exercise that this gives, or quits.
    fn follow(
        &self,
        keyboard: &Keyboard,
        screen: &mut Screen,
    ) -> Result<Option<Exercise>> {
        let Self { exercise, editor } = self;
        start(exercise, editor, screen)?;
        let mut file = File::new(Desk::find().file(exercise));
        self.check(screen)?;
        loop {
            match keyboard.key_within(A_MOMENT)? {
                Some(Key::Of('\n' | '\r' | 'r')) => self.check(screen)?,
                Some(Key::Of('h')) => {
                    writeln!(screen)?;
                    hint::show(exercise, screen)?;
                    self.show_keys(screen)?;
                }
                Some(Key::Of('s')) => {
                    return skip::skip(exercise, screen);
                }
                Some(Key::Of('n')) if self.is_done()? => {
                    return Ok(Desk::find().journal()?.next(&Exercise::all()?));
                }
                Some(Key::Of('n')) => {
                    screen.say(&words!(
                        "{exercise} is not done; s skips it.",
                        exercise
                    ))?;
                    screen.flush()?;
                }
                Some(Key::End | Key::Of('q')) => return Ok(None),
                Some(Key::Of(_)) | None => {}
            }
            if file.is_saved() {
                self.check(screen)?;
            }
        }
    }

    fn is_done(&self) -> Result<bool> {
        Ok(Desk::find().journal()?.state(&self.exercise) == Some(State::Done))
    }

    fn check(&self, screen: &mut Screen) -> Result<()> {
        writeln!(screen, "\n--- {} ---\n", self.exercise)?;
        screen.flush()?;
        if let Err(error) =
            check::run(Some(&self.exercise), Version::MINE, &How::USUAL, screen)
        {
            screen.flush()?;
            screen::complain(&error);
        }
        self.show_keys(screen)
    }

    fn show_keys(&self, screen: &mut Screen) -> Result<()> {
        let next = if self.is_done()? { words!(", n: next") } else { "" };
        screen.say(&words!(
            "\nSave the file to check it. Enter: check by hand, h: hint, s: skip{next}, q: \
             quit",
            next
        ))?;
        Ok(screen.flush()?)
    }
}

/// A file that is looked at from time to time.
struct File {
    path: PathBuf,
    /// What was in it when it was checked, and at the last look.
    checked: Option<Vec<u8>>,
    seen: Option<Vec<u8>>,
}

impl File {
    fn new(path: PathBuf) -> Self {
        let checked = content(&path);
        Self { path, seen: checked.clone(), checked }
    }

    /// Whether something else is in it, and whoever writes it is finished: it was the same
    /// at the last look.
    fn is_saved(&mut self) -> bool {
        let now = content(&self.path);
        let is_finished = now == self.seen;
        self.seen = now;
        let is_saved =
            is_finished && self.seen.is_some() && self.seen != self.checked;
        if is_saved {
            self.checked.clone_from(&self.seen);
        }
        is_saved
    }
}

fn content(path: &Path) -> Option<Vec<u8>> {
    disk::read(path).ok()
}

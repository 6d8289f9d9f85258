//! `skip 3a`: leaves an exercise for later.

use std::io::Write;

use anyhow::Result;
use clap::Args;

use crate::exercise::at_hand;
use crate::exercise::desk::Desk;
use crate::exercise::journal::State;
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::terminal::screen::Screen;
use crate::words::words;

/// Leaves an exercise for later. `start` takes it up again.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The exercise: 3a, 03a or exercise03a. Without: the one at hand.
    exercise: Option<Exercise>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let exercise = at_hand(arguments.exercise.as_ref())?;
    match skip(&exercise, screen)? {
        Some(next) => {
            screen.say(&words!("Next: `cargo workbook start {next}`", next))?;
        }
        None => writeln!(screen, "{}", words!("No other exercise is open."))?,
    }
    Ok(Finding::Right)
}

/// Notes that `exercise` is skipped, and gives the next one.
pub(crate) fn skip(
    exercise: &Exercise,
    screen: &mut Screen,
) -> Result<Option<Exercise>> {
    let mut journal = Desk::find().journal()?;
    if journal.state(exercise) == Some(State::Done) {
        writeln!(screen, "{}", words!("{exercise} is done already.", exercise))?;
    } else {
        journal.note(exercise, |entry| {
            // Another command may have found it right a moment ago.
            if entry.state != State::Done {
                entry.state = State::Skipped;
            }
        })?;
        screen.say(&words!(
            "{exercise} is skipped; `cargo workbook start {exercise}` takes it up.",
            exercise
        ))?;
    }
    Ok(journal.next(&Exercise::all()?))
}

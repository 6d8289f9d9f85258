//! `solution 3a`: the solution, after success or on insistence.

use std::io::Write;

use clap::Args;

use crate::exercise::at_hand;
use crate::exercise::desk::Desk;
use crate::exercise::journal::State;
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::subject::files::{read, shown};
use crate::terminal::screen::Screen;
use crate::words::words;

/// Shows the solution of an exercise that is done.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The exercise: 3a, 03a or exercise03a. Without: the one at hand.
    exercise: Option<Exercise>,
    /// Show it although the exercise is not done.
    #[arg(long)]
    anyway: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let exercise = at_hand(arguments.exercise.as_ref())?;
    let state = Desk::find().journal()?.state(&exercise);
    if state != Some(State::Done) && !arguments.anyway {
        screen.say(&words!(
            "{exercise} is not done. `cargo workbook hint {exercise}` helps; \
             `cargo workbook solution {exercise} --anyway` shows the solution all the same.",
            exercise
        ))?;
        return Ok(Finding::Wrong);
    }
    let path = exercise.solution();
    writeln!(screen, "{}\n", read(&path)?.trim_end())?;
    screen.say(&exercise.counts()?)?;
    writeln!(screen, "{}", words!("The file: {path}", path = shown(&path)))?;
    Ok(Finding::Right)
}

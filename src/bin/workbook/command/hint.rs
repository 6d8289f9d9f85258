//! `hint 3a`: one more hint, if there was a run since the last.

use std::io::{self, Write};

use anyhow::Result;
use clap::Args;

use crate::exercise::at_hand;
use crate::exercise::desk::Desk;
use crate::exercise::hints::{self, COUNT, Hint};
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::terminal::screen::Screen;
use crate::words::words;

/// Shows the next hint: a question, the rule, the place, the patch.
///
/// The next one opens after another run. Those that were shown can be read again.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The exercise: 3a, 03a or exercise03a. Without: the one at hand.
    exercise: Option<Exercise>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    show(&at_hand(arguments.exercise.as_ref())?, screen)?;
    Ok(Finding::Right)
}

/// Shows all hints that are open.
pub(crate) fn show(exercise: &Exercise, screen: &mut Screen) -> Result<()> {
    let hints = hints::of(exercise)?;
    let mut journal = Desk::find().journal()?;
    let entry = journal.entry(exercise);
    let (shown, last, runs) =
        entry.map_or((0, 0, 0), |entry| (entry.hints, entry.last_hint, entry.runs));
    let shown = shown.min(COUNT);
    let is_open = shown < COUNT && (shown == 0 || runs > last);
    let open = shown + usize::from(is_open);
    for (number, hint) in (1..).zip(&hints[..open]) {
        show_one(number, hint, screen)?;
    }
    if is_open {
        journal.note(exercise, |entry| {
            entry.hints = open;
            entry.last_hint = runs;
        })?;
    }
    let next = if open == COUNT {
        words!("That was the last hint. `cargo workbook check {exercise}`", exercise)
    } else {
        words!(
            "The next hint opens after another run: `cargo workbook check {exercise}`",
            exercise
        )
    };
    Ok(screen.say(&next)?)
}

fn show_one(number: usize, hint: &Hint, screen: &mut Screen) -> io::Result<()> {
    let kind = &hint.kind;
    writeln!(
        screen,
        "{}\n",
        words!("Hint {number} of {COUNT}, the {kind}", number, COUNT, kind)
    )?;
    for paragraph in hint.text.split("\n\n") {
        if paragraph.starts_with(' ') {
            writeln!(screen, "{paragraph}\n")?; // Code.
        } else {
            screen.say(&format!("{}\n", paragraph.replace('\n', " ")))?;
        }
    }
    Ok(())
}

//! `next`: starts the next exercise that is open.

use clap::Args;

use crate::command::start::{Editor, start};
use crate::exercise::desk::Desk;
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::terminal::screen::Screen;
use crate::words::words;

/// Starts the next exercise that is neither done nor skipped.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    editor: Editor,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    match Desk::find().journal()?.next(&Exercise::all()?) {
        Some(exercise) => start(&exercise, &arguments.editor, screen)?,
        None => screen.say(words!(
            "No exercise is open. `cargo workbook` shows what was done, and what was \
             skipped."
        ))?,
    }
    Ok(Finding::Right)
}

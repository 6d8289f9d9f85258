//! `reset 3a`: begins an exercise anew, and keeps what there was.

use std::io::Write;

use clap::Args;

use crate::exercise::desk::Desk;
use crate::exercise::journal::State;
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::subject::files::shown;
use crate::terminal::screen::Screen;
use crate::words::words;

/// Begins an exercise anew. Your old file is kept under another name.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The exercise: 3a, 03a or exercise03a.
    exercise: Exercise,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { exercise } = arguments;
    let desk = Desk::find();
    if let Some(backup) = desk.start_again(exercise)? {
        let path = shown(&backup);
        writeln!(screen, "{}", words!("Your old file is now {path}", path))?;
    }
    let path = shown(&desk.file(exercise));
    writeln!(screen, "{}", words!("Your copy, as given: {path}", path))?;
    desk.journal()?.note(exercise, |entry| entry.state = State::Started)?;
    Ok(Finding::Right)
}

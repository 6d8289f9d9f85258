//! `start 3a`: copies an exercise into the learner's own folder.

use std::io::Write;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::exercise::at_hand;
use crate::exercise::desk::Desk;
use crate::exercise::journal::State;
use crate::outcome::{Finding, Outcome};
use crate::subject::exercise::Exercise;
use crate::subject::files::shown;
use crate::terminal::screen::Screen;
use crate::words::words;

/// Copies an exercise into your own folder, `my`.
///
/// What is there already is never overwritten, and an update of the workbook does not touch
/// it. The first start makes the folder: a package of its own, so that an editor works
/// there.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The exercise: 3a, 03a or exercise03a. Without: the one at hand.
    exercise: Option<Exercise>,
    #[command(flatten)]
    editor: Editor,
}

#[derive(Args)]
pub(crate) struct Editor {
    /// Open the file by this command: `code`, `hx`, `"emacsclient -n"`.
    #[arg(long, value_name = "CMD")]
    edit_cmd: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let exercise = at_hand(arguments.exercise.as_ref())?;
    start(&exercise, &arguments.editor, screen)?;
    Ok(Finding::Right)
}

/// Copies `exercise`, shows its brief, and opens it.
pub(crate) fn start(
    exercise: &Exercise,
    editor: &Editor,
    screen: &mut Screen,
) -> Result<()> {
    let desk = Desk::find();
    let is_new = desk.take(exercise)?;
    desk.journal()?.note(exercise, |entry| {
        if entry.state == State::Skipped {
            entry.state = State::Started;
        }
    })?;
    let file = desk.file(exercise);
    let brief = exercise.told_brief()?;
    let title = brief.title();
    writeln!(screen, "{}", words!("Exercise {exercise}: {title}", exercise, title))?;
    for paragraph in brief.text() {
        writeln!(screen)?;
        screen.say(paragraph)?;
    }
    let path = shown(&file);
    if is_new {
        writeln!(screen, "{}", words!("\nYour copy: {path}", path))?;
    } else {
        writeln!(screen, "{}", words!("\nYour copy, as you left it: {path}", path))?;
        screen.say(&words!(
            "(`cargo workbook reset {exercise}` begins anew, and keeps it as a backup.)",
            exercise
        ))?;
    }
    screen.flush()?;
    editor.open(&file)
}

impl Editor {
    /// Opens `file`, if there is a command for it, and waits for that.
    pub(crate) fn open(&self, file: &std::path::Path) -> Result<()> {
        let Some(command) = &self.edit_cmd else { return Ok(()) };
        // The shell takes the command apart, as it does with $EDITOR.
        let status = Command::new("sh")
            .arg("-c")
            .arg(format!("{command} \"$1\""))
            .arg("sh")
            .arg(file)
            .status()
            .context(words!("cannot run sh"))?;
        if !status.success() {
            bail!(words!(
                "`{command}` fails; open {file} by hand",
                command,
                file = file.display()
            ));
        }
        Ok(())
    }
}

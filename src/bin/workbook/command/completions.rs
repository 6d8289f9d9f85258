//! `completions`: the commands and their options, for a shell to complete.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::outcome::{Finding, Outcome};
use crate::terminal::screen::Screen;

/// Writes what a shell needs to complete `workbook` when Tab is pressed.
///
/// It is for the installed `workbook`; a shell does not complete what comes after `cargo
/// workbook`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let mut command = crate::Arguments::command();
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, "workbook", &mut script);
    screen.write_all(&script)?;
    Ok(Finding::Right)
}

const EXAMPLES: &str = "\
Examples:
  workbook completions bash > ~/.local/share/bash-completion/completions/workbook
  workbook completions zsh > ~/.zfunc/_workbook       with ~/.zfunc in fpath
  workbook completions fish > ~/.config/fish/completions/workbook.fish";

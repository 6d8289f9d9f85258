//! `man`: the manual, a page for each command.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use clap_mangen::Man;

use crate::installed::as_installed;
use crate::outcome::{Finding, Outcome};
use crate::terminal::screen::Screen;
use crate::words::words;

/// Writes the manual: its first page, or all pages into a folder.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Where the pages go: workbook.1, workbook-orders.1, … Pages that are there are replaced.
    folder: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let mut command =
        crate::Arguments::command().name("workbook").bin_name("workbook");
    // Each command then knows the whole of its name.
    command.build();
    let Some(folder) = &arguments.folder else {
        screen.write_all(page(command)?.as_bytes())?;
        return Ok(Finding::Right);
    };
    let cannot = || words!("cannot write to {path}", path = folder.display());
    fs::create_dir_all(folder).with_context(cannot)?;
    let pages =
        command.get_subcommands().filter(|it| it.get_name() != "help").cloned();
    for command in pages.chain([command.clone()]) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let file = folder.join(name).with_extension("1");
        fs::write(file, page(command)?).with_context(cannot)?;
    }
    let path = folder.display();
    screen.say(&words!("The pages are in {path}.", path))?;
    Ok(Finding::Right)
}

/// The page of a command, as roff(7).
fn page(command: clap::Command) -> Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(as_installed(&String::from_utf8(page)?))
}

const EXAMPLES: &str = "\
Examples:
  workbook man ~/.local/share/man/man1    then `man workbook`, `man workbook-orders`
  workbook man | man -l -";

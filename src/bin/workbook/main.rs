//! `cargo workbook`: runs, checks, counts, draws and directs the lessons, and any program;
//! starts, checks and explains the exercises.
//!
//! Exit status: 0 right, 1 wrong (an output is impossible, an answer is false), 2 usage (or
//! what was asked for cannot be done here).

mod command;
mod direct;
mod doctor;
mod draw;
mod exercise;
mod installed;
mod kept;
mod outcome;
mod puzzle;
mod subject;
mod terminal;
mod view;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};
use colored::control::SHOULD_COLORIZE;

use command::{Command, map};
use outcome::{Finding, Outcome};
use subject::DoesNotCompile;
use terminal::interrupt;
use terminal::screen::{self, Screen};
use terminal::supervisor;
use words::help;

/// The learner's command of the process workbook.
#[derive(Parser)]
#[command(name = installed::name(), bin_name = installed::name(), version)]
#[command(max_term_width = 80, after_help = AFTER_HELP)]
struct Arguments {
    /// The language: en or zh-CN. Without: that of `LC_ALL`, `LC_MESSAGES` or `LANG`.
    #[arg(long, global = true, hide = true, value_parser = ["en", "zh-CN"])]
    lang: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

fn main() -> ExitCode {
    if let Some(mark) = supervisor::is_meant() {
        supervisor::run(&mark);
        return ExitCode::SUCCESS;
    }
    words::choose();
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let mut screen = Screen::new();
    match run(&arguments, &mut screen) {
        Ok(Finding::Right) => ExitCode::SUCCESS,
        Ok(Finding::Wrong) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            screen::complain(&error);
            // Its compiler has said what is wrong with it.
            ExitCode::from(if error.is::<DoesNotCompile>() { 1 } else { 2 })
        }
    }
}

/// What was asked for. Help, and what is wrong with the arguments, name the commands as they
/// are called here.
fn arguments() -> Result<Arguments, ExitCode> {
    if !words::is_chinese() {
        return Arguments::try_parse().map_err(|error| say(&error));
    }
    let command = help::in_chinese(Arguments::command());
    let matches = command.try_get_matches();
    let parsed = matches.and_then(|it| Arguments::from_arg_matches(&it));
    parsed.map_err(|error| say(&error))
}

/// Says it on the stream that clap would, and gives the exit status that clap would.
fn say(error: &clap::Error) -> ExitCode {
    let said = error.render();
    let said = if SHOULD_COLORIZE.should_colorize() {
        said.ansi().to_string()
    } else {
        said.to_string()
    };
    let said = if words::is_chinese() {
        help::broken(&help::wrong(error).unwrap_or(said), screen::readable())
    } else {
        said
    };
    let said = installed::as_called(&said);
    // Nobody listens.
    let _ = if error.use_stderr() {
        io::stderr().write_all(said.as_bytes())
    } else {
        io::stdout().write_all(said.as_bytes())
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    interrupt::prepare()?;
    let finding = match &arguments.command {
        Some(command) => command.run(screen)?,
        None => map::run(screen)?,
    };
    screen.flush()?;
    Ok(finding)
}

/// Whether nobody reads on: `| head` has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

const AFTER_HELP: &str = "\
A lesson is named by its number: 3, 03 or lesson03; an exercise of it 3a, 03a or
exercise03a. `compare`, `direct`, `draw` and `run` take any program: one in `my`
(`new mine` makes it), a file (puzzle.c, script.py, job.sh), or a command, after
`--`. Without a command: the map.

Exit status: 0 right, 1 wrong, 2 usage, or it cannot be done here.
WORKBOOK_SPEED=50 makes every pause of a lesson fifty times shorter.
WORKBOOK_MY=FOLDER has your exercises in another folder than `my`.
--lang zh-CN, or such a LANG, has all this in Chinese; --lang en in English.";

//! `cargo workbook`: runs, checks, counts, draws and directs the lessons; starts, checks and
//! explains the exercises.
//!
//! Exit status: 0 right, 1 wrong (an output is impossible, an answer is false), 2 usage (or
//! what was asked for cannot be done here).

mod command;
mod draw;
mod exercise;
mod subject;
mod supervisor;
mod view;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use command::{
    check, compare, direct, hint, map, next, orders, predict, race, reset, skip,
    solution, start, watch, why,
};
use view::interrupt;
use view::screen::{self, Screen};

/// The learner's command of the process workbook.
#[derive(Parser)]
#[command(name = "cargo workbook", bin_name = "cargo workbook", version)]
#[command(max_term_width = 80, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Arguments),
    Compare(compare::Arguments),
    Direct(direct::Arguments),
    Draw(command::draw::Arguments),
    Orders(orders::Arguments),
    Predict(predict::Arguments),
    Race(race::Arguments),
    Run(command::run::Arguments),
    Why(why::Arguments),
    Start(start::Arguments),
    Watch(watch::Arguments),
    Hint(hint::Arguments),
    Solution(solution::Arguments),
    Reset(reset::Arguments),
    Skip(skip::Arguments),
    Next(next::Arguments),
}

/// What a command has found out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finding {
    Right,
    Wrong,
}

impl Finding {
    fn right_if(right: bool) -> Self {
        if right { Self::Right } else { Self::Wrong }
    }
}

fn main() -> ExitCode {
    if let Some(mark) = supervisor::is_meant() {
        supervisor::run(&mark);
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let mut screen = Screen::new();
    match run(&arguments, &mut screen) {
        Ok(Finding::Right) => ExitCode::SUCCESS,
        Ok(Finding::Wrong) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            screen::complain(&error);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    interrupt::prepare()?;
    let finding = match &arguments.command {
        None => map::show(screen),
        Some(Command::Check(arguments)) => check::run(arguments, screen),
        Some(Command::Compare(arguments)) => compare::run(arguments, screen),
        Some(Command::Direct(arguments)) => direct::run(arguments, screen),
        Some(Command::Draw(arguments)) => command::draw::run(arguments, screen),
        Some(Command::Orders(arguments)) => orders::run(arguments, screen),
        Some(Command::Predict(arguments)) => predict::run(arguments, screen),
        Some(Command::Race(arguments)) => race::run(arguments, screen),
        Some(Command::Run(arguments)) => command::run::run(arguments, screen),
        Some(Command::Why(arguments)) => why::run(arguments, screen),
        Some(Command::Start(arguments)) => start::run(arguments, screen),
        Some(Command::Watch(arguments)) => watch::run(arguments, screen),
        Some(Command::Hint(arguments)) => hint::run(arguments, screen),
        Some(Command::Solution(arguments)) => solution::run(arguments, screen),
        Some(Command::Reset(arguments)) => reset::run(arguments, screen),
        Some(Command::Skip(arguments)) => skip::run(arguments, screen),
        Some(Command::Next(arguments)) => next::run(arguments, screen),
    }?;
    screen.flush()?;
    Ok(finding)
}

/// Whether nobody reads on: `| head` has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// What every command returns: what it has found out, or why it cannot.
type Outcome = Result<Finding>;

const AFTER_HELP: &str = "\
A lesson is named by its number: 3, 03 or lesson03; an exercise of it 3a, 03a or
exercise03a. Without a command: the map.

Exit status: 0 right, 1 wrong, 2 usage, or it cannot be done here.
WORKBOOK_SPEED=50 makes every pause of a lesson fifty times shorter.
WORKBOOK_MY=FOLDER has your exercises in another folder than `my`.";

//! `compare 3`: the Rust lesson beside its Python twin, both judged by the same order.

use std::io;
use std::path::PathBuf;
use std::thread;

use anyhow::Result;
use clap::Args;
use process_order::{Action, Order};

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::live::Run;
use crate::subject::twin::{Python, twin_of};
use crate::subject::{live, program};
use crate::terminal::progress;
use crate::terminal::screen::Screen;
use crate::view::verdict::RunJudgement;
use crate::view::{side_by_side, verdict};

/// Runs a lesson in Rust and in Python, and shows both outputs side by side.
///
/// Both are judged by the order of the lesson. Where Python leaves more open, that is named,
/// and its output may differ there. On a narrow terminal one stands below the other.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// The CPython, 3.6 or newer, that runs the twin; else python3 on the path.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, python } = arguments;
    let python = Python::find(python.as_deref())?;
    let (rust, twin) = run_both(lesson, &python)?;
    let titles = [format!("Lesson {} in Rust", lesson.number), python.name];
    let lines = [rust.lines(), twin.lines()];
    side_by_side::show(&titles, &lines, screen)?;
    if twin.lines() != twin.texts {
        screen.say(NEWER)?;
    }
    let name = format!("lesson {}", lesson.number);
    let program = lesson.program()?;
    let of_rust = rust.judge(&program);
    verdict::tell(&name, program.order(), &rust.texts, &of_rust, screen)?;
    let program = lesson.twin_program()?;
    let of_twin = twin.judge(&program);
    let order = program.order();
    verdict::tell(&twin_of(lesson), order, &twin.texts, &of_twin, screen)?;
    name_what_is_open(order, screen)?;
    let both = [of_rust, of_twin];
    if both.iter().any(RunJudgement::is_impossible) {
        verdict::doubt(&lesson.bin(), screen)?;
    } else {
        screen.say(&next(lesson))?;
    }
    Ok(Finding::right_if(both.iter().all(RunJudgement::is_possible)))
}

/// At the same time: neither looks at the clock of the other.
fn run_both(lesson: &Lesson, python: &Python) -> Result<(Run, Run)> {
    let rust = live::start(program::of(lesson)?)?;
    let twin = live::start(python.command(lesson))?;
    progress::spinner(format!("lesson {} and its twin", lesson.number));
    let (rust, twin) = thread::scope(|scope| {
        let rust = scope.spawn(|| rust.follow(|_| Ok(())));
        let twin = twin.follow(|_| Ok(()));
        (rust.join().expect("it does not panic"), twin)
    });
    drop(progress::clear());
    Ok((rust?, twin?))
}

/// Says which lines come in any order in Python.
fn name_what_is_open(order: &Order, screen: &mut Screen) -> io::Result<()> {
    for history in order.histories() {
        let free = history.actions.iter().filter(|action| action.is_free());
        let free: Vec<_> = free.flat_map(Action::lines).collect();
        if free.is_empty() {
            continue;
        }
        screen.say(&format!(
            "Python leaves open in which order {} prints these lines:",
            history.name
        ))?;
        for line in free {
            screen.hang("  ", &line.to_string())?;
        }
    }
    Ok(())
}

fn next(lesson: &Lesson) -> String {
    let number = lesson.number;
    format!(
        "Next: `cargo workbook run {number} --twin` shows who prints what in Python."
    )
}

const NEWER: &str = "\
From 3.8 on CPython shows a process in another form, which is read as that of 3.6.";

const EXAMPLES: &str = "\
Examples:
  cargo workbook compare 3
  cargo workbook compare 3 --python /usr/bin/python3
  WORKBOOK_SPEED=50 cargo workbook compare 3";

//! `compare 3`: the Rust lesson beside its Python twin, both judged by the same order.

use std::io::{self, Write};
use std::path::PathBuf;
use std::thread;

use anyhow::Result;
use clap::Args;
use process_order::{Action, Order};
use textwrap::core::display_width;

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::live::{Run, RunJudgement};
use crate::subject::twin::{Python, twin_of};
use crate::subject::{live, program};
use crate::terminal::progress;
use crate::terminal::screen::{Screen, wrapped};
use crate::view::verdict;

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

/// What is between the two outputs.
const BETWEEN: &str = " | ";

/// From so many columns on they stand side by side.
const WIDE: usize = 70;

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, python } = arguments;
    let python = Python::find(python.as_deref())?;
    let (rust, twin) = run_both(lesson, &python)?;
    let titles = [format!("Lesson {} in Rust", lesson.number), python.name];
    let lines = [rust.lines(), twin.lines()];
    if screen.width() < WIDE {
        one_below_the_other(&titles, &lines, screen)?;
    } else {
        side_by_side(&titles, &lines, screen)?;
    }
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

fn one_below_the_other(
    titles: &[String; 2],
    lines: &[Vec<String>; 2],
    screen: &mut Screen,
) -> io::Result<()> {
    for (title, lines) in titles.iter().zip(lines) {
        writeln!(screen, "{title}:\n")?;
        for line in lines {
            screen.hang("  ", line)?;
        }
        writeln!(screen)?;
    }
    Ok(())
}

fn side_by_side(
    titles: &[String; 2],
    lines: &[Vec<String>; 2],
    screen: &mut Screen,
) -> io::Result<()> {
    let width = (screen.width() - BETWEEN.len()) / 2;
    let rule = "-".repeat(width);
    row([&titles[0], &titles[1]], width, screen)?;
    writeln!(screen, "{rule}-+-{rule}")?;
    for place in 0..lines[0].len().max(lines[1].len()) {
        let line = |side: usize| lines[side].get(place).map_or("", String::as_str);
        let [left, right] = [line(0), line(1)].map(|line| folded(line, width));
        for part in 0..left.len().max(right.len()) {
            let part = |side: &[String]| side.get(part).cloned().unwrap_or_default();
            row([&part(&left), &part(&right)], width, screen)?;
        }
    }
    writeln!(screen)
}

/// `line` in parts of at most `width` columns, the later ones indented.
fn folded(line: &str, width: usize) -> Vec<String> {
    const INDENT: &str = "  ";
    let parts = wrapped(line, width - INDENT.len());
    let parts = parts.iter().enumerate();
    let indented = parts.map(|(place, part)| {
        if place == 0 { part.to_string() } else { format!("{INDENT}{part}") }
    });
    indented.collect()
}

fn row(
    [left, right]: [&str; 2],
    width: usize,
    screen: &mut Screen,
) -> io::Result<()> {
    let blanks = width.saturating_sub(display_width(left));
    let row = format!("{left}{:blanks$}{BETWEEN}{right}", "");
    writeln!(screen, "{}", row.trim_end())
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

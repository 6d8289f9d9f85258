//! `compare 3`: the Rust lesson beside its Python twin, both judged by the same order.
//! `compare X Y`: two programs side by side.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Action, Order, Verdict};

use crate::direct::Target;
use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::live::Run;
use crate::subject::twin::{Python, Side, twin_of};
use crate::subject::{Subject, live, named, program};
use crate::terminal::harmless::harmless;
use crate::terminal::progress;
use crate::terminal::screen::Screen;
use crate::view::verdict::RunJudgement;
use crate::view::{side_by_side, stillness, verdict};

/// Runs a lesson in Rust and in Python, or two programs, and shows both outputs side by side.
///
/// Both are judged by the order of the lesson. Where Python leaves more open, that is named,
/// and its output may differ there. On a narrow terminal one stands below the other.
///
/// Two programs are traced, each once, and the output of each is judged by what the processes
/// of the other one did.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// The program to compare it with; else the Python twin of the lesson.
    other: Option<String>,
    /// A command in place of the last program.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// The CPython, 3.6 or newer, that runs the twin; else python3 on the path.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, other, command, python } = arguments;
    let side = Side::default();
    let (first, second) = match (program, other) {
        (Some(program), None) if command.is_empty() => {
            let subject = named::subject(Some(program), &[], &side)?;
            let Subject::Lesson(lesson) = &subject else {
                bail!(
                    "{} has no Python twin: name a second program to compare it with",
                    subject.name()
                );
            };
            return with_twin(lesson, python.as_deref(), screen);
        }
        (None, _) => {
            bail!("name two programs: `cargo workbook compare puzzle.c -- ./a.out`")
        }
        (Some(program), other) => {
            (named::subject(Some(program), &[], &side)?, other.as_deref())
        }
    };
    two_programs(&[first, named::subject(second, command, &side)?], screen)
}

fn with_twin(
    lesson: &Lesson,
    python: Option<&Path>,
    screen: &mut Screen,
) -> Outcome {
    let python = Python::find(python)?;
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

/// Traces both, and judges the output of each by the order of the other one's run.
fn two_programs(subjects: &[Subject; 2], screen: &mut Screen) -> Outcome {
    for subject in subjects {
        subject.say_meaning();
    }
    let [one, other] = subjects;
    let runs = [Target::of(one)?.trace()?, Target::of(other)?.trace()?];
    let names = [one.name(), other.name()];
    let lines = runs.each_ref().map(|run| {
        let text = String::from_utf8_lossy(&run.output()).into_owned();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    side_by_side::show(&names, &lines, screen)?;
    for (name, run) in names.iter().zip(&runs) {
        if let Some(deadlock) = &run.deadlock {
            screen.say(&format!("{name}: "))?;
            stillness::tell(deadlock, screen)?;
            return Ok(Finding::Wrong);
        }
        if run.timed_out {
            screen.say(&format!("{name}: "))?;
            stillness::tell_endless(screen)?;
            return Ok(Finding::Wrong);
        }
    }
    let orders = [runs[0].order()?, runs[1].order()?];
    let mut are_equal = true;
    for (this, that) in [(0, 1), (1, 0)] {
        let difference = difference(&orders[this], &orders[that]);
        are_equal &= difference == Difference::None;
        tell_difference(&names[this], &names[that], difference, screen)?;
    }
    screen.say(ONE_RUN_EACH)?;
    Ok(Finding::right_if(are_equal))
}

/// What the one order has that the other one has not.
#[derive(PartialEq, Eq)]
enum Difference {
    /// All of its outputs were looked at: nothing.
    None,
    /// This output.
    Output(Vec<String>),
    /// Nothing, among as many as were looked at.
    NotFound,
}

fn difference(order: &Order, other: &Order) -> Difference {
    /// How many outputs are looked at.
    const MOST: usize = 2000;
    let mut outputs = order.outputs();
    for _ in 0..MOST {
        let Some(output) = outputs.next() else { return Difference::None };
        let lines: Vec<_> = output.iter().map(ToString::to_string).collect();
        match other.check_text(&lines.join("\n")) {
            Verdict::Possible(_) => {}
            Verdict::Impossible(_) => return Difference::Output(lines),
            Verdict::GivenUp => return Difference::NotFound,
        }
    }
    if outputs.next().is_none() { Difference::None } else { Difference::NotFound }
}

fn tell_difference(
    this: &str,
    that: &str,
    difference: Difference,
    screen: &mut Screen,
) -> io::Result<()> {
    match difference {
        Difference::None => screen.say(&format!(
            "Every output that {this} has, doing what it did here, {that} has too."
        )),
        Difference::NotFound => screen.say(&format!(
            "No output was found that {this} has and {that} has not; not all were looked at."
        )),
        Difference::Output(lines) => {
            screen.say(&format!(
                "This is an output of {this}, and not of {that}, as long as each does what it \
                 did here:"
            ))?;
            for line in lines {
                screen.hang("  ", &harmless(&line))?;
            }
            Ok(())
        }
    }
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

const ONE_RUN_EACH: &str = "\
Each of them was traced once; in other runs it may do other things.";

const NEWER: &str = "\
From 3.8 on CPython shows a process in another form, which is read as that of 3.6.";

const USAGE: &str = "\
cargo workbook compare [OPTIONS] <PROGRAM> [OTHER]
       cargo workbook compare <PROGRAM> -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook compare 3
  cargo workbook compare 3 --python /usr/bin/python3
  WORKBOOK_SPEED=50 cargo workbook compare 3
  cargo workbook compare puzzle.c script.py";

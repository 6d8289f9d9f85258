//! `run 3`: the program, each process in its own lane, then what happened when.
//!
//! A lesson is watched, in real time: its processes report what they do. Any other program
//! reports nothing, and would take a socket for no terminal: a C program would then write its
//! lines at its end, and those of its children again. So another program is traced, with a
//! terminal for its stdout.

use std::ffi::OsString;
use std::io::Write;

use anyhow::Result;
use clap::Args;
use process_order::Order;
use process_workbook::trace::Execution;

use super::judged;
use crate::direct::{self, Target, lines_of};
use crate::outcome::{Finding, Outcome};
use crate::subject::explored::How;
use crate::subject::lesson::Lesson;
use crate::subject::live::{self, Live, Run};
use crate::subject::possible::Knowledge;
use crate::subject::twin::Side;
use crate::subject::{Subject, named};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{self, Screen};
use crate::view::delivery::Delivery;
use crate::view::lanes::Lanes;
use crate::view::{known, stillness, timeline, traced};
use crate::words::{self, chain, translated, words};

/// Runs a program, and shows which process did what, and when.
///
/// Each line of a lesson appears as soon as it is printed, in the lane of the process that
/// prints it. Then the timeline: lines, starts, messages, ends and joins in the order in
/// which they were seen. A start stands before what the child did, even if the report of it
/// came later. At last, whether that output is possible, and of how many it is one. Another
/// program is traced, so that the same is known of it, but not how long anything took.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    #[command(flatten)]
    side: Side,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, command, side } = arguments;
    let subject = named::subject(program.as_deref(), command, side)?;
    match subject.lesson() {
        Some(lesson) => run_lesson(&subject, lesson, side, screen),
        None => run_other(&subject, screen),
    }
}

fn run_lesson(
    subject: &Subject,
    lesson: &Lesson,
    side: &Side,
    screen: &mut Screen,
) -> Outcome {
    let order = side.order(lesson)?;
    let live = live::start(side.command(lesson)?)?;
    let run = show_run(live, Some(&order).filter(|_| !side.twin), screen)?;
    if side.twin {
        screen.say(words::of(UNREPORTED))?;
    }
    let judged = judged::tell(subject, &run, screen)?;
    let is_right = judged.possible == Some(true);
    if is_right && !judged.changed {
        screen.say(&next(lesson, side, judged.has_one_output))?;
    }
    Ok(Finding::right_if(is_right))
}

/// A program of which nothing is known.
fn run_other(subject: &Subject, screen: &mut Screen) -> Outcome {
    subject.say_meaning();
    let target = Target::of(subject)?;
    let run = match target.trace() {
        Err(error) if direct::is_refused(&error) => {
            screen::note(&words!(
                "{error}. So it is only watched: of a child only its pid is known, and \
                 starts, waits and ends are missing.",
                error = chain(&error)
            ));
            let run = show_run(live::start(subject.command()?)?, None, screen)?;
            return Ok(Finding::right_if(run.recording.exitcode == 0));
        }
        run => run?,
    };
    traced::show(&run, screen)?;
    if let Some(deadlock) = &run.deadlock {
        stillness::tell(deadlock, screen)?;
        return Ok(Finding::Wrong);
    }
    if run.timed_out {
        stillness::tell_endless(screen)?;
        return Ok(Finding::Wrong);
    }
    let name = subject.name();
    traced::say_end(&name, &run, screen)?;
    judge(subject, &run, screen)?;
    screen.say(&words!(
        "Next: `cargo workbook direct {program}` makes you its scheduler.",
        program = harmless(&subject.argument())
    ))?;
    Ok(Finding::Right)
}

/// Says which of the outputs of all runs this is; of this run alone where it was not found in
/// the time that there is.
fn judge(subject: &Subject, run: &Execution, screen: &mut Screen) -> Result<()> {
    let knowledge = Knowledge::of(subject, &How::BRIEFLY.to_begin_with())?;
    let lines = lines_of(run).into_iter().map(|line| line.text);
    let lines: Vec<_> = lines.collect();
    let answer = knowledge.judge(&lines.join("\n"));
    if answer.is_possible() == Some(true) {
        known::tell(&subject.name(), &knowledge, &lines, &answer, screen)?;
    } else {
        traced::say_outputs(run, screen)?;
    }
    Ok(())
}

/// Shows the lines as they come, and then the timeline.
fn show_run(live: Live, order: Option<&Order>, screen: &mut Screen) -> Result<Run> {
    let main = live.main();
    let mut delivery = match order {
        None => Delivery::unreported(Lanes::of_pids(main), main),
        Some(order) => Delivery::reported(Lanes::of(order, main), main),
    };
    let mut seen = Vec::new();
    let run = live.follow(|step| {
        for new in delivery.receive(step) {
            timeline::line(delivery.lanes(), &new, screen)?;
            seen.push(new);
        }
        Ok(())
    })?;
    for new in delivery.rest() {
        timeline::line(delivery.lanes(), &new, screen)?;
        seen.push(new);
    }
    screen.say(words::of(TIMELINE))?;
    timeline::all(delivery.lanes(), &seen, screen)?;
    writeln!(screen)?;
    Ok(run)
}

fn next(lesson: &Lesson, side: &Side, is_only: bool) -> String {
    let number = lesson.number;
    if side.twin || is_only {
        return words!(
            "Next: `cargo workbook compare {number}` shows Rust beside Python.",
            number
        );
    }
    words!(
        "Next: `cargo workbook orders {number}` shows others, `cargo workbook race \
         {number}` how often each of them comes.",
        number
    )
}

const TIMELINE: &str = translated!(
    "
The timeline, in the order in which it was seen, in seconds since the start:
"
);

const UNREPORTED: &str = translated!(
    "\
CPython reports no starts, joins and ends: they are missing here, and of a child only the \
pid is known."
);

const USAGE: &str = "\
cargo workbook run [OPTIONS] <PROGRAM>
       cargo workbook run -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook run 3
  cargo workbook run 3 --twin             in Python
  WORKBOOK_SPEED=50 cargo workbook run 3  in a hurry
  cargo workbook run puzzle.c
  cargo workbook run -- python3 script.py";

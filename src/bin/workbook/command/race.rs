//! `race 3`: which possible outputs really occur, and how often.

use std::ffi::OsString;
use std::io::Write;
use std::ops::ControlFlow;

use clap::{Args, value_parser};

use crate::outcome::{Finding, Outcome};
use crate::subject::explored::How;
use crate::subject::possible::Knowledge;
use crate::subject::runs::{self, Came, Many};
use crate::subject::twin::Side;
use crate::subject::{Subject, named, program};
use crate::terminal::screen::Screen;
use crate::terminal::{interrupt, progress};
use crate::view::tally::Tally;
use crate::view::{change, histogram, known, number, verdict};
use crate::words::{self, translated, words};

/// Runs a program many times, and shows which possible outputs really occur.
///
/// Which outputs are possible is found first, by making all runs. Two runs have the same output
/// when they print the same lines in the same order, pids and times aside. The pauses of
/// a lesson are 1,000 times shorter than in the document, unless you set `WORKBOOK_SPEED`: that
/// makes other outputs likely, and no other possible.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// How often it is run.
    #[arg(long, value_name = "N", default_value_t = 200)]
    #[arg(value_parser = value_parser!(u32).range(1..=1_000_000))]
    runs: u32,
    /// How many of them run at a time [default: four for each processor]
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=500))]
    jobs: Option<u16>,
    /// How many busy loops keep the processors from them, which makes rarer outputs likely.
    #[arg(long, value_name = "N", default_value_t = 0)]
    #[arg(value_parser = value_parser!(u16).range(..=500))]
    load: u16,
    #[command(flatten)]
    side: Side,
    #[command(flatten)]
    how: How,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, command, runs, jobs, load, side, how, json } =
        arguments;
    let subject = named::subject(program.as_deref(), command, side)?;
    if !json {
        subject.say_meaning();
    }
    // No run here has a terminal, and C and Python write otherwise without one.
    let is_piped = matches!(subject, Subject::File(_) | Subject::Command(_));
    let how = how.to_begin_with();
    let how = if is_piped { how.with_pipe() } else { how };
    let knowledge = Knowledge::of(&subject, &how)?;
    let mut tally = Tally::new(&knowledge);
    let bar = progress::bar(u64::from(*runs));
    let jobs = jobs.map_or_else(runs::usual_jobs, usize::from);
    let many = Many { runs: *runs, jobs, load: usize::from(*load) };
    let mut halted = None;
    let mut stop = None;
    many.run(&subject.command()?, |came| {
        let (code, text) = match came {
            Came::Ended { code, text } => (code, text),
            Came::Halted(judgement) => {
                halted = Some(judgement);
                return ControlFlow::Break(());
            }
        };
        tally.count(code, &text);
        // From now on there is something to show.
        stop.get_or_insert_with(interrupt::stoppable);
        bar.set_message(tally.headline());
        bar.inc(1);
        ControlFlow::Continue(())
    })?;
    let is_stopped = interrupt::is_stop_asked();
    drop((stop, progress::clear()));
    if let Some(judgement) = halted {
        verdict::tell_no_output(&subject.name(), &judgement, screen)?;
        return Ok(Finding::Wrong);
    }
    if *json {
        writeln!(screen, "{:#}", tally.as_json(&subject))?;
        return Ok(Finding::right_if(tally.is_right()));
    }
    let pace = match subject.lesson() {
        Some(_) if program::is_hurried() => words::of(FASTER),
        _ if is_piped => words::of(PIPED),
        _ => "",
    };
    if is_stopped {
        let [made, asked] =
            [tally.runs, *runs as usize].map(|it| number::grouped(&it));
        screen.say(&words!(
            "Stopped after {made} of {asked} runs.\n",
            made,
            asked
        ))?;
    }
    histogram::show(&tally, &subject, pace, screen)?;
    let standstills = knowledge.explored.iter().flat_map(|it| &it.standstills);
    for standstill in standstills {
        let why = known::reason(standstill);
        screen.say(&words!(
            "\nNone of them did, but it can stand still: {why}.",
            why
        ))?;
    }
    let change = match subject {
        Subject::Lesson(_) => knowledge.change(),
        _ => None,
    };
    if !tally.impossible.is_empty() {
        screen.say(words::of(known::DOUBT))?;
    } else if let Some(change) = change {
        change::tell(&change, screen)?;
    } else if let Some(next) = next(&subject, &tally) {
        screen.say(&next)?;
    }
    Ok(Finding::right_if(tally.is_right()))
}

fn next(subject: &Subject, tally: &Tally<'_>) -> Option<String> {
    let Subject::Lesson(lesson) = subject else { return None };
    if !tally.is_right() {
        return None;
    }
    let number = lesson.number;
    if tally.is_complete() {
        return Some(words!(
            "Next: `cargo workbook compare {number}` shows Rust beside Python.",
            number
        ));
    }
    Some(words!(
        "Next: `cargo workbook race {number} --load 4` shakes rarer ones loose, `cargo \
         workbook direct {number}` makes any of them happen.",
        number
    ))
}

const PIPED: &str = translated!(
    "Its stdout was a pipe, so that C and Python write what they have to say at their end."
);

const FASTER: &str = translated!(
    "\
Its pauses were \
1,000 times shorter (set WORKBOOK_SPEED for another pace): what is possible stays the same."
);

const USAGE: &str = "\
cargo workbook race [OPTIONS] <PROGRAM>
       cargo workbook race [OPTIONS] -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook race 3
  cargo workbook race 3 --runs 2000 --load 4
  cargo workbook race puzzle.c
  cargo workbook race -- sh -c 'echo a & echo b & wait'
  WORKBOOK_SPEED=50 cargo workbook race 3 --runs 50";

//! `race 3`: which possible outputs really occur, and how often.

use std::io::Write;
use std::ops::ControlFlow;

use clap::{Args, value_parser};

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::program;
use crate::subject::runs::{self, Many};
use crate::terminal::progress;
use crate::terminal::screen::Screen;
use crate::view::tally::Tally;
use crate::view::{histogram, verdict};

/// Runs a lesson many times, and shows which possible outputs really occur.
///
/// Two runs have the same output when they print the same lines in the same order, pids and
/// times aside. Pauses are 1,000 times shorter than in the document, unless you set
/// `WORKBOOK_SPEED`: that makes other outputs likely, and no other possible.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
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
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, runs, jobs, load, json } = arguments;
    let known = lesson.program()?;
    let mut tally = Tally::new(known.order());
    let bar = progress::bar(u64::from(*runs));
    let jobs = jobs.map_or_else(runs::usual_jobs, usize::from);
    let many = Many { runs: *runs, jobs, load: usize::from(*load) };
    let mut halted = None;
    many.run(lesson, &known, |(judgement, texts)| {
        if judgement.is_halted() {
            halted = Some(judgement);
            return ControlFlow::Break(());
        }
        tally.count(judgement, texts);
        bar.set_message(tally.headline());
        bar.inc(1);
        ControlFlow::Continue(())
    })?;
    drop(progress::clear());
    if let Some(judgement) = halted {
        let name = format!("lesson {}", lesson.number);
        verdict::tell(&name, known.order(), &[], &judgement, screen)?;
        return Ok(Finding::Wrong);
    }
    if *json {
        writeln!(screen, "{:#}", tally.as_json(lesson.number))?;
        return Ok(Finding::right_if(tally.is_right()));
    }
    let pace = if program::is_hurried() { FASTER } else { "" };
    histogram::show(&tally, lesson.number, pace, screen)?;
    if tally.is_right() {
        screen.say(&next(lesson, tally.is_complete()))?;
    } else if !tally.impossible.is_empty() {
        verdict::doubt(&lesson.bin(), screen)?;
    }
    Ok(Finding::right_if(tally.is_right()))
}

fn next(lesson: &Lesson, complete: bool) -> String {
    let number = lesson.number;
    if complete {
        return format!(
            "Next: `cargo workbook compare {number}` shows Rust beside Python."
        );
    }
    format!(
        "Next: `cargo workbook race {number} --load 4` shakes rarer ones loose, `cargo \
         workbook direct {number}` makes any of them happen."
    )
}

const FASTER: &str = "\
Its pauses were \
1,000 times shorter (set WORKBOOK_SPEED for another pace): what is possible stays the same.";

const EXAMPLES: &str = "\
Examples:
  cargo workbook race 3
  cargo workbook race 3 --runs 2000 --load 4
  WORKBOOK_SPEED=50 cargo workbook race 3 --runs 50";

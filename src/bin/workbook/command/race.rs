//! `race 3`: which possible outputs really occur, and how often.

use std::ffi::OsStr;
use std::hint;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Result;
use clap::{Args, value_parser};
use process_order::Program;

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::live::RunJudgement;
use crate::subject::{live, program};
use crate::terminal::progress;
use crate::terminal::screen::Screen;
use crate::view::tally::Tally;
use crate::view::{histogram, verdict};

/// Jobs for each processor. With fewer it has nothing to do while they sleep; with more each
/// waits for it so long that the pauses of a lesson no longer part what they are to part.
const JOBS: usize = 4;

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
    let Arguments { lesson, runs, json, .. } = arguments;
    let known = lesson.program()?;
    let mut tally = Tally::new(known.order());
    let bar = progress::bar(u64::from(*runs));
    race(arguments, &known, |(judgement, texts)| {
        tally.count(judgement, texts);
        bar.set_message(tally.headline());
        bar.inc(1);
    })?;
    drop(progress::clear());
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

/// What there is to say of a run, and its lines.
type Judged = (RunJudgement, Vec<String>);

/// Runs the lesson many times, several at a time, and calls `on_run` with each run.
fn race(
    arguments: &Arguments,
    known: &Program,
    mut on_run: impl FnMut(Judged),
) -> Result<()> {
    let Arguments { lesson, runs, jobs, load, .. } = arguments;
    let program = program::of(lesson)?.get_program().to_owned();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let jobs = jobs.map_or(JOBS * processors, usize::from);
    let left = AtomicU32::new(*runs);
    let over = AtomicBool::new(false);
    let (sender, judged) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..*load {
            // A thread, because it cannot be left behind when this process ends.
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    hint::spin_loop();
                }
            });
        }
        for _ in 0..jobs {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while take_one(&left) && sender.send(once(&program, known)).is_ok() {
                }
            });
        }
        drop(sender);
        let outcome = judged.iter().try_for_each(|run| run.map(&mut on_run));
        // Nobody begins another when one cannot be run.
        left.store(0, Ordering::Relaxed);
        over.store(true, Ordering::Relaxed);
        outcome
    })
}

/// Whether there was one left.
fn take_one(left: &AtomicU32) -> bool {
    let minus_one = |left: u32| left.checked_sub(1);
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, minus_one).is_ok()
}

/// One run. What it says on stderr would be said very often.
fn once(program: &OsStr, known: &Program) -> Result<Judged> {
    let mut command = Command::new(program);
    command.stderr(Stdio::null());
    program::hurry(&mut command);
    let run = live::record(command, |_| Ok(()))?;
    Ok((run.judge(known), run.texts))
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

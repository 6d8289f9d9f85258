//! `direct 3 [FILE]`: be the scheduler of the real processes, or make exactly one output
//! happen.

use std::env;
use std::io::{self, Write};
use std::iter;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use console::Term;
use process_order::{Arrangements, EarlyEnd, Judgement};
use process_workbook::record::{ProcessTable, Recording, Scheduled, python};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::outcome::{Finding, Outcome};
use crate::subject::directed::{Attempt, Stuck, Target};
use crate::subject::lesson::Lesson;
use crate::subject::transcript;
use crate::subject::twin::Side;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::scheduler::{self, Scheduling};
use crate::view::verdict::RunJudgement;
use crate::view::{held, number, verdict};

/// Makes you the scheduler of the lesson's real processes.
///
/// Each of them is held just before it writes a line, and before it ends. A key lets one
/// go. With FILE, exactly that output is made to happen; when it is impossible, its first
/// line that cannot be is named together with the rule.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// A file with the output to make happen, `-` for stdin.
    #[arg(conflicts_with_all = ["random", "rarest"])]
    file: Option<PathBuf>,
    /// Make an output happen that is drawn uniformly; the same one for the same SEED.
    #[arg(long, value_name = "SEED")]
    random: Option<u64>,
    /// Let whoever came last go first, which real runs hardly ever do.
    #[arg(long, conflicts_with = "random")]
    rarest: bool,
    #[command(flatten)]
    side: Side,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, side, .. } = arguments;
    let target = Target { lesson, side, program: side.program(lesson)? };
    let order = target.program.order();
    if let Some(file) = &arguments.file {
        let text = transcript::read(file)?;
        return make_text_happen(&target, &text, screen);
    }
    if let Some(seed) = arguments.random {
        let mut random = StdRng::seed_from_u64(seed);
        let output = order.census()?.sample(&mut random);
        writeln!(screen, "An output drawn uniformly (--random {seed}).")?;
        let text: Vec<_> = output.iter().map(ToString::to_string).collect();
        return make_text_happen(&target, &text.join("\n"), screen);
    }
    if arguments.rarest {
        let events = Arrangements::of(order).last_first();
        let schedule = Scheduled::lines_of(order, &events);
        return make_happen(&target, &schedule, screen);
    }
    let terminal = Term::stdout();
    if !terminal.is_term() || env::var_os("CI").is_some() {
        bail!(
            "to be the scheduler takes a terminal: name a FILE with an output, or \
             --random, or --rarest"
        );
    }
    ask(&target, &terminal, screen)
}

/// Makes exactly `text` happen, if that can be.
fn make_text_happen(
    target: &Target<'_>,
    text: &str,
    screen: &mut Screen,
) -> Outcome {
    let order = target.program.order();
    let judgement = match target.program.judge_text(text) {
        Judgement::Possible(events) => {
            let schedule = Scheduled::lines_of(order, &events);
            return make_happen(target, &schedule, screen);
        }
        Judgement::GivenUp => {
            bail!("there are too many ways to tell whose lines these are")
        }
        judgement => RunJudgement::Output(judgement),
    };
    let lines: Vec<_> = text.lines().map(str::to_owned).collect();
    verdict::tell(&target.name(), order, &lines, &judgement, screen)?;
    match &judgement {
        RunJudgement::Output(Judgement::EarlyEnd(early)) => {
            make_early_end_happen(target, early, screen)
        }
        _ => {
            screen.say("No scheduler can make that happen.")?;
            Ok(Finding::Wrong)
        }
    }
}

fn make_happen(
    target: &Target<'_>,
    schedule: &[Scheduled],
    screen: &mut Screen,
) -> Outcome {
    match target.replay(target.program.order(), schedule)? {
        Attempt::Done { run, tries } => {
            show_run(&run, tries, screen)?;
            say_happened(target, screen)?;
            Ok(Finding::Right)
        }
        Attempt::Stuck(stuck) => {
            say_stuck(target, &stuck, schedule.len(), screen)?;
            say_changed(target, screen)?;
            Ok(Finding::Wrong)
        }
    }
}

/// Makes an output happen in which processes end before they are looked for.
fn make_early_end_happen(
    target: &Target<'_>,
    early: &EarlyEnd,
    screen: &mut Screen,
) -> Outcome {
    let schedule = Scheduled::lines_of_early_end(early);
    match target.replay(&early.order, &schedule)? {
        Attempt::Done { run, tries } => {
            show_run(&run, tries, screen)?;
            screen.say(&format!("{}: with real processes", success("happened")))?;
            Ok(Finding::Right)
        }
        Attempt::Stuck(stuck) => {
            say_stuck(target, &stuck, schedule.len(), screen)?;
            screen.say(UNSEEN)?;
            Ok(Finding::Wrong)
        }
    }
}

fn show_run(run: &Recording, tries: usize, screen: &mut Screen) -> io::Result<()> {
    if tries > 1 {
        screen.say(&format!(
            "It took {tries} runs: Python's own choices are not the scheduler's."
        ))?;
    }
    for line in run.lines() {
        screen.hang("  ", &line.text())?;
    }
    Ok(())
}

fn say_happened(target: &Target<'_>, screen: &mut Screen) -> io::Result<()> {
    let outputs = number::one_of(target.program.order());
    screen.say(&format!(
        "{}: with real processes, {outputs} of {}",
        success("happened"),
        target.name()
    ))
}

fn say_stuck(
    target: &Target<'_>,
    stuck: &Stuck,
    all: usize,
    screen: &mut Screen,
) -> io::Result<()> {
    let Stuck { main, after, held, polling, steps } = stuck;
    screen.say(&format!(
        "{}: after {after} of these {all} lines nobody of {} can print the next one.",
        failure("did not happen"),
        target.name()
    ))?;
    let table = ProcessTable::of(*main, steps);
    held::show_held(&table, iter::repeat('-'), held, polling, screen)
}

/// What happens is not what the snapshot says.
fn say_changed(target: &Target<'_>, screen: &mut Screen) -> io::Result<()> {
    let twin = if target.side.twin { " --twin" } else { "" };
    screen.say(&format!(
        "\nIts snapshot says that this can happen: has the program been changed? Next: \
         `cargo workbook check {}{twin}` holds a run against the snapshot.",
        target.lesson.number
    ))
}

/// Has the learner be the scheduler.
fn ask(target: &Target<'_>, terminal: &Term, screen: &mut Screen) -> Outcome {
    let (mut controller, _guard) = target.start(0)?;
    writeln!(screen, "{INTRODUCTION}")?;
    match scheduler::ask(&mut controller, terminal, screen)? {
        Scheduling::Ended => judge(target, &controller.finish()?, screen),
        Scheduling::NeverEnds => {
            screen.say(&format!("\n{}: {ENDLESS}", failure("never ends")))?;
            Ok(Finding::Wrong)
        }
        Scheduling::Quit => {
            writeln!(screen, "You quit; all processes of the lesson were ended.")?;
            Ok(Finding::Right)
        }
    }
}

/// Says what the learner's scheduling has made of the program.
fn judge(target: &Target<'_>, run: &Recording, screen: &mut Screen) -> Outcome {
    let order = target.program.order();
    let texts: Vec<_> = run
        .lines()
        .map(|line| python::as_in_3_6(&line.text()).into_owned())
        .collect();
    let judgement = target.program.judge(&run.written(order, &texts));
    match &judgement {
        Judgement::Possible(_) => {
            say_happened(target, screen)?;
            Ok(Finding::Right)
        }
        Judgement::Impossible { refusal, .. } => {
            // The snapshot tells of a daemon that is cut off in its sleep. Held long
            // enough, main lets it wake up.
            screen.say(&format!(
                "Your scheduling had the program take another way than the snapshot's: \
                 {refusal}"
            ))?;
            Ok(Finding::Right)
        }
        _ => {
            let is_possible = judgement.is_possible();
            let judgement = RunJudgement::Output(judgement);
            verdict::tell(&target.name(), order, &texts, &judgement, screen)?;
            Ok(Finding::right_if(is_possible))
        }
    }
}

const INTRODUCTION: &str = "\
You are the scheduler. Each process is held just before it writes a line, and
before it ends. A key lets one go; all others wait.";

const ENDLESS: &str = "\
nobody is left to do what is looked for. All processes of the lesson were ended. Next: \
look for the loop that polls; a `join` waits, and is told.";

const UNSEEN: &str = "
It needs a process to end before another one looks for it. A process is held before it writes \
and before it ends, and not before it looks, so that this scheduler cannot always arrange it.";

const EXAMPLES: &str = "\
Examples:
  cargo workbook direct 3                 choose who goes next
  cargo workbook direct 3 mine.txt        make your output happen
  cargo workbook direct 3 lessons/03-multiple-functions/document.txt --twin";

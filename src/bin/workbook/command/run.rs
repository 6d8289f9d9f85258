//! `run 3`: the lesson, each process in its own lane, then what happened when.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use process_order::Order;

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::live::{self, Live, Run};
use crate::subject::twin::Side;
use crate::terminal::screen::Screen;
use crate::view::delivery::Delivery;
use crate::view::lanes::Lanes;
use crate::view::verdict::RunJudgement;
use crate::view::{timeline, verdict};

/// Runs a lesson, and shows which process did what, and when.
///
/// Each line appears as soon as it is printed, in the lane of the process that prints it.
/// Then the timeline: lines, starts, messages, ends and joins in the order in which they
/// were seen. A start stands before what the child did, even if the report of it came later.
/// At last, whether that output is possible, and of how many it is one.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    #[command(flatten)]
    side: Side,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, side } = arguments;
    let program = side.program(lesson)?;
    let order = program.order();
    let live = live::start(side.command(lesson)?)?;
    let run = show_run(live, order, side, screen)?;
    let judgement = run.judge(&program);
    verdict::tell(&side.name(lesson), order, &run.texts, &judgement, screen)?;
    match &judgement {
        RunJudgement::Failed(_) => {}
        _ if judgement.is_impossible() => verdict::doubt(&lesson.bin(), screen)?,
        RunJudgement::Output(_) => screen.say(&next(lesson, side, order))?,
    }
    Ok(Finding::right_if(judgement.is_possible()))
}

/// Shows the lines as they come, and then the timeline.
fn show_run(
    live: Live,
    order: &Order,
    side: &Side,
    screen: &mut Screen,
) -> Result<Run> {
    let main = live.main();
    let mut delivery = if side.twin {
        Delivery::unreported(Lanes::of_pids(main), main)
    } else {
        Delivery::reported(Lanes::of(order, main), main)
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
    screen.say(TIMELINE)?;
    timeline::all(delivery.lanes(), &seen, screen)?;
    writeln!(screen)?;
    if side.twin {
        screen.say(UNREPORTED)?;
    }
    Ok(run)
}

fn next(lesson: &Lesson, side: &Side, order: &Order) -> String {
    let number = lesson.number;
    if side.twin || order.count().is_ok_and(|count| count == 1_u8.into()) {
        return format!(
            "Next: `cargo workbook compare {number}` shows Rust beside Python."
        );
    }
    format!(
        "Next: `cargo workbook orders {number}` shows others, `cargo workbook race \
         {number}` how often each of them comes."
    )
}

const TIMELINE: &str = "
The timeline, in the order in which it was seen, in seconds since the start:
";

const UNREPORTED: &str = "\
CPython reports no starts, joins and ends: they are missing here, and of a child only the \
pid is known.";

const EXAMPLES: &str = "\
Examples:
  cargo workbook run 3
  cargo workbook run 3 --twin             in Python
  WORKBOOK_SPEED=50 cargo workbook run 3  in a hurry";

//! `check 3 [FILE]`: whether an output is possible, and if not, which rule it breaks.
//! `check 3a`: see [`check`].

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Judgement, Order, Writer, Written};
use process_workbook::record::Deed;
use serde_json::{Value, json};

use crate::exercise::candidate::Version;
use crate::exercise::check;
use crate::outcome::{Finding, Outcome};
use crate::subject::Subject;
use crate::subject::lesson::Lesson;
use crate::subject::twin::Side;
use crate::subject::{live, transcript};
use crate::terminal::screen::Screen;
use crate::view::verdict;

/// Says whether an output is possible, and if not, which rule it breaks.
///
/// Without FILE the lesson is run, and who writes which line is known. With FILE only the
/// text is known, and lines that say the same can be anybody's.
///
/// Of an exercise your own program is built and run, and held against the order of the
/// solution. Without LESSON: the exercise at hand.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03; or the exercise: 3a, 03a or exercise03a.
    lesson: Option<Subject>,
    /// A file with an output of the lesson, `-` for stdin.
    file: Option<PathBuf>,
    #[command(flatten)]
    side: Side,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    version: Version,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, file, side, json, version } = arguments;
    let exercise = match lesson {
        Some(Subject::Lesson(_)) if !version.is_mine() => bail!(OF_EXERCISES),
        Some(Subject::Lesson(lesson)) => {
            return check_lesson(lesson, arguments, screen);
        }
        _ if file.is_some() || side.twin || *json => bail!(OF_LESSONS),
        Some(Subject::Exercise(exercise)) => Some(exercise),
        None => None,
    };
    check::run(exercise, *version, screen)
}

fn check_lesson(
    lesson: &Lesson,
    arguments: &Arguments,
    screen: &mut Screen,
) -> Outcome {
    let Arguments { file, side, json, .. } = arguments;
    let order = side.order(lesson)?;
    let (lines, judgement) = match file {
        Some(file) => of_file(file, &order)?,
        None if *json => of_run(side.command(lesson)?, &order, None)?,
        None => of_run(side.command(lesson)?, &order, Some(screen))?,
    };
    if *json {
        writeln!(screen, "{:#}", as_json(lesson, &order, &judgement))?;
    } else {
        verdict::tell(&side.name(lesson), &order, &lines, &judgement, screen)?;
        say_next(lesson, arguments, &lines, &judgement, screen)?;
    }
    Ok(Finding::right_if(judgement.is_possible()))
}

/// The lines of an output, and what there is to say of it.
type Judged = (Vec<String>, Judgement);

fn of_file(file: &Path, order: &Order) -> Result<Judged> {
    let text = transcript::read(file)?;
    let lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let judgement = Judgement::of(order, &unsigned(&lines));
    Ok((lines, judgement))
}

/// Shows each line on `screen`, if there is one, as soon as it is printed.
fn of_run(
    command: Command,
    order: &Order,
    mut screen: Option<&mut Screen>,
) -> Result<Judged> {
    let run = live::record(command, |step| match (&step.deed, &mut screen) {
        (Deed::Line(line) | Deed::Rest(line), Some(screen)) => {
            writeln!(screen, "{}", String::from_utf8_lossy(line))?;
            screen.flush()
        }
        _ => Ok(()),
    })?;
    let judgement = run.judge(order);
    Ok((run.texts, judgement))
}

fn say_next(
    lesson: &Lesson,
    arguments: &Arguments,
    lines: &[String],
    judgement: &Judgement,
    screen: &mut Screen,
) -> Result<()> {
    let Arguments { file, side, .. } = arguments;
    match judgement {
        Judgement::Impossible(_) if file.is_none() => {
            verdict::doubt(&lesson.bin(), screen)?;
        }
        Judgement::Impossible(_) if !side.twin => {
            mention_python(lesson, lines, screen)?;
        }
        Judgement::GivenUp => screen.say(&format!(
            "Next: `cargo workbook check {}` runs the lesson, and knows the writers.",
            lesson.number
        ))?,
        _ => {}
    }
    Ok(())
}

/// Lines of which only the text is known.
fn unsigned(lines: &[String]) -> Vec<Written<'_>> {
    let unsigned = |text| Written { writer: Writer::Unknown, text };
    lines.iter().map(|text| unsigned(text)).collect()
}

/// What is impossible in Rust can be possible in Python.
fn mention_python(
    lesson: &Lesson,
    lines: &[String],
    screen: &mut Screen,
) -> Result<()> {
    let order = lesson.twin_order()?;
    if Judgement::of(&order, &unsigned(lines)).is_possible() {
        screen.say(&format!(
            "The Python twin can print it. Next: `cargo workbook check {} FILE --twin`.",
            lesson.number
        ))?;
    }
    Ok(())
}

fn as_json(lesson: &Lesson, order: &Order, judgement: &Judgement) -> Value {
    let mut answer = json!({
        "lesson": lesson.number,
        "possible": match judgement {
            Judgement::Possible(_) | Judgement::Otherwise(_) => Value::Bool(true),
            Judgement::Impossible(_) => Value::Bool(false),
            Judgement::GivenUp | Judgement::Failed(_) => Value::Null,
        },
        "outputs": order.count().ok().map(|count| count.to_string()),
    });
    match judgement {
        Judgement::Possible(_) | Judgement::GivenUp => {}
        Judgement::Otherwise(why) => answer["other_lines"] = json!(why),
        Judgement::Failed(code) => answer["exit_code"] = json!(code),
        Judgement::Impossible(refusal) => {
            let rules: Vec<_> =
                refusal.rules().iter().map(ToString::to_string).collect();
            answer["line"] = json!(refusal.line);
            answer["reason"] = json!(refusal.reason.to_string());
            answer["rules"] = json!(rules);
        }
    }
    answer
}

const OF_EXERCISES: &str =
    "--given and --solution are for exercises: `cargo workbook check 3a --given`";

const OF_LESSONS: &str = "\
FILE, --twin and --json are for lessons; an exercise is run: `cargo workbook check 3a`";

const EXAMPLES: &str = "\
Examples:
  cargo workbook check 3             judge a run of it
  cargo workbook check 3 mine.txt    judge what you wrote
  cargo workbook check 3a            build, run and judge your exercise
  cargo run --bin lesson03 | cargo workbook check 3 -";

//! `check 3 [FILE]`: whether an output is possible, and if not, which rule it breaks.
//! `check 3a`: see [`exercise::check`].

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Order, Writer, Written};
use process_workbook::record::Deed;
use serde_json::{Value, json};

use crate::exercise::{self, check::Version};
use crate::subject::Subject;
use crate::subject::lesson::Lesson;
use crate::subject::twin::Side;
use crate::subject::{live, transcript};
use crate::view::harmless::harmless;
use crate::view::screen::Screen;
use crate::view::verdict;
use crate::{Finding, Outcome};
use process_order::Judgement;

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
    let lesson = match lesson {
        Some(Subject::Lesson(lesson)) if version.is_mine() => lesson,
        Some(Subject::Lesson(_)) => {
            bail!(
                "--given and --solution are for exercises: `cargo workbook check 3a \
                 --given`"
            )
        }
        _ if file.is_some() || side.twin || *json => {
            bail!(
                "FILE, --twin and --json are for lessons; an exercise is run: `cargo \
                 workbook check 3a`"
            )
        }
        Some(Subject::Exercise(exercise)) => {
            return exercise::check::run(Some(exercise), *version, screen);
        }
        None => return exercise::check::run(None, *version, screen),
    };
    let order = side.order(lesson)?;
    let (lines, judgement) = match file {
        Some(file) => {
            let text = transcript::read(file)?;
            let lines: Vec<_> = text.lines().map(str::to_owned).collect();
            let judgement = Judgement::of(&order, &unsigned(&lines));
            (lines, judgement)
        }
        None => {
            let run =
                live::record(side.command(lesson)?, |step| match &step.deed {
                    Deed::Line(line) | Deed::Rest(line) if !json => {
                        let line = String::from_utf8_lossy(line);
                        writeln!(screen, "{}", harmless(&line))?;
                        screen.flush()
                    }
                    _ => Ok(()),
                })?;
            let judgement = run.judge(&order);
            (run.texts, judgement)
        }
    };
    if *json {
        writeln!(screen, "{:#}", as_json(lesson, &order, &judgement))?;
    } else {
        verdict::tell(&side.name(lesson), &order, &lines, &judgement, screen)?;
        match judgement {
            Judgement::Impossible(_) if file.is_none() => {
                verdict::doubt(lesson, screen)?;
            }
            Judgement::Impossible(_) if !side.twin => {
                mention_python(lesson, &lines, screen)?;
            }
            Judgement::GivenUp => screen.say(&format!(
                "Next: `cargo workbook check {}` runs the lesson, and knows the writers.",
                lesson.number
            ))?,
            _ => {}
        }
    }
    Ok(Finding::right_if(judgement.is_possible()))
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

const EXAMPLES: &str = "\
Examples:
  cargo workbook check 3             judge a run of it
  cargo workbook check 3 mine.txt    judge what you wrote
  cargo workbook check 3a            build, run and judge your exercise
  cargo run --bin lesson03 | cargo workbook check 3 -";

//! `check 3 [FILE]`: whether an output is possible, and if not, which rule it breaks.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use process_workbook::order::{Order, Refusal, Verdict};
use process_workbook::record::Deed;
use serde_json::{Value, json};

use crate::lesson::Lesson;
use crate::screen::{Screen, failure, success};
use crate::twin::Python;
use crate::{Finding, Outcome, live, number, program, transcript};

/// Says whether an output is possible, and if not, which rule it breaks.
///
/// Without FILE the lesson is run, and who writes which line is known. With FILE only the
/// text is known, and lines that say the same can be anybody's.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// A file with an output of it, `-` for stdin.
    file: Option<PathBuf>,
    /// Run the Python twin, or judge FILE as an output of that.
    #[arg(long)]
    twin: bool,
    /// The CPython to run it.
    #[arg(long, value_name = "PATH", requires = "twin")]
    python: Option<PathBuf>,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, file, twin, python, json } = arguments;
    let order = if *twin { lesson.twin_order()? } else { lesson.order()? };
    let (lines, verdict) = match file {
        Some(file) => {
            let text = transcript::read(file)?;
            (text.lines().map(str::to_owned).collect(), order.check_text(&text))
        }
        None => {
            let command = if *twin {
                Python::find(python.as_deref())?.command(lesson)
            } else {
                program::of(lesson)?
            };
            let run = live::record(command, |step| match &step.deed {
                Deed::Line(line) | Deed::Rest(line) if !json => {
                    writeln!(screen, "{}", String::from_utf8_lossy(line))?;
                    screen.flush()
                }
                _ => Ok(()),
            })?;
            let verdict = order.check(run.recording.written(&order, &run.texts));
            (run.texts, verdict)
        }
    };
    if *json {
        writeln!(screen, "{:#}", as_json(lesson, &order, &verdict))?;
    } else {
        tell(lesson, &order, &lines, &verdict, screen)?;
        if !twin && !verdict.is_possible() && file.is_some() {
            mention_python(lesson, &lines, screen)?;
        }
    }
    Ok(if verdict.is_possible() { Finding::Right } else { Finding::Wrong })
}

fn tell(
    lesson: &Lesson,
    order: &Order,
    lines: &[String],
    verdict: &Verdict,
    screen: &mut Screen,
) -> Result<()> {
    match verdict {
        Verdict::Possible(_) => {
            let outputs = number::one_of(order);
            writeln!(
                screen,
                "{}: {outputs} of lesson {}",
                success("possible"),
                lesson.number
            )?;
        }
        Verdict::Impossible(refusal) => {
            quote(lines, refusal, screen)?;
            writeln!(screen, "{}: {refusal}", failure("impossible"))?;
        }
        Verdict::GivenUp => writeln!(
            screen,
            "{}: there are too many ways to tell whose lines these are. Run \
             `cargo workbook check {}` without a file, then the writers are known.",
            failure("unknown"),
            lesson.number
        )?,
    }
    Ok(())
}

/// The refused line and the two before it.
fn quote(lines: &[String], refusal: &Refusal, screen: &mut Screen) -> Result<()> {
    let refused = refusal.line - 1;
    for (line, text) in
        lines.iter().enumerate().take(refused + 1).skip(refused.saturating_sub(2))
    {
        let mark = if line == refused { ">" } else { " " };
        writeln!(screen, "{mark} {:>3} | {text}", line + 1)?;
    }
    if refused >= lines.len() {
        writeln!(screen, ">     | (the output ends here)")?;
    }
    Ok(())
}

/// What is impossible in Rust can be possible in Python.
fn mention_python(
    lesson: &Lesson,
    lines: &[String],
    screen: &mut Screen,
) -> Result<()> {
    if lesson.twin_order()?.check_text(&lines.join("\n")).is_possible() {
        writeln!(
            screen,
            "The Python twin can print it: see `check {} --twin`.",
            lesson.number
        )?;
    }
    Ok(())
}

fn as_json(lesson: &Lesson, order: &Order, verdict: &Verdict) -> Value {
    let mut answer = json!({
        "lesson": lesson.number,
        "possible": match verdict {
            Verdict::Possible(_) => Value::Bool(true),
            Verdict::Impossible(_) => Value::Bool(false),
            Verdict::GivenUp => Value::Null,
        },
        "outputs": order.count().ok().map(|count| count.to_string()),
    });
    if let Verdict::Impossible(refusal) = verdict {
        let rules: Vec<_> =
            refusal.rules().iter().map(ToString::to_string).collect();
        answer["line"] = json!(refusal.line);
        answer["reason"] = json!(refusal.reason.to_string());
        answer["rules"] = json!(rules);
    }
    answer
}

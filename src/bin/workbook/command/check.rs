//! `check 3 [FILE]`: whether an output is possible, and if not, which rule it breaks.
//! `check 3a`: see [`check`].

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Judgement, Order, Program};
use serde_json::{Value, json};

use crate::exercise::candidate::Version;
use crate::exercise::check;
use crate::outcome::{Finding, Outcome};
use crate::subject::Subject;
use crate::subject::lesson::Lesson;
use crate::subject::stillness::Standstill;
use crate::subject::twin::Side;
use crate::subject::{live, transcript};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::verdict;
use crate::view::verdict::RunJudgement;

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
        Some(Subject::Exercise(_)) | None
            if file.is_some() || side.twin || *json =>
        {
            bail!(OF_LESSONS)
        }
        Some(Subject::Exercise(exercise)) => Some(exercise),
        None => None,
        Some(subject) => bail!(
            "{} is neither a lesson nor an exercise, and only their orders are known",
            subject.name()
        ),
    };
    check::run(exercise, *version, screen)
}

fn check_lesson(
    lesson: &Lesson,
    arguments: &Arguments,
    screen: &mut Screen,
) -> Outcome {
    let Arguments { file, side, json, .. } = arguments;
    let program = side.program(lesson)?;
    let (lines, judgement) = match file {
        Some(file) => of_file(file, &program)?,
        None if *json => of_run(side.command(lesson)?, &program, None)?,
        None => of_run(side.command(lesson)?, &program, Some(screen))?,
    };
    let order = program.order();
    if *json {
        writeln!(screen, "{:#}", as_json(lesson, order, &judgement))?;
    } else {
        verdict::tell(&side.name(lesson), order, &lines, &judgement, screen)?;
        say_next(lesson, arguments, &judgement, screen)?;
    }
    Ok(Finding::right_if(judgement.is_possible()))
}

/// The lines of an output, and what there is to say of it.
type Judged = (Vec<String>, RunJudgement);

fn of_file(file: &Path, program: &Program) -> Result<Judged> {
    let text = transcript::read(file)?;
    let judgement = RunJudgement::Output(program.judge_text(&text));
    Ok((text.lines().map(str::to_owned).collect(), judgement))
}

/// Shows each line on `screen`, if there is one, as soon as it is printed.
fn of_run(
    command: Command,
    program: &Program,
    mut screen: Option<&mut Screen>,
) -> Result<Judged> {
    let run = live::record(command, |step| {
        let Some(screen) = &mut screen else { return Ok(()) };
        for line in step.lines() {
            writeln!(screen, "{}", harmless(&line.text()))?;
        }
        screen.flush()
    })?;
    let judgement = run.judge(program);
    Ok((run.texts, judgement))
}

fn say_next(
    lesson: &Lesson,
    arguments: &Arguments,
    judgement: &RunJudgement,
    screen: &mut Screen,
) -> Result<()> {
    let number = lesson.number;
    match judgement {
        _ if judgement.is_impossible() && arguments.file.is_none() => {
            verdict::doubt(&lesson.bin(), screen)?;
        }
        RunJudgement::Output(Judgement::Impossible { by_twin: true, .. }) => {
            screen.say(&format!(
                "The Python twin can print it. Next: `cargo workbook check {number} FILE \
                 --twin`."
            ))?;
        }
        RunJudgement::Output(Judgement::GivenUp) => screen.say(&format!(
            "Next: `cargo workbook check {number}` runs the lesson, and knows the writers."
        ))?,
        _ => {}
    }
    Ok(())
}

fn as_json(lesson: &Lesson, order: &Order, judgement: &RunJudgement) -> Value {
    let possible = match judgement {
        RunJudgement::Output(Judgement::GivenUp) => None,
        RunJudgement::Output(judgement) => Some(judgement.is_possible()),
        _ => None,
    };
    let mut answer = json!({
        "lesson": lesson.number,
        "possible": possible,
        "outputs": order.count().ok().map(|count| count.to_string()),
    });
    match judgement {
        RunJudgement::Failed(code) => answer["exit_code"] = json!(code),
        RunJudgement::StandsStill(found) => {
            answer["stands_still"] = json!(match &**found {
                Standstill::Known(deadlock) => deadlock.to_string(),
                _ => "stands still".to_owned(),
            });
        }
        RunJudgement::NeverEnds => answer["never_ends"] = json!(true),
        RunJudgement::Output(Judgement::EarlyEnd(why)) => {
            answer["other_lines"] = json!(why.to_string());
        }
        RunJudgement::Output(Judgement::Impossible { refusal, .. }) => {
            let rules: Vec<_> =
                refusal.rules().iter().map(ToString::to_string).collect();
            answer["line"] = json!(refusal.line);
            answer["reason"] = json!(refusal.reason.to_string());
            answer["rules"] = json!(rules);
        }
        RunJudgement::Output(Judgement::Possible(_) | Judgement::GivenUp) => {}
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

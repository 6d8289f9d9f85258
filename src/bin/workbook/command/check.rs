//! `check X [FILE]`: whether an output is possible, and if not, which rule it breaks.
//! `check 3a`: see [`check`].

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use process_order::Answer;
use serde_json::{Value, json};

use crate::exercise::candidate::Version;
use crate::exercise::check;
use crate::outcome::{Finding, Outcome};
use crate::subject::explored::How;
use crate::subject::live::Run;
use crate::subject::possible::{Knowledge, Known};
use crate::subject::stillness::Standstill;
use crate::subject::twin::Side;
use crate::subject::{Subject, live, mended, named, transcript};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::verdict::RunJudgement;
use crate::view::{change, known, verdict};
use crate::words::{self, Both, translated, words};

/// Says whether an output is possible, and in which case, or which rule it breaks.
///
/// All runs of the program are made, so that the answer holds for each of them. With FILE, an
/// output is looked for that somebody saw or made up. Without FILE the program is run, and what it
/// prints is judged.
///
/// Of an exercise without FILE your own program is built, all its runs are made, and what they
/// can print is compared with what the solution can print. Without PROGRAM: the exercise at
/// hand.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// A file with an output, `-` for stdin.
    file: Option<PathBuf>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    #[command(flatten)]
    side: Side,
    #[command(flatten)]
    how: How,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    version: Version,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, file, command, side, how, json, version } = arguments;
    let (name, file) =
        named::with_file(program.as_deref(), file.as_deref(), command)?;
    if name.is_none() && command.is_empty() {
        if side.twin || *json {
            bail!(words::of(OF_LESSONS));
        }
        return check::run(None, *version, how, screen);
    }
    let subject = named::subject(name.as_deref(), command, side)?;
    if let (Subject::Exercise(exercise), None) = (&subject, &file) {
        if *json {
            bail!(words::of(OF_LESSONS));
        }
        return check::run(Some(exercise), *version, how, screen);
    }
    if !version.is_mine() {
        bail!(words::of(OF_EXERCISES));
    }
    if !json {
        subject.say_meaning();
    }
    let asked = match &file {
        Some(file) => Asked::Text(transcript::read(file)?),
        None => of_run(&subject, (!json).then_some(&mut *screen))?,
    };
    let text = match asked {
        Asked::Text(text) => text,
        Asked::NoOutput(judgement) => {
            return say_no_output(&subject, &judgement, *json, screen);
        }
    };
    let knowledge = Knowledge::of(&subject, how)?;
    let answer = knowledge.judge(&text);
    let causes = match answer.is_possible() {
        Some(true) => None,
        _ => mended::causes(&text, &knowledge),
    };
    if *json {
        let mut answer = as_json(&subject, &knowledge, &answer);
        answer["possible_without"] = json!(causes);
        writeln!(screen, "{answer:#}")?;
    } else {
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        known::tell(&subject.name(), &knowledge, &lines, &answer, screen)?;
        if let Some(causes) = &causes {
            known::tell_causes(causes, screen)?;
        }
        say_next(&subject, &text, &answer, screen)?;
        if let Subject::Lesson(_) = subject
            && let Some(change) = knowledge.change()
        {
            change::tell(&change, screen)?;
        }
    }
    Ok(Finding::right_if(answer.is_possible() == Some(true)))
}

/// What is to be judged.
enum Asked {
    Text(String),
    /// The run that was made has no output, for this reason.
    NoOutput(RunJudgement),
}

/// Runs the program, and shows each line on `screen`, if there is one, as soon as it is
/// printed.
fn of_run(subject: &Subject, mut screen: Option<&mut Screen>) -> Result<Asked> {
    if matches!(subject, Subject::File(_) | Subject::Command(_)) {
        bail!(words!(
            "name a FILE with an output of {name}, or `-` for stdin",
            name = subject.name()
        ));
    }
    let run = live::record(subject.command()?, |step| {
        let Some(screen) = &mut screen else { return Ok(()) };
        for line in step.lines() {
            writeln!(screen, "{}", harmless(&line.text()))?;
        }
        screen.flush()
    })?;
    if let Some(judgement) = run.halted() {
        return Ok(Asked::NoOutput(judgement));
    }
    let exitcode = run.recording.exitcode;
    if has_failed(subject, &run)? {
        return Ok(Asked::NoOutput(RunJudgement::Failed(exitcode)));
    }
    Ok(Asked::Text(run.text()))
}

/// Whether a lesson has ended with another exit code than the chapter's.
fn has_failed(subject: &Subject, run: &Run) -> Result<bool> {
    let exitcode = run.recording.exitcode;
    let known = subject.known()?;
    Ok(known.is_some_and(|it| !live::may_end_with(&it, exitcode)))
}

fn say_no_output(
    subject: &Subject,
    judgement: &RunJudgement,
    json: bool,
    screen: &mut Screen,
) -> Outcome {
    if json {
        let mut answer = subject.as_json();
        answer["possible"] = Value::Null;
        match judgement {
            RunJudgement::Failed(code) => answer["exit_code"] = json!(code),
            RunJudgement::StandsStill(found) => {
                answer["stands_still"] = json!(match &**found {
                    Standstill::Known(deadlock) => deadlock.to_string(),
                    _ => "stands still".to_owned(),
                });
            }
            RunJudgement::NeverEnds => answer["never_ends"] = json!(true),
            RunJudgement::Output(_) => {}
        }
        writeln!(screen, "{answer:#}")?;
    } else {
        verdict::tell_no_output(&subject.name(), judgement, screen)?;
    }
    Ok(Finding::Wrong)
}

fn say_next(
    subject: &Subject,
    text: &str,
    answer: &Known,
    screen: &mut Screen,
) -> Result<()> {
    let Subject::Lesson(lesson) = subject else { return Ok(()) };
    let number = lesson.number;
    if answer.is_possible() != Some(true)
        && lesson.twin_cases()?.check_text(text).is_possible()
    {
        screen.say(&words!(
            "The Python twin can print it. Next: `cargo workbook check {number} FILE \
             --twin`.",
            number
        ))?;
    }
    Ok(())
}

fn english(texts: &[Both]) -> Vec<&str> {
    texts.iter().map(Both::english).collect()
}

fn as_json(subject: &Subject, knowledge: &Knowledge, known: &Known) -> Value {
    let mut answer = subject.as_json();
    answer["possible"] = json!(known.is_possible());
    answer["complete"] = json!(knowledge.is_complete());
    let explored = knowledge.explored.as_ref();
    let count = explored.and_then(|it| it.cases.count().ok());
    answer["outputs"] = json!(count.map(|count| count.to_string()));
    answer["runs"] = json!(explored.map(|it| it.runs));
    answer["unfinished"] = json!(explored.map(|it| english(&it.unfinished)));
    // One case alone has nothing that is different about it.
    let several = explored.filter(|it| it.cases.cases().len() > 1);
    let case_name = |case: usize| several.map(|it| it.cases.cases()[case].name());
    let mut case = None;
    let mut refusal = None;
    match known {
        Known::Runs(Answer::Possible(way)) => case = Some(way.case),
        Known::Runs(Answer::Impossible(nearest) | Answer::NotFound(nearest)) => {
            case = nearest.case;
            refusal = nearest.refusal.as_ref();
        }
        Known::Runs(Answer::StandsStill { .. }) => {
            answer["stands_still"] =
                json!(explored.map(|it| english(&it.standstills)));
        }
        Known::Runs(Answer::GivenUp(why)) => {
            answer["given_up"] = json!(why.to_string());
        }
        Known::Snapshot(by_snapshot) => {
            answer["by_snapshot"] = json!(true);
            refusal = by_snapshot.refusal();
        }
    }
    answer["case"] = json!(case.and_then(case_name));
    answer["line"] = json!(refusal.map(|it| it.line));
    answer["reason"] = json!(refusal.map(|it| it.reason.to_string()));
    if let Some(refusal) = refusal {
        let rules = refusal.rules().iter().map(ToString::to_string);
        answer["rules"] = json!(rules.collect::<Vec<_>>());
    }
    answer
}

const OF_EXERCISES: &str = translated!(
    "--given and --solution are for exercises: `cargo workbook check 3a --given`"
);

const OF_LESSONS: &str = translated!(
    "--twin and --json are for an output; an exercise is run: `cargo workbook check 3a`"
);

const USAGE: &str = "\
cargo workbook check [OPTIONS] [PROGRAM] [FILE]
       cargo workbook check [OPTIONS] FILE -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook check 3              judge a run of it
  cargo workbook check 3 mine.txt     judge what you wrote
  cargo workbook check 3a             build, run and judge your exercise
  cargo workbook check puzzle.c -     judge what comes on stdin
  cargo run --bin lesson03 | cargo workbook check 3 -";

//! `check 3a`: whether the learner's program keeps the order that the exercise asks for.

use std::io::Write;

use anyhow::Result;

use super::candidate::{Candidate, Version};
use super::desk::Desk;
use super::journal::State;
use super::problem::{self, Problem};
use super::trial::{self, Trial};
use super::{all_runs, at_hand};
use crate::direct;
use crate::outcome::{Finding, Outcome};
use crate::subject::brief::{Brief, Prediction};
use crate::subject::exercise::Exercise;
use crate::subject::explored::{Explored, How};
use crate::subject::stillness::{self, Standstill};
use crate::terminal::screen::{self, Screen, failure, success};
use crate::view::{known, number};
use crate::words::{self, Both, chain, words};

/// Checks an exercise, and writes down how that went.
pub(crate) fn run(
    exercise: Option<&Exercise>,
    version: Version,
    how: &How,
    screen: &mut Screen,
) -> Outcome {
    let exercise = &at_hand(exercise)?;
    let Some(candidate) = Candidate::of(exercise, version)? else {
        writeln!(
            screen,
            "{}",
            words!(
                "{not_yet}: {exercise} does not compile: see above.",
                not_yet = failure(words!("not yet")),
                exercise
            )
        )?;
        return Ok(Finding::Wrong);
    };
    let finding = check(&candidate, how, screen)?;
    if version.is_mine() {
        Desk::find().journal()?.note(exercise, |entry| {
            entry.runs += 1;
            if finding == Finding::Right {
                entry.state = State::Done;
            } else if entry.state == State::Skipped {
                entry.state = State::Started;
            }
        })?;
        say_next(exercise, finding, screen)?;
    }
    Ok(finding)
}

fn say_next(
    exercise: &Exercise,
    finding: Finding,
    screen: &mut Screen,
) -> Result<()> {
    if finding == Finding::Wrong {
        screen.say(&words!(
            "\nNext: change it and check again, or `cargo workbook hint {exercise}`.",
            exercise
        ))?;
        return Ok(());
    }
    screen.say(&words!(
        "The solution: `cargo workbook solution {exercise}`.",
        exercise
    ))?;
    match Desk::find().journal()?.next(&Exercise::all()?) {
        Some(next) => {
            screen.say(&words!(
                "Next: `cargo workbook start {exercise}`.",
                exercise = next
            ))?;
        }
        None => writeln!(screen, "{}", words!("That was the last open exercise."))?,
    }
    Ok(())
}

fn check(candidate: &Candidate<'_>, how: &How, screen: &mut Screen) -> Outcome {
    let mut trials = vec![trial::once(&candidate.program)?];
    let runs = match problem::first(&trials, &candidate.wanted) {
        Some(_) => Explored::default(),
        None => all_runs(candidate, how, &mut trials)?,
    };
    let problem = problem::first(&trials, &candidate.wanted);
    let problem = match problem {
        None => match all_runs::problem(&runs, candidate)? {
            None => all_runs::seen(&trials, candidate),
            problem => problem,
        },
        Some(Problem::StandsStill(_)) => sometimes(candidate, how)?.or(problem),
        problem => problem,
    };
    // Of the run that is spoken of, or else of the first.
    let said = match &problem {
        Some(Problem::Fails(failure)) => &failure.trial.stderr,
        _ => &trials[0].stderr,
    };
    screen::pass_on(said);
    if let Some(problem) = problem {
        let not_yet = failure(words!("not yet"));
        let reason = words::of(problem.reason());
        writeln!(screen, "{}\n", words!("{not_yet}: {reason}", not_yet, reason))?;
        candidate.explain(&problem, screen)?;
        return Ok(Finding::Wrong);
    }
    if let Some(text) = misprediction(candidate)? {
        let not_yet = failure(words!("not yet"));
        writeln!(screen, "{}\n", words!("{not_yet}: another count", not_yet))?;
        writeln!(screen, "{text}")?;
        return Ok(Finding::Wrong);
    }
    tell_right(candidate.exercise, &runs, screen)?;
    Ok(Finding::Right)
}

/// Who waits for whom in a program that was seen to stand still, and does not when it is traced:
/// all its runs tell.
fn sometimes(
    candidate: &Candidate<'_>,
    how: &How,
) -> Result<Option<Problem<'static>>> {
    let found = stillness::find_out(trial::hurried(&candidate.program));
    if !matches!(found, Standstill::Passing) {
        return Ok(None);
    }
    let runs = candidate.all_runs(how)?;
    Ok(runs.standstills.into_iter().next().map(Problem::CanStandStill))
}

/// All runs; where none can be found, because the system does not let anybody trace or the
/// program does too much, some more that are only watched.
fn all_runs(
    candidate: &Candidate<'_>,
    how: &How,
    trials: &mut Vec<Trial>,
) -> Result<Explored> {
    let open = match candidate.all_runs(how) {
        Err(refused) if direct::is_refused(&refused) => {
            vec![Both::new(|| chain(&refused))]
        }
        Ok(runs) if !runs.has_found() => runs.unfinished,
        runs => return runs,
    };
    trials.extend(trial::several(&candidate.program)?);
    Ok(all_runs::watched(trials, candidate, open))
}

/// Says that it is right, or that nothing is wrong as far as one can see.
fn tell_right(
    exercise: &Exercise,
    runs: &Explored,
    screen: &mut Screen,
) -> Result<()> {
    let counts = exercise.counts()?;
    if runs.cases.is_complete() {
        writeln!(
            screen,
            "{}",
            words!(
                "{right}: {exercise}. {counts}",
                right = success(words!("right")),
                exercise,
                counts
            )
        )?;
        return Ok(());
    }
    writeln!(
        screen,
        "{}\n",
        words!(
            "{right}: {exercise}. {counts}",
            right = success(words!("nothing wrong found")),
            exercise,
            counts
        )
    )?;
    let made = number::so_many(runs.runs, "run");
    screen.say(&words!(
        "The solution's order was kept in {made}, and those are not known to be all:",
        made
    ))?;
    known::list(&runs.unfinished, screen)?;
    Ok(())
}

/// What is to be said of a prediction that is asked for, and is not the number of outputs.
fn misprediction(candidate: &Candidate<'_>) -> Result<Option<String>> {
    let Ok(count) = candidate.solution.count() else {
        return Ok(None);
    };
    if candidate.exercise.brief()?.prediction() == Prediction::NotAsked {
        return Ok(None);
    }
    Ok(match Brief::of(&candidate.source).prediction() {
        Prediction::Count(predicted) if predicted == count.to_string() => None,
        Prediction::Count(predicted) => {
            let is_more = |predicted: u128| count > predicted.into();
            Some(if predicted.parse().is_ok_and(is_more) {
                words!(
                    "The order is right. You predict {predicted}, and there are more \
                     possible outputs.",
                    predicted
                )
            } else {
                words!(
                    "The order is right. You predict {predicted}, and there are fewer \
                     possible outputs.",
                    predicted
                )
            })
        }
        Prediction::Open | Prediction::NotAsked => Some(
            words!(
                "The order is right. How many outputs are possible? Write your prediction \
                 into the line `//! Prediction:`."
            )
            .to_owned(),
        ),
    })
}

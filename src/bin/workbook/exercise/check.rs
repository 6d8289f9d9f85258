//! `check 3a`: whether the learner's program keeps the order that the exercise asks for.

use std::io::Write;

use anyhow::Result;

use super::at_hand;
use super::candidate::{Candidate, Version};
use super::desk::Desk;
use super::journal::State;
use super::problem::{self, Problem};
use super::trial;
use crate::outcome::{Finding, Outcome};
use crate::subject::brief::{Brief, Prediction};
use crate::subject::exercise::Exercise;
use crate::terminal::screen::{self, Screen, failure, success};

/// Checks an exercise, and writes down how that went.
pub(crate) fn run(
    exercise: Option<&Exercise>,
    version: Version,
    screen: &mut Screen,
) -> Outcome {
    let exercise = &at_hand(exercise)?;
    let Some(candidate) = Candidate::of(exercise, version)? else {
        writeln!(
            screen,
            "{}: {exercise} does not compile: see above.",
            failure("not yet")
        )?;
        return Ok(Finding::Wrong);
    };
    let finding = check(&candidate, screen)?;
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
        writeln!(
            screen,
            "\nNext: change it and check again, or `cargo workbook hint {exercise}`."
        )?;
        return Ok(());
    }
    writeln!(screen, "The solution: `cargo workbook solution {exercise}`.")?;
    match Desk::find().journal()?.next(&Exercise::all()?) {
        Some(next) => writeln!(screen, "Next: `cargo workbook start {next}`.")?,
        None => writeln!(screen, "That was the last open exercise.")?,
    }
    Ok(())
}

fn check(candidate: &Candidate<'_>, screen: &mut Screen) -> Outcome {
    let Candidate { exercise, wanted, .. } = candidate;
    let trials = trial::runs(&candidate.program)?;
    let brief = exercise.brief()?;
    let problem = problem::first(&trials, wanted, brief.allows_more_order());
    // Of the run that is spoken of, or else of the first.
    let said = match &problem {
        Some(Problem::Fails(failure)) => &failure.trial.stderr,
        _ => &trials[0].stderr,
    };
    screen::pass_on(said);
    if let Some(problem) = problem {
        writeln!(screen, "{}: {}\n", failure("not yet"), problem.reason())?;
        candidate.explain(&problem, screen)?;
        return Ok(Finding::Wrong);
    }
    if let Some(text) = misprediction(candidate)? {
        writeln!(screen, "{}: another count\n\n{text}", failure("not yet"))?;
        return Ok(Finding::Wrong);
    }
    let counts = exercise.counts()?;
    writeln!(screen, "{}: {exercise}. {counts}", success("right"))?;
    Ok(Finding::Right)
}

/// What is to be said of a prediction that is asked for, and is not the number of outputs.
fn misprediction(candidate: &Candidate<'_>) -> Result<Option<String>> {
    let Ok(count) = candidate.wanted.count() else { return Ok(None) };
    if candidate.exercise.brief()?.prediction() == Prediction::NotAsked {
        return Ok(None);
    }
    Ok(match Brief::of(&candidate.source).prediction() {
        Prediction::Count(predicted) if predicted == count.to_string() => None,
        Prediction::Count(predicted) => {
            let is_more = |predicted: u128| count > predicted.into();
            let more =
                if predicted.parse().is_ok_and(is_more) { "more" } else { "fewer" };
            Some(format!(
                "The order is right. You predict {predicted}, and there are {more} \
                 possible outputs."
            ))
        }
        Prediction::Open | Prediction::NotAsked => Some(
            "The order is right. How many outputs are possible? Write your prediction \
             into the line `//! Prediction:`."
                .to_owned(),
        ),
    })
}

//! `check 3a`: whether the learner's program keeps the order that the exercise asks for.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use process_order::Order;

use super::desk::Desk;
use super::explain::Answer;
use super::journal::State;
use super::problem::{self, Problem};
use super::{at_hand, build, trial};
use crate::outcome::{Finding, Outcome};
use crate::subject::brief::{Brief, Prediction};
use crate::subject::exercise::Exercise;
use crate::subject::files::{read, shown};
use crate::subject::program;
use crate::terminal::screen::{self, Screen, failure, success};

/// Whose program is checked; without one of these, the learner's.
#[derive(Clone, Copy, Args)]
pub(crate) struct Version {
    /// Check the exercise as it is given.
    #[arg(long, conflicts_with = "solution")]
    given: bool,
    /// Check the solution.
    #[arg(long)]
    solution: bool,
}

impl Version {
    pub(crate) const MINE: Self = Self { given: false, solution: false };

    pub(crate) fn is_mine(self) -> bool {
        !self.given && !self.solution
    }
}

/// Checks an exercise, and writes down how that went.
pub(crate) fn run(
    exercise: Option<&Exercise>,
    version: Version,
    screen: &mut Screen,
) -> Outcome {
    let exercise = &at_hand(exercise)?;
    let Some(subject) = Subject::of(exercise, version)? else {
        writeln!(
            screen,
            "{}: {exercise} does not compile: see above.",
            failure("not yet")
        )?;
        return Ok(Finding::Wrong);
    };
    let finding = subject.check(screen)?;
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

/// A program that is built, and what it is held against.
struct Subject<'a> {
    exercise: &'a Exercise,
    program: PathBuf,
    /// The file, as one can open it from where the command is called.
    path: String,
    source: String,
    wanted: Order,
}

impl<'a> Subject<'a> {
    /// Nothing when it does not compile.
    fn of(exercise: &'a Exercise, version: Version) -> Result<Option<Self>> {
        let desk = Desk::find();
        let number = exercise.number();
        let (path, program) = if version.given {
            let path = exercise.original();
            let program = program::built(&format!("exercise{number}"), &path)?;
            (path, program)
        } else if version.solution {
            let path = exercise.solution();
            let program = program::built(&format!("solution{number}"), &path)?;
            (path, program)
        } else {
            let path = desk.file(exercise);
            if !path.exists() {
                bail!(
                    "{exercise} is not started: `cargo workbook start {exercise}`"
                );
            }
            let Some(program) = build::build(&desk, exercise)? else {
                return Ok(None);
            };
            (path, program)
        };
        let source = read(&path)?;
        let path = shown(&path);
        Ok(Some(Self {
            exercise,
            program,
            path,
            source,
            wanted: exercise.wanted()?,
        }))
    }

    fn check(&self, screen: &mut Screen) -> Outcome {
        let Self { exercise, wanted, .. } = self;
        let trials = trial::runs(&self.program)?;
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
            let answer = Answer {
                path: &self.path,
                source: &self.source,
                program: &self.program,
                solution: &read(&exercise.solution())?,
                wanted,
            };
            answer.explain(&problem, screen)?;
            return Ok(Finding::Wrong);
        }
        if self.is_mispredicted(screen)? {
            return Ok(Finding::Wrong);
        }
        let counts = exercise.counts()?;
        writeln!(screen, "{}: {exercise}. {counts}", success("right"))?;
        Ok(Finding::Right)
    }

    /// Whether a prediction is asked for, and is not the number of outputs.
    fn is_mispredicted(&self, screen: &mut Screen) -> Result<bool> {
        let Ok(count) = self.wanted.count() else { return Ok(false) };
        let asked = self.exercise.brief()?.prediction() != Prediction::NotAsked;
        let text = match Brief::of(&self.source).prediction() {
            _ if !asked => return Ok(false),
            Prediction::Count(predicted) if predicted == count.to_string() => {
                return Ok(false);
            }
            Prediction::Count(predicted) => {
                let more = predicted.parse().is_ok_and(|predicted: u128| count > predicted.into());
                let more = if more { "more" } else { "fewer" };
                format!(
                    "The order is right. You predict {predicted}, and there are {more} \
                     possible outputs."
                )
            }
            Prediction::Open | Prediction::NotAsked => {
                "The order is right. How many outputs are possible? Write your prediction \
                 into the line `//! Prediction:`."
                    .to_owned()
            }
        };
        writeln!(screen, "{}: another count\n\n{text}", failure("not yet"))?;
        Ok(true)
    }
}

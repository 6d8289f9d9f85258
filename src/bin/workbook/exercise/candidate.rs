//! The program that is checked: the learner's, or one that the workbook has.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Cases, Order};

use super::desk::Desk;
use super::trial::hurried;
use super::{all_runs, build};
use crate::subject::exercise::{Exercise, Language};
use crate::subject::explored::{self, Explored, How};
use crate::subject::files::{read, shown};
use crate::subject::program;
use crate::words::words;

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

    /// The file, and the program that is made of it; nothing when it does not compile.
    fn built(self, exercise: &Exercise) -> Result<Option<(PathBuf, PathBuf)>> {
        if self.given {
            return of_workbook(exercise, "exercise", exercise.original());
        }
        if self.solution {
            return of_workbook(exercise, "solution", exercise.solution());
        }
        let desk = Desk::find();
        let path = desk.file(exercise);
        if !path.exists() {
            bail!(words!(
                "{exercise} is not started: `cargo workbook start {exercise}`",
                exercise
            ));
        }
        Ok(build::build(&desk, exercise)?.map(|program| (path, program)))
    }
}

/// A file of the workbook's, and the program that is made of it: of a `kind` in Rust.
fn of_workbook(
    exercise: &Exercise,
    kind: &str,
    path: PathBuf,
) -> Result<Option<(PathBuf, PathBuf)>> {
    let program = match exercise.language() {
        Language::Rust => {
            let name = format!("{kind}{}", exercise.number());
            Some(program::built(&name, &path)?)
        }
        Language::C => build::c_program(exercise, &path)?,
    };
    Ok(program.map(|program| (path, program)))
}

/// A program that is built, and what it is held against.
pub(crate) struct Candidate<'a> {
    pub(crate) exercise: &'a Exercise,
    pub(crate) program: PathBuf,
    /// The file, as one can open it from where the command is called.
    pub(crate) path: String,
    pub(crate) source: String,
    /// All runs of the solution.
    pub(crate) solution: Cases,
    /// The order of its lines; of several, the first.
    pub(crate) wanted: Order,
}

impl<'a> Candidate<'a> {
    /// Nothing when it does not compile.
    pub(crate) fn of(
        exercise: &'a Exercise,
        version: Version,
    ) -> Result<Option<Self>> {
        let Some((path, program)) = version.built(exercise)? else {
            return Ok(None);
        };
        let (source, path) = (read(&path)?, shown(&path));
        let solution = exercise.wanted()?;
        let Some(wanted) = solution.orders().first().map(Order::with_whole_lines)
        else {
            bail!(words!(
                "the solution of {exercise} has no run that ends",
                exercise
            ));
        };
        Ok(Some(Self { exercise, program, path, source, solution, wanted }))
    }

    /// All its runs, as far as they can be made; no more when one of them is wrong.
    pub(crate) fn all_runs(&self, how: &How) -> Result<Explored> {
        let name = words!("exercise {exercise}", exercise = self.exercise);
        // What one order lacks, another one of several may be.
        let is_one = self.solution.orders().len() == 1;
        explored::of_exercise(&name, &hurried(&self.program), how, |order| {
            is_one && all_runs::lacks(order, &self.wanted)
        })
    }
}

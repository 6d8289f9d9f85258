//! A program of the learner's own: a file in `my/src/bin`, made by `cargo workbook new`.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::DoesNotCompile;
use super::exercise::Exercise;
use super::files::shown;
use crate::exercise::build;
use crate::exercise::desk::Desk;
use crate::words::words;

/// A program in `my`.
#[derive(Clone, Debug)]
pub(crate) struct Mine {
    name: String,
}

impl fmt::Display for Mine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Mine {
    /// The program of this name, if there is one.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let is_there = is_good(name) && Desk::find().program(name).is_file();
        is_there.then(|| Self { name: name.to_owned() })
    }

    /// The learner's folder, as one can name it.
    pub(crate) fn folder() -> String {
        shown(Desk::find().folder())
    }

    /// A command that runs it. It is built if it was changed.
    pub(crate) fn command(&self) -> Result<Command> {
        command(&self.name, build::program(&Desk::find(), &self.name)?)
    }
}

/// A command that runs the learner's program for `exercise`.
pub(crate) fn exercise(exercise: &Exercise) -> Result<Command> {
    let desk = Desk::find();
    if !desk.file(exercise).exists() {
        bail!(words!(
            "{exercise} is not started: `cargo workbook start {exercise}`",
            exercise
        ));
    }
    command(&exercise.number(), build::build(&desk, exercise)?)
}

/// A command that runs `program`, which is called `name`; nothing compiles to nothing.
fn command(name: &str, program: Option<PathBuf>) -> Result<Command> {
    match program {
        Some(program) => Ok(Command::new(program)),
        None => Err(DoesNotCompile(name.to_owned()).into()),
    }
}

/// Whether a program can have this name: cargo asks for letters, digits, `-` and `_`.
pub(crate) fn is_good(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

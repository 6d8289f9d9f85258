//! The Python twin of a lesson, and the interpreter that runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;
use process_order::Order;

use crate::subject::lesson::Lesson;
use crate::subject::program;
use crate::words::{cause, words};

/// The Python twin of a lesson.
#[derive(Clone, Debug)]
pub(crate) struct Twin {
    pub(crate) lesson: Lesson,
    python: Option<PathBuf>,
}

impl Twin {
    /// The twin of `lesson`, run by the interpreter that `side` names.
    pub(crate) fn new(lesson: Lesson, side: &Side) -> Self {
        Self { lesson, python: side.python.clone() }
    }

    /// A command that runs it.
    pub(crate) fn command(&self) -> Result<Command> {
        Ok(Python::find(self.python.as_deref())?.command(&self.lesson))
    }
}

/// Which of the two programs of a lesson: Rust or Python.
#[derive(Args, Default)]
pub(crate) struct Side {
    /// The Python twin in place of the Rust lesson.
    #[arg(long)]
    pub(crate) twin: bool,
    /// The CPython, 3.6 or newer, that runs the twin; else python3 on the path.
    #[arg(long, value_name = "PATH", requires = "twin")]
    python: Option<PathBuf>,
}

impl Side {
    /// The twin, run by the interpreter at `path`.
    pub(crate) fn twin_by(path: &Path) -> Self {
        Self { twin: true, python: Some(path.to_owned()) }
    }

    /// The order of a typical run of it.
    pub(crate) fn order(&self, lesson: &Lesson) -> Result<Order> {
        if self.twin { lesson.twin_order() } else { lesson.order() }
    }

    /// A command that runs it.
    pub(crate) fn command(&self, lesson: &Lesson) -> Result<Command> {
        if self.twin {
            Ok(Python::find(self.python.as_deref())?.command(lesson))
        } else {
            program::of(lesson)
        }
    }
}

/// `the twin of lesson 3`
pub(crate) fn twin_of(lesson: &Lesson) -> String {
    words!("the twin of lesson {number}", number = lesson.number)
}

/// A `CPython`, 3.6 or newer.
pub(crate) struct Python {
    path: PathBuf,
    /// `CPython 3.6`
    pub(crate) name: String,
}

impl Python {
    /// The interpreter at `path`, or `python3` on the path.
    pub(crate) fn find(path: Option<&Path>) -> Result<Self> {
        const SAY: &str = "import sys; \
            print(sys.implementation.name, *sys.version_info[:2], sys.executable)";
        let path = path.unwrap_or(Path::new("python3")).to_owned();
        let name = path.display();
        let output = match Command::new(&path).args(["-c", SAY]).output() {
            Ok(output) => output,
            Err(error) => bail!(words!(
                "cannot run {name}: {error}. Name a CPython, 3.6 or newer, by --python",
                name,
                error = cause(&error)
            )),
        };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<_> = text.trim_end().splitn(4, ' ').collect();
        match words[..] {
            ["cpython", "3", minor, ref own @ ..]
                if minor.parse::<u32>().is_ok_and(|minor| minor >= 6) =>
            {
                // A name on the path may be that of a script that looks for the interpreter.
                let path = own.first().map_or(path, PathBuf::from);
                Ok(Self { name: format!("CPython 3.{minor}"), path })
            }
            _ => bail!(words!(
                "{name} is no CPython, 3.6 or newer. Name a CPython, 3.6 or newer, by \
                 --python",
                name
            )),
        }
    }

    /// The interpreter.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A command that runs the twin of `lesson`. What the environment may have set to
    /// change what Python writes is cleared.
    pub(crate) fn command(&self, lesson: &Lesson) -> Command {
        let mut command = Command::new(&self.path);
        command.arg(lesson.file("twin.py")).env_remove("PYTHONUNBUFFERED");
        command
    }
}

//! The Python twin of a lesson, and the interpreter that runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::lesson::Lesson;

/// A `CPython`, 3.6 or newer.
pub(crate) struct Python {
    path: PathBuf,
}

impl Python {
    /// The interpreter at `path`, or `python3` on the path.
    pub(crate) fn find(path: Option<&Path>) -> Result<Self> {
        const SAY: &str =
            "import sys; print(sys.implementation.name, *sys.version_info[:2])";
        let path = path.unwrap_or(Path::new("python3")).to_owned();
        let name = path.display();
        let output = Command::new(&path).args(["-c", SAY]).output();
        let output = output.with_context(|| {
            format!("there is no {name}: name a CPython, 3.6 or newer, by --python")
        })?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<_> = text.split_whitespace().collect();
        match words[..] {
            ["cpython", "3", minor]
                if minor.parse::<u32>().is_ok_and(|minor| minor >= 6) =>
            {
                Ok(Self { path })
            }
            _ => bail!("{name} is no CPython, 3.6 or newer: name one by --python"),
        }
    }

    /// A command that runs the twin of `lesson`. What the environment may have set to
    /// change what Python writes is cleared.
    pub(crate) fn command(&self, lesson: &Lesson) -> Command {
        let mut command = Command::new(&self.path);
        command.arg(lesson.file("twin.py")).env_remove("PYTHONUNBUFFERED");
        command
    }
}

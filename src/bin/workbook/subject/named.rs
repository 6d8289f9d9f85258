//! The program that is named on the command line: by one word, or by all that comes after
//! `--`.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::Subject;
use super::twin::{Side, Twin};
use crate::words::{self, words};

/// A command, word by word.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    program: OsString,
    arguments: Vec<OsString>,
}

impl Words {
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command
    }

    /// As a shell takes it.
    pub(crate) fn quoted(&self) -> String {
        let words = [&self.program].into_iter().chain(&self.arguments);
        let words = words.map(|word| {
            let word = word.to_string_lossy();
            let is_plain =
                |c: char| c.is_ascii_alphanumeric() || "_./=:,@%+-".contains(c);
            if !word.is_empty() && word.chars().all(is_plain) {
                word.into_owned()
            } else {
                format!("'{}'", word.replace('\'', "'\\''"))
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn is_python(&self) -> bool {
        let name = Path::new(&self.program).file_name().unwrap_or_default();
        name.to_string_lossy().starts_with("python")
    }
}

/// As one would type it, without quotes.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.program.display())?;
        self.arguments.iter().try_for_each(|it| write!(f, " {}", it.display()))
    }
}

/// The program that `name` or `command` names: one of them, and no more.
pub(crate) fn subject(
    name: Option<&str>,
    command: &[OsString],
    side: &Side,
) -> Result<Subject> {
    let subject = match (name, command) {
        (Some(name), []) => name.parse()?,
        (None, [program, arguments @ ..]) => Subject::Command(Words {
            program: program.clone(),
            arguments: arguments.to_vec(),
        }),
        (None, []) => bail!(words!(
            "name a program: a lesson (3), an exercise (3a), a program of your own in `my`, \
             a file (puzzle.c, script.py, job.sh), or a command after `--`"
        )),
        (Some(name), _) => bail!(words!(
            "{name} is one program, and what comes after `--` is another one",
            name = words::quoted(name)
        )),
    };
    if !side.twin {
        return Ok(subject);
    }
    match subject {
        Subject::Lesson(lesson) => Ok(Subject::Twin(Twin::new(lesson, side))),
        _ => bail!(words!("only a lesson has a Python twin")),
    }
}

/// The program and the file that are named. When a command is the program, the first word is
/// the file.
pub(crate) fn with_file(
    program: Option<&str>,
    file: Option<&Path>,
    command: &[OsString],
) -> Result<(Option<String>, Option<PathBuf>)> {
    if command.is_empty() {
        return Ok((program.map(str::to_owned), file.map(Path::to_owned)));
    }
    if file.is_some() {
        bail!(words!(
            "what comes after `--` is the program, so FILE alone may come before it"
        ));
    }
    Ok((None, program.map(PathBuf::from)))
}

//! A file as a program: C is compiled, a script is given to its interpreter, and what can be
//! executed is.

use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::c;
use super::twin::Python;
use crate::words::words;

/// A file that can be run.
#[derive(Clone, Debug)]
pub(crate) struct ProgramFile {
    /// As it was named.
    name: String,
    /// So that execve(2) does not look for it elsewhere.
    path: PathBuf,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    C,
    Python,
    /// A script: the words of its `#!` line, or `sh`.
    Script(Vec<String>),
    Executable,
}

/// As it was named.
impl fmt::Display for ProgramFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl ProgramFile {
    /// The file of this name, if there is one.
    ///
    /// # Errors
    ///
    /// It is there, but cannot be run; what to do is said.
    pub(crate) fn find(name: &str) -> Result<Option<Self>> {
        let Ok(metadata) = fs::metadata(name) else { return Ok(None) };
        if metadata.is_dir() {
            bail!(words!("{name} is a folder; name a file that is in there", name));
        }
        if !metadata.is_file() {
            bail!(words!("{name} is a FIFO or a device, and no program", name));
        }
        let path = std::path::absolute(name)
            .with_context(|| words!("cannot find {name}", name))?;
        let is_executable = metadata.permissions().mode() & 0o111 != 0;
        let kind = match path.extension().and_then(|it| it.to_str()) {
            Some("c") => Kind::C,
            Some("py") => Kind::Python,
            Some("rs") => bail!(words!(
                "{name} is a source file of Rust, which cargo has to compile: `cargo \
                 workbook new NAME` makes a program of your own to copy it into",
                name
            )),
            // A script without the right to be executed, too.
            extension => match interpreter(&path)? {
                Some(words) => Kind::Script(words),
                None if is_executable => Kind::Executable,
                None if extension == Some("sh") => {
                    Kind::Script(vec!["sh".to_owned()])
                }
                None => bail!(words!(
                    "{name} cannot be executed, and its name does not end in .c, .py or \
                     .sh: `chmod +x {name}` if it is a program",
                    name
                )),
            },
        };
        Ok(Some(Self { name: name.to_owned(), path, kind }))
    }

    /// A command that runs it; C is compiled first.
    pub(crate) fn command(&self) -> Result<Command> {
        let by = |interpreter: &Path| {
            let mut command = Command::new(interpreter);
            command.arg(&self.path);
            command
        };
        Ok(match &self.kind {
            Kind::C => Command::new(c::compiled(&self.name, &self.path)?),
            Kind::Python => by(Python::find(None)?.path()),
            Kind::Script(words) => {
                let mut command = Command::new(&words[0]);
                command.args(&words[1..]).arg(&self.path);
                command
            }
            Kind::Executable => Command::new(&self.path),
        })
    }

    /// What is done with it.
    pub(crate) fn meaning(&self) -> String {
        match &self.kind {
            Kind::C => {
                words!(
                    "a C program, compiled with `{compiler}`",
                    compiler = c::COMPILER
                )
            }
            Kind::Python => words!("a Python program, run by python3").to_owned(),
            Kind::Script(words) => {
                words!(
                    "a script, run by {interpreter}",
                    interpreter = words.join(" ")
                )
            }
            Kind::Executable => words!("an executable").to_owned(),
        }
    }

    /// Whether what it does is all in one file, after it was compiled.
    pub(crate) fn is_binary(&self) -> bool {
        matches!(self.kind, Kind::C | Kind::Executable)
    }

    pub(crate) fn is_python(&self) -> bool {
        match &self.kind {
            Kind::Python => true,
            Kind::Script(words) => words.iter().any(|word| word.contains("python")),
            Kind::C | Kind::Executable => false,
        }
    }
}

/// What is after `#!` in the first line: the interpreter, and one argument at most, as
/// execve(2) has it.
fn interpreter(path: &Path) -> Result<Option<Vec<String>>> {
    /// The kernel reads as much.
    const MOST: u64 = 256;
    let file = File::open(path)
        .with_context(|| words!("cannot read {path}", path = path.display()))?;
    let mut line = Vec::new();
    BufReader::new(file.take(MOST)).read_until(b'\n', &mut line)?;
    let Some(line) = line.strip_prefix(b"#!") else { return Ok(None) };
    let line = String::from_utf8_lossy(line);
    let words = line.trim().splitn(2, [' ', '\t']).map(|it| it.trim().to_owned());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    Ok((!words.is_empty()).then_some(words))
}

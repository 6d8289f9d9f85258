//! In which language the program of a puzzle is written.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};
use clap::ValueEnum;

use super::model::AtEnd;
use super::program::{Program, Step};
use super::{Name, c, python, rust};
use crate::words::{self, translated, words};

/// A language in which a puzzle can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// With this workbook's `Process`.
    Rust,
    /// With `multiprocessing`.
    Python,
    /// With fork(2), as in a course on operating systems.
    C,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::Rust, Self::Python, Self::C];

    pub(super) fn written(self, program: &Program) -> String {
        match self {
            Self::Rust => rust::written(program),
            Self::Python => python::written(program),
            Self::C => c::written(program),
        }
    }

    /// Whether all runs of the program can be made in this language. Who waits for either of two
    /// processes of Python waits for the end of a pipe, which a process closes before it has
    /// ended, so that a look at it then depends on the kernel.
    pub(super) fn suits(self, program: &Program) -> bool {
        let any = |is: fn(&Step) -> bool| program.steps().any(|(_, step)| is(step));
        self != Self::Python
            || !any(|step| *step == Step::WaitAny)
            || !any(|step| matches!(step, Step::Look { .. }))
    }

    /// What a process does at its end: C has no library that would wait for its children.
    pub(super) fn at_end(self) -> AtEnd {
        match self {
            Self::Rust | Self::Python => AtEnd::WaitsForChildren,
            Self::C => AtEnd::IsGone,
        }
    }

    /// The word for it on the command line, which Markdown knows too.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::C => "c",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Rust => "rs",
            Self::Python => "py",
            Self::C => "c",
        }
    }

    /// `Rust`
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::C => "C",
        }
    }

    /// What compiles or runs it: the program, what that is, and the package that has it. Cargo,
    /// which has built this workbook, is there.
    fn tool(self) -> Option<[&'static str; 3]> {
        match self {
            Self::Rust => None,
            Self::Python => Some(["python3", "Python", "python3"]),
            Self::C => Some(["cc", translated!("a C compiler"), "gcc"]),
        }
    }

    /// The tool, if it is not there.
    pub(super) fn missing(self) -> Option<[&'static str; 3]> {
        let tool = self.tool()?;
        let tried = Command::new(tool[0])
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        (!tried.is_ok_and(|status| status.success())).then_some(tool)
    }

    /// That there is what compiles or runs it; otherwise what to do.
    pub(crate) fn need(self, name: Name) -> Result<()> {
        let Some([tool, what, package]) = self.missing() else { return Ok(()) };
        let others = Self::ALL.into_iter().rev().filter(|it| *it != self);
        let other = others.into_iter().find(|it| it.missing().is_none());
        let other = Name { language: other.unwrap_or(Self::Rust), ..name };
        bail!(words!(
            "a puzzle in {language} takes {what}, and there is no {tool} here. Install it, with \
             `sudo apt install {package}` for one, or ask for the puzzle in another language: \
             `cargo workbook puzzle {other}`",
            language = self.title(),
            what = words::of(what),
            tool,
            package,
            other = other.arguments()
        ))
    }
}

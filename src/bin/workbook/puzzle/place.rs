//! Where the program of a puzzle is, so that it can be asked about.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Language, Puzzle};
use crate::exercise::build;
use crate::exercise::desk::Desk;
use crate::subject::files::shown;
use crate::subject::{DoesNotCompile, Subject};
use crate::words::words;

/// A program that is written to a file.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    /// By which other commands know it.
    pub(crate) name: String,
}

impl Puzzle {
    /// Writes its program to the folder `puzzles` of `desk`, or among the programs that cargo
    /// builds there.
    pub(crate) fn save(&self, desk: &Desk) -> Result<Place> {
        let stem = self.name.stem();
        let extension = self.name.language.extension();
        let folder = match self.name.language {
            Language::Rust => "src/bin",
            Language::Python | Language::C => "puzzles",
        };
        let file =
            desk.put(&format!("{folder}/{stem}.{extension}"), &self.source)?;
        let name = match self.name.language {
            Language::Rust => stem,
            Language::Python | Language::C => shown(&file),
        };
        Ok(Place { file, name })
    }

    /// A command that runs its program, which is at `place`. It is compiled first.
    pub(crate) fn command(&self, desk: &Desk, place: &Place) -> Result<Command> {
        let mut command = match self.name.language {
            Language::Rust => {
                let built = build::quietly(desk, &place.name)?;
                Command::new(
                    built.ok_or_else(|| DoesNotCompile(place.name.clone()))?,
                )
            }
            Language::Python | Language::C => {
                let path = place.file.to_str();
                let path =
                    path.context(words!("the folder has a name that is not UTF-8"))?;
                path.parse::<Subject>()?.command()?
            }
        };
        // With it Python writes a line in two pieces.
        command.env_remove("PYTHONUNBUFFERED");
        Ok(command)
    }
}

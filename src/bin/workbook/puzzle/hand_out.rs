//! Writes a sheet to a folder, all of its files or none.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::sheet::Sheet;
use super::{Name, html, key, markdown};
use crate::exercise::desk::Desk;
use crate::exercise::disk::{self, Lock};
use crate::terminal::harmless::harmless;
use crate::terminal::progress;
use crate::terminal::screen::Screen;
use crate::words::words;

/// A sheet to be written.
#[derive(Debug)]
pub(crate) struct HandOut {
    /// That of the first puzzle.
    pub(crate) name: Name,
    /// How many puzzles there are to be.
    pub(crate) count: usize,
    /// Whether files that are there are written over.
    pub(crate) force: bool,
}

/// The files of a sheet.
const FILES: [&str; 5] =
    ["sheet.md", "sheet.html", "answers.md", "answers.html", key::KEY];

/// The texts of the files, in the same order.
fn texts(sheet: &Sheet) -> [String; 5] {
    [
        markdown::puzzles(sheet),
        html::puzzles(sheet),
        markdown::answers(sheet),
        html::answers(sheet),
        key::written(sheet),
    ]
}

impl HandOut {
    /// Writes it to `folder`, or to one that is called after the puzzles.
    pub(crate) fn write(
        &self,
        folder: Option<&Path>,
        screen: &mut Screen,
    ) -> Result<()> {
        let folder = match folder {
            Some(folder) => folder.to_owned(),
            None => PathBuf::from(format!(
                "sheet-{}-{}",
                self.name.level.number(),
                self.name.seed
            )),
        };
        self.name.language.need(self.name)?;
        self.refuse_files(&folder)?;
        let sheet = self.sheet()?;
        // Somebody may have made it meanwhile.
        self.refuse_files(&folder)?;
        let cannot =
            || words!("cannot write the sheet to {path}", path = folder.display());
        fs::create_dir_all(&folder).with_context(cannot)?;
        for (name, text) in FILES.iter().zip(texts(&sheet)) {
            disk::replace(&folder.join(name), &text).with_context(cannot)?;
        }
        let shown = harmless(&folder.display().to_string()).into_owned();
        screen.say(&words!(
            "{count} puzzles are in {shown}: sheet.md and sheet.html for the class, answers.md \
             and answers.html for you, and key.json for `grade`.",
            count = self.count,
            shown
        ))?;
        screen.say(&words!(
            "The same sheet again: `cargo workbook puzzle --make {count} {name}`",
            count = self.count,
            name = self.name.arguments()
        ))?;
        screen
            .say(&words!("Next: `cargo workbook grade {shown} ANSWERS…`", shown))?;
        Ok(())
    }

    fn refuse_files(&self, folder: &Path) -> Result<()> {
        let is_there = |name: &&&str| folder.join(name).symlink_metadata().is_ok();
        match FILES.iter().find(is_there) {
            Some(name) if !self.force => bail!(words!(
                "{path} is there already, and is not written over: name another folder with \
                 --to, or say --force",
                path = folder.join(name).display()
            )),
            _ => Ok(()),
        }
    }

    fn sheet(&self) -> Result<Sheet> {
        let this = env::current_exe().context(words!("cannot find this program"))?;
        let folder = this.with_file_name("puzzles");
        fs::create_dir_all(&folder).with_context(|| {
            words!("cannot make {path}", path = folder.display())
        })?;
        // A program that locks its own file would wait for the same one of another sheet.
        let _alone = Lock::on(&folder)?;
        let desk = Desk::at(folder.join("desk"));
        let start = Instant::now();
        let count = self.count;
        let sheet = Sheet::make(self.name, count, &desk, |finished| {
            if start.elapsed() > Duration::from_secs(1) {
                progress::say(words!(
                    "{finished} of {count} puzzles are explored",
                    finished,
                    count
                ));
            }
        });
        drop(progress::clear());
        sheet
    }
}

//! What the learner has done: a text file, to be read, moved and edited by hand.
//!
//! One line an exercise, the one that was touched last at the end:
//!
//! ```text
//! 3a done 2026-11-24, 4 runs, 2 hints, the last after run 3
//! ```

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::mem;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, anyhow};
use chrono::Local;

use super::disk::{self, Lock};
use crate::subject::exercise::Exercise;
use crate::words::words;

/// How far the learner is with an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Started,
    Done,
    Skipped,
}

/// What is known of one exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    name: String,
    pub(crate) state: State,
    date: String,
    /// How often it was built and run.
    pub(crate) runs: usize,
    /// How many hints were shown.
    pub(crate) hints: usize,
    /// After which run the last of them was shown.
    pub(crate) last_hint: usize,
}

pub(crate) struct Journal {
    path: PathBuf,
    lines: Vec<Line>,
}

enum Line {
    Entry(Entry),
    /// The learner's own.
    Other(String),
}

impl Journal {
    pub(crate) fn read(path: PathBuf) -> Result<Self> {
        let text = match disk::read(&path) {
            // The learner may have written anything; nothing of it may be lost.
            Ok(bytes) => String::from_utf8(bytes).map_err(|error| error.to_string()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(error.to_string()),
        };
        let text = text.map_err(|why| {
            anyhow!(words!(
                "cannot read {name}, where your progress should be: {why}",
                name = path.display(),
                why
            ))
        })?;
        let line = |line: &str| match line.parse() {
            Ok(entry) => Line::Entry(entry),
            Err(NoEntry) => Line::Other(line.to_owned()),
        };
        Ok(Self { path, lines: text.lines().map(line).collect() })
    }

    fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.lines.iter().filter_map(|line| match line {
            Line::Entry(entry) => Some(entry),
            Line::Other(_) => None,
        })
    }

    pub(crate) fn entry(&self, exercise: &Exercise) -> Option<&Entry> {
        let name = exercise.to_string();
        self.entries().find(|entry| entry.name == name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries().next().is_none()
    }

    /// Whether any exercise was ever built and run.
    pub(crate) fn has_runs(&self) -> bool {
        self.entries().any(|entry| entry.runs > 0)
    }

    pub(crate) fn state(&self, exercise: &Exercise) -> Option<State> {
        self.entry(exercise).map(|entry| entry.state)
    }

    /// The exercise that was touched last, if that is not done or skipped; else the next
    /// one.
    pub(crate) fn at_hand(&self, all: &[Exercise]) -> Option<Exercise> {
        let last = self.entries().next_back();
        let last = last.filter(|last| last.state == State::Started);
        let last = last.and_then(|last| {
            all.iter().find(|exercise| exercise.to_string() == last.name)
        });
        last.cloned().or_else(|| self.next(all))
    }

    /// The first open one behind the one that was touched last, or the first of all.
    pub(crate) fn next(&self, all: &[Exercise]) -> Option<Exercise> {
        let is_open = |exercise: &&Exercise| {
            matches!(self.state(exercise), None | Some(State::Started))
        };
        let last = self.entries().next_back().and_then(|last| {
            all.iter().position(|exercise| exercise.to_string() == last.name)
        });
        let behind = last.map_or(0, |last| last + 1);
        let (before, behind) = all.split_at(behind);
        behind.iter().chain(before).find(is_open).cloned()
    }

    /// Makes a change to what is known of `exercise`, and writes it down, together with what
    /// other commands have written down meanwhile.
    pub(crate) fn note(
        &mut self,
        exercise: &Exercise,
        change: impl FnOnce(&mut Entry),
    ) -> Result<()> {
        let file = disk::followed(&self.path);
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| {
            words!("cannot make {path}", path = folder.display())
        })?;
        let _lock = Lock::on(folder)?;
        *self = Self::read(mem::take(&mut self.path))?;
        let name = exercise.to_string();
        let place = self.lines.iter().position(
            |line| matches!(line, Line::Entry(entry) if entry.name == name),
        );
        let mut entry = match place.map(|place| self.lines.remove(place)) {
            Some(Line::Entry(entry)) => entry,
            _ => Entry::new(name),
        };
        let before = entry.state;
        change(&mut entry);
        if entry.state != before {
            entry.date = today();
        }
        self.lines.push(Line::Entry(entry));
        self.write_to(&file)
    }

    fn write_to(&self, file: &Path) -> Result<()> {
        let lines = self.lines.iter().map(ToString::to_string);
        let text = lines.collect::<Vec<_>>().join("\n") + "\n";
        disk::replace(file, &text)
            .with_context(|| words!("cannot write {path}", path = file.display()))
    }
}

impl Entry {
    fn new(name: String) -> Self {
        let state = State::Started;
        Self { name, state, date: today(), runs: 0, hints: 0, last_hint: 0 }
    }
}

fn today() -> String {
    Local::now().format("%Y-%m-%d").to_string()
}

/// A line is none of an exercise.
pub(crate) struct NoEntry;

impl FromStr for Entry {
    type Err = NoEntry;

    fn from_str(line: &str) -> std::result::Result<Self, NoEntry> {
        let mut parts = line.split(", ");
        let mut words = parts.next().unwrap_or_default().split_whitespace();
        let mut word = || words.next().ok_or(NoEntry);
        let (name, state, date) = (word()?, word()?, word()?);
        let state = match state {
            "started" => State::Started,
            "done" => State::Done,
            "skipped" => State::Skipped,
            _ => return Err(NoEntry),
        };
        let mut entry =
            Self { state, date: date.to_owned(), ..Self::new(name.to_owned()) };
        for part in parts {
            let mut words = part.split_whitespace();
            match (words.next(), words.next_back()) {
                (Some("the"), Some(run)) => entry.last_hint = number(run)?,
                (Some(runs), Some("run" | "runs")) => entry.runs = number(runs)?,
                (Some(hints), Some("hint" | "hints")) => {
                    entry.hints = number(hints)?;
                }
                _ => return Err(NoEntry),
            }
        }
        Ok(entry)
    }
}

fn number(text: &str) -> std::result::Result<usize, NoEntry> {
    text.parse().map_err(|_| NoEntry)
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(entry) => entry.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, state, date, runs, hints, last_hint } = self;
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        write!(f, "{name} {state} {date}, {runs} run{}", plural(*runs))?;
        if *hints > 0 {
            let s = plural(*hints);
            write!(f, ", {hints} hint{s}, the last after run {last_hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Skipped => "skipped",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Entry;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        for line in [
            "3a started 2026-11-24, 0 runs",
            "3a skipped 2026-11-24, 1 run, 1 hint, the last after run 0",
            "10b done 2026-11-24, 12 runs, 4 hints, the last after run 11",
        ] {
            let entry = line.parse::<Entry>().ok().map(|entry| entry.to_string());
            assert_eq!(entry.as_deref(), Some(line));
        }
        for line in
            ["", "my notes", "3a", "3a half 2026-11-24", "3a done 2026-11-24, x"]
        {
            assert!(line.parse::<Entry>().is_err(), "{line}");
        }
    }
}

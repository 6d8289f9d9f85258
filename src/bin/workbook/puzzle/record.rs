//! What was answered, in a file that one can read: a line an answer.
//!
//! ```text
//! 2026-11-24 09:30 | seed 7 | level 3 | c | count | 6 | right
//! 2026-11-24 09:31 | seed 8 | level 3 | c | pair | always | wrong, it is sometimes
//! ```

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::Local;

use super::question::Reply;
use super::{Level, Name, Puzzle};
use crate::exercise::desk::Desk;
use crate::exercise::disk;
use crate::subject::files::shown;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::number;
use crate::words::words;

/// How the puzzles of one level were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) right: usize,
    pub(crate) answered: usize,
}

/// What was answered so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Level by level, from the first.
    pub(crate) scores: [Score; 5],
    /// The last answers, as they are written down.
    pub(crate) last: Vec<String>,
    /// How many lines are none of ours.
    pub(crate) unreadable: usize,
}

/// Where it is.
pub(crate) fn file(desk: &Desk) -> PathBuf {
    desk.folder().join("puzzles/record.txt")
}

/// Writes down that `reply` was given.
pub(crate) fn keep(desk: &Desk, puzzle: &Puzzle, reply: Reply) -> Result<()> {
    let Name { seed, level, language } = puzzle.name;
    let verdict = if reply == puzzle.reply {
        "right".to_owned()
    } else {
        format!("wrong, it is {}", puzzle.reply)
    };
    let line = format!(
        "{} | seed {seed} | level {} | {} | {} | {reply} | {verdict}\n",
        Local::now().format("%Y-%m-%d %H:%M"),
        level.number(),
        language.word(),
        puzzle.question.kind(),
    );
    let path = file(desk);
    let cannot = || words!("cannot write {path}", path = path.display());
    fs::create_dir_all(path.parent().unwrap_or(desk.folder()))
        .with_context(cannot)?;
    // In one write, so that two commands at once do not get into each other's lines.
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .with_context(cannot)?;
    file.write_all(line.as_bytes()).with_context(cannot)
}

impl Record {
    /// What is written down; nothing when the file is not there yet.
    pub(crate) fn read(desk: &Desk) -> Result<Self> {
        /// So many answers are shown.
        const LAST: usize = 5;
        let path = file(desk);
        let bytes = match disk::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            bytes => bytes.with_context(|| {
                words!("cannot read {path}", path = path.display())
            })?,
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut record = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let Some((level, is_right)) = parse(line) else {
                record.unreadable += 1;
                continue;
            };
            let score = &mut record.scores[usize::from(level) - 1];
            score.answered += 1;
            score.right += usize::from(is_right);
            record.last.push(line.to_owned());
        }
        let too_many = record.last.len().saturating_sub(LAST);
        record.last.drain(..too_many);
        Ok(record)
    }

    /// Shows how the learner's puzzles have gone.
    pub(crate) fn show(screen: &mut Screen) -> Result<()> {
        let desk = Desk::find();
        let path = shown(&file(&desk));
        let record = Self::read(&desk)?;
        if record.last.is_empty() {
            screen.say(words!(
                "No puzzle is answered yet: `cargo workbook puzzle` asks one."
            ))?;
        }
        for (number, Score { right, answered }) in (1..).zip(record.scores) {
            if let (Some(level), 1..) = (Level::of(number), answered) {
                let level = level.about();
                screen.say(&words!(
                    "level {number} ({level}): {right} of {answered} right",
                    number,
                    level,
                    right,
                    answered
                ))?;
            }
        }
        if !record.last.is_empty() {
            screen.say(&words!("\nThe last answers; all are in {path}.", path))?;
        }
        for line in &record.last {
            screen.hang("  ", &harmless(line))?;
        }
        if record.unreadable > 0 {
            let lines = number::so_many(record.unreadable as u64, "line");
            screen.say(&words!(
                "{path} has {lines} that cannot be read, and not counted.",
                path,
                lines
            ))?;
        }
        Ok(())
    }
}

/// The level of the puzzle, and whether the answer was right.
fn parse(line: &str) -> Option<(u8, bool)> {
    let cells: Vec<_> = line.split('|').map(str::trim).collect();
    let [_, _, level, _, _, _, verdict] = cells[..] else { return None };
    let level = level.strip_prefix("level ")?.parse().ok()?;
    let is_right = verdict == "right";
    let is_known = is_right || verdict.starts_with("wrong");
    (is_known && (1..=5).contains(&level)).then_some((level, is_right))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_line_that_is_none_is_not_counted() {
        let line = "2026-11-24 09:30 | seed 7 | level 3 | c | count | 6 | right";
        assert_eq!(parse(line), Some((3, true)));
        assert_eq!(
            parse(&line.replace("right", "wrong, it is 8")),
            Some((3, false))
        );
        for damaged in [
            line.replace("level 3", "level 6"),
            line.replace("right", "?"),
            "x".to_owned(),
        ] {
            assert_eq!(parse(&damaged), None, "{damaged}");
        }
    }
}

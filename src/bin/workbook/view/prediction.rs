//! How many outputs a learner expects a program to have, and how many it has.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};

use anyhow::{Context, Result};
use chrono::Local;
use num_bigint::BigUint;

use crate::exercise::desk::Desk;
use crate::outcome::Finding;
use crate::subject::files::shown;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::number;
use crate::words::words;

/// What was expected, and what is known.
pub(crate) struct Prediction {
    predicted: BigUint,
    count: BigUint,
    /// Whether there may be more outputs than these.
    is_open: bool,
}

/// What a prediction is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worth {
    Right,
    Wrong,
    Open,
}

impl Prediction {
    pub(crate) fn new(
        predicted: &BigUint,
        count: &BigUint,
        is_complete: bool,
    ) -> Self {
        let (predicted, count) = (predicted.clone(), count.clone());
        Self { predicted, count, is_open: !is_complete }
    }

    fn worth(&self) -> Worth {
        if self.is_open && self.predicted >= self.count {
            Worth::Open
        } else if self.predicted == self.count {
            Worth::Right
        } else {
            Worth::Wrong
        }
    }

    pub(crate) fn finding(&self) -> Finding {
        Finding::right_if(self.worth() != Worth::Wrong)
    }

    /// `You predicted 6: wrong.`
    pub(crate) fn tell(&self, screen: &mut Screen) -> io::Result<()> {
        let predicted = number::grouped(&self.predicted);
        let worth = match self.worth() {
            Worth::Right => success(words!("right")),
            Worth::Wrong => failure(words!("wrong")),
            Worth::Open => words!("that may be").into(),
        };
        screen.say(&words!("You predicted {predicted}: {worth}.", predicted, worth))
    }

    /// Adds a line to `predictions.txt` in the learner's folder.
    pub(crate) fn keep(&self, program: &str) -> Result<()> {
        let desk = Desk::find();
        desk.refuse_bad_folder()?;
        let file = desk.folder().join("predictions.txt");
        let cannot = || words!("cannot write to {path}", path = shown(&file));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(cannot)?;
        }
        let at_least = if self.is_open { "at least " } else { "" };
        let line = format!(
            "{}  {program}: predicted {}, has {at_least}{}\n",
            Local::now().format("%Y-%m-%d %H:%M"),
            self.predicted,
            self.count
        );
        let mut opened = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&file)
            .with_context(cannot)?;
        // In one write: another command may be adding its own.
        opened.write_all(line.as_bytes()).with_context(cannot)
    }
}

//! What the map says of the exercises.

use anyhow::Result;

use super::desk::Desk;
use super::journal::{Journal, State};
use crate::subject::exercise::Exercise;
use crate::subject::lesson::Lesson;
use crate::words::words;

pub(crate) struct Overview {
    journal: Journal,
    at_hand: Option<Exercise>,
}

impl Overview {
    pub(crate) fn new() -> Result<Self> {
        let journal = Desk::find().journal()?;
        let at_hand = journal.at_hand(&Exercise::all()?);
        Ok(Self { journal, at_hand })
    }

    /// `a+ b> c`: the exercises of `lesson`.
    pub(crate) fn marks(&self, lesson: &Lesson) -> Result<String> {
        let exercises = Exercise::of(lesson)?.into_iter();
        let marked = exercises.map(|exercise| {
            let mark = match self.journal.state(&exercise) {
                _ if self.at_hand.as_ref() == Some(&exercise) => ">",
                Some(State::Done) => "+",
                Some(State::Skipped) => "-",
                Some(State::Started) | None => "",
            };
            format!("{}{mark}", exercise.letter)
        });
        Ok(marked.collect::<Vec<_>>().join(" "))
    }

    /// What to do next, when there was a beginning.
    pub(crate) fn next_step(&self) -> Option<String> {
        if self.journal.is_empty() {
            return None;
        }
        let Some(exercise) = &self.at_hand else {
            let all = words!("No exercise is open: all are done or skipped.");
            return Some(all.to_owned());
        };
        Some(match self.journal.state(exercise) {
            Some(State::Started) => words!(
                "Next: `cargo workbook check {exercise}` after a change, or `cargo \
                 workbook watch`.",
                exercise
            ),
            _ => words!("Next: `cargo workbook start {exercise}`.", exercise),
        })
    }
}

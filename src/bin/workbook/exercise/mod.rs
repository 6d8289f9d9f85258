//! What the learner does with an exercise: takes a copy of it, changes that, has it checked.

mod all_runs;
pub(crate) mod build;
pub(crate) mod candidate;
pub(crate) mod check;
pub(crate) mod desk;
pub(crate) mod disk;
mod explain;
mod fact;
mod failure;
mod gap;
pub(crate) mod hints;
pub(crate) mod journal;
mod last_seen;
mod load;
pub(crate) mod overview;
mod problem;
mod said;
mod suspect;
pub(crate) mod trial;
mod witness;

use anyhow::{Result, anyhow};

use crate::subject::exercise::Exercise;
use crate::words::words;
use desk::Desk;

/// The exercise that is named, or else the one at hand: the one that was started last, or
/// the first that is open.
pub(crate) fn at_hand(named: Option<&Exercise>) -> Result<Exercise> {
    let journal = Desk::find().journal()?;
    match named {
        Some(exercise) => Ok(exercise.clone()),
        None => journal.at_hand(&Exercise::all()?).ok_or_else(|| {
            anyhow!(words!(
                "no exercise is open; `cargo workbook` shows what was done"
            ))
        }),
    }
}

//! The four hints of an exercise: a question, the rule, the place, the patch.

use anyhow::{Result, bail};

use crate::subject::exercise::Exercise;
use crate::subject::files::read;

/// One of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    /// `question`
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// How many there are.
pub(crate) const COUNT: usize = 4;

/// The hints of `exercise`, the first to be read first.
pub(crate) fn of(exercise: &Exercise) -> Result<Vec<Hint>> {
    let path = exercise.hints();
    let text = read(&path)?;
    let hints = text.split("\n## ").skip(1).map(|section| {
        let (kind, text) = section.split_once('\n').unwrap_or((section, ""));
        Hint { kind: kind.trim().to_lowercase(), text: text.trim().to_owned() }
    });
    let hints: Vec<_> = hints.collect();
    if hints.len() != COUNT {
        bail!("{} has not {COUNT} hints", path.display());
    }
    Ok(hints)
}

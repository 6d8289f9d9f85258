//! The four hints of an exercise: a question, the rule, the place, the patch.

use anyhow::{Result, bail};

use crate::subject::exercise::Exercise;
use crate::subject::files::read;
use crate::words::words;

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
    let translation = exercise.translation();
    let path = translation.clone().unwrap_or_else(|| exercise.hints());
    let text = read(&path)?;
    // A translation has the brief first.
    let first = if translation.is_some() { 2 } else { 1 };
    let hints = text.split("\n## ").skip(first).map(|section| {
        let (kind, text) = section.split_once('\n').unwrap_or((section, ""));
        Hint { kind: kind.trim().to_lowercase(), text: text.trim().to_owned() }
    });
    let hints: Vec<_> = hints.collect();
    if hints.len() != COUNT {
        bail!(words!("{path} has not {COUNT} hints", path = path.display(), COUNT));
    }
    Ok(hints)
}

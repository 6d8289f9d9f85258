//! What a learner can name: a lesson or an exercise.

pub(crate) mod brief;
pub(crate) mod directed;
pub(crate) mod exercise;
pub(crate) mod files;
pub(crate) mod lesson;
pub(crate) mod line;
pub(crate) mod live;
pub(crate) mod program;
pub(crate) mod runs;
pub(crate) mod transcript;
pub(crate) mod twin;

use std::str::FromStr;

use anyhow::Result;

use exercise::Exercise;
use lesson::Lesson;

#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Lesson(Lesson),
    Exercise(Exercise),
}

/// `3`, `03` or `lesson03`; `3a`, `03a` or `exercise03a`.
impl FromStr for Subject {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let number = name.strip_prefix("exercise").unwrap_or(name);
        let is_exercise = number.starts_with(|c: char| c.is_ascii_digit())
            && number.ends_with(|c: char| c.is_ascii_alphabetic());
        if is_exercise {
            name.parse().map(Self::Exercise)
        } else {
            name.parse().map(Self::Lesson)
        }
    }
}

//! What a learner can name: a lesson, its twin, an exercise, a program of one's own, a file,
//! a command.

mod again;
pub(crate) mod brief;
pub(crate) mod c;
pub(crate) mod changed;
pub(crate) mod exercise;
pub(crate) mod explored;
pub(crate) mod file;
pub(crate) mod files;
pub(crate) mod lesson;
pub(crate) mod line;
pub(crate) mod live;
pub(crate) mod mended;
pub(crate) mod mine;
pub(crate) mod named;
pub(crate) mod possible;
pub(crate) mod program;
pub(crate) mod questions;
pub(crate) mod runs;
pub(crate) mod stillness;
pub(crate) mod transcript;
pub(crate) mod twin;
pub(crate) mod watchdog;

use std::process::Command;
use std::str::FromStr;

use anyhow::{Result, bail};
use process_order::Cases;
use serde_json::{Value, json};

use crate::words::{self, words};
pub(crate) use again::again;
use exercise::Exercise;
use file::ProgramFile;
use lesson::Lesson;
use mine::Mine;
use named::Words;
use twin::Twin;

/// A program to ask about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Lesson(Lesson),
    Twin(Twin),
    Exercise(Exercise),
    Mine(Mine),
    File(ProgramFile),
    Command(Words),
}

/// `3`, `03` or `lesson03`; `3a`, `03a` or `exercise03a`; `mine`, a program in `my`;
/// `puzzle.c`, a file. What can be a lesson or an exercise is one; a program in `my` comes
/// before a file of the same name.
impl FromStr for Subject {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let number = name.strip_prefix("exercise").unwrap_or(name);
        let number = number.strip_prefix("lesson").unwrap_or(number);
        if is_number(number) {
            return name.parse().map(Self::Lesson);
        }
        if is_exercise(number) {
            return name.parse().map(Self::Exercise);
        }
        if let Some(mine) = Mine::find(name) {
            return Ok(Self::Mine(mine));
        }
        if let Some(file) = ProgramFile::find(name)? {
            return Ok(Self::File(file));
        }
        bail!(words!(
            "there is no {quoted}: it is not the number of a lesson (3) or of an exercise \
             (3a), there is no program of that name in {folder}, and there is no such file. \
             `cargo workbook` lists the lessons, and `cargo workbook new {name}` would make \
             a program of your own. A command of several words comes after `--`",
            quoted = words::quoted(name),
            folder = Mine::folder(),
            name
        ))
    }
}

/// Whether it is `3` or `03`.
pub(crate) fn is_number(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_digit())
}

/// Whether it is `3a` or `03a`.
pub(crate) fn is_exercise(name: &str) -> bool {
    let number = name.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    is_number(number) && name.len() == number.len() + 1
}

impl Subject {
    /// A command that runs it, after it was built if that is needed.
    pub(crate) fn command(&self) -> Result<Command> {
        match self {
            Self::Lesson(lesson) => program::of(lesson),
            Self::Twin(twin) => twin.command(),
            Self::Exercise(exercise) => mine::exercise(exercise),
            Self::Mine(mine) => mine.command(),
            Self::File(file) => file.command(),
            Self::Command(words) => Ok(words.command()),
        }
    }

    /// `lesson 3`, `puzzle.c`, `` `sh -c …` ``
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Lesson(lesson) => {
                words!("lesson {number}", number = lesson.number)
            }
            Self::Twin(twin) => twin::twin_of(&twin.lesson),
            Self::Exercise(exercise) => words!("exercise {exercise}", exercise),
            Self::Mine(mine) => mine.to_string(),
            Self::File(file) => file.to_string(),
            Self::Command(words) => format!("`{words}`"),
        }
    }

    /// How a command is asked about it: `3`, `puzzle.c`, `-- sh -c …`.
    pub(crate) fn argument(&self) -> String {
        match self {
            Self::Lesson(lesson) => lesson.number.to_string(),
            Self::Twin(twin) => format!("{} --twin", twin.lesson.number),
            Self::Exercise(exercise) => exercise.to_string(),
            Self::Mine(mine) => mine.to_string(),
            Self::File(file) => file.to_string(),
            Self::Command(words) => format!("-- {}", words.quoted()),
        }
    }

    /// What the name was taken for, when that is not plain from the answer.
    pub(crate) fn meaning(&self) -> Option<String> {
        match self {
            Self::Lesson(_) | Self::Twin(_) => None,
            Self::Exercise(exercise) => Some(words!(
                "{exercise}: your program for exercise {exercise}",
                exercise
            )),
            Self::Mine(mine) => Some(words!(
                "{mine}: a program of your own, in {folder}",
                mine,
                folder = Mine::folder()
            )),
            Self::File(file) => {
                Some(words!("{file}: {meaning}", file, meaning = file.meaning()))
            }
            Self::Command(words) => Some(words!("{words}: a command", words)),
        }
    }

    /// Says on stderr what the name was taken for.
    pub(crate) fn say_meaning(&self) {
        if let Some(meaning) = self.meaning() {
            crate::terminal::screen::note(&meaning);
        }
    }

    /// The lesson, if it is one, or the twin of one.
    pub(crate) fn lesson(&self) -> Option<&Lesson> {
        match self {
            Self::Lesson(lesson) => Some(lesson),
            Self::Twin(twin) => Some(&twin.lesson),
            _ => None,
        }
    }

    /// What the answer to a question about it begins with.
    pub(crate) fn as_json(&self) -> Value {
        let mut head = json!({ "program": self.name() });
        if let Some(lesson) = self.lesson() {
            head["lesson"] = json!(lesson.number);
        }
        head
    }

    /// What its snapshot tells of it, if it has one: of the program as it was. It has an order.
    pub(crate) fn known(&self) -> Result<Option<Cases>> {
        let cases = match self {
            Self::Lesson(lesson) => lesson.cases()?,
            Self::Twin(twin) => twin.lesson.twin_cases()?,
            _ => return Ok(None),
        };
        if cases.orders().is_empty() {
            bail!(words!("the snapshot of {name} has no order", name = self.name()));
        }
        Ok(Some(cases))
    }

    /// Whether Python runs it, which has choices of its own: the order of a set.
    pub(crate) fn is_python(&self) -> bool {
        match self {
            Self::Twin(_) => true,
            Self::File(file) => file.is_python(),
            Self::Command(words) => words.is_python(),
            _ => false,
        }
    }
}

/// A program that does not compile. Its compiler has said why.
#[derive(Debug)]
pub(crate) struct DoesNotCompile(pub(crate) String);

impl std::fmt::Display for DoesNotCompile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", words!("{name} does not compile: see above", name = self.0))
    }
}

impl std::error::Error for DoesNotCompile {}

#[cfg(test)]
mod tests {
    use super::{is_exercise, is_number};

    #[test]
    fn a_number_is_a_lesson_and_a_letter_makes_it_an_exercise() {
        assert!(is_number("3") && is_number("03"));
        assert!(!is_number("") && !is_number("3a") && !is_number("a3"));
        assert!(is_exercise("3a") && is_exercise("03B"));
        assert!(!is_exercise("3") && !is_exercise("3ab") && !is_exercise("mine"));
    }
}

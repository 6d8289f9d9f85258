//! The exercises, as they lie beside their lessons; the originals are never written to. Most
//! are in Rust. One in C is a file that ends in `.c`, and everything else is the same.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, anyhow};
use process_order::Cases;

use super::brief::Brief;
use super::files;
use super::lesson::Lesson;
use crate::terminal::screen::wrapped;
use crate::view::number::{grouped, so_many_outputs};
use crate::words::{self, words};

/// One exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exercise {
    lesson: Lesson,
    pub(crate) letter: char,
    language: Language,
}

/// What an exercise is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    C,
}

impl Language {
    /// That of the file of this name; nothing when no exercise is in it.
    fn of(name: &Path) -> Option<Self> {
        match name.extension()?.to_str()? {
            "rs" => Some(Self::Rust),
            "c" => Some(Self::C),
            _ => None,
        }
    }

    /// How the names of its files end.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Rust => "rs",
            Self::C => "c",
        }
    }
}

/// `3a`
impl fmt::Display for Exercise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.lesson.number, self.letter)
    }
}

/// What the learner named: `3a`, `03a` or `exercise03a`.
impl FromStr for Exercise {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let short = name.strip_prefix("exercise").unwrap_or(name);
        let short = short.trim_start_matches('0').to_lowercase();
        let all = Self::all()?;
        let found = all.iter().find(|exercise| exercise.to_string() == short);
        found.cloned().ok_or_else(|| {
            let mut lessons = all.iter().map(|exercise| &exercise.lesson);
            let lesson = lessons.find(|it| it.number.to_string() == short);
            let Some(lesson) = lesson else {
                return anyhow!(words!(
                    "there is no exercise {name}; there are\n{all}",
                    name = words::quoted(name),
                    all = listed(&all)
                ));
            };
            let of_lesson = listed(all.iter().filter(|it| it.lesson == *lesson));
            anyhow!(words!(
                "{name} is a lesson, and this takes an exercise:\n{of_lesson}",
                name = words::quoted(name),
                of_lesson
            ))
        })
    }
}

/// `  3a 3b`, a line for every few lessons.
fn listed<'a>(exercises: impl IntoIterator<Item = &'a Exercise>) -> String {
    let names: Vec<_> = exercises.into_iter().map(ToString::to_string).collect();
    let names = names.join(" ");
    let lines: Vec<_> =
        wrapped(&names, 60).iter().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

impl Exercise {
    /// All of them, in their order.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let mut all = Vec::new();
        for lesson in Lesson::all()? {
            all.extend(Self::of(&lesson)?);
        }
        Ok(all)
    }

    /// Those of `lesson`, in their order.
    pub(crate) fn of(lesson: &Lesson) -> Result<Vec<Self>> {
        let folder = lesson.file("");
        let entries = fs::read_dir(&folder).with_context(|| {
            words!("cannot read {path}", path = folder.display())
        })?;
        let mut exercises = Vec::new();
        for entry in entries {
            exercises.extend(Self::in_file(lesson, entry?.file_name().as_ref()));
        }
        exercises.sort_unstable_by_key(|exercise| exercise.letter);
        Ok(exercises)
    }

    /// The exercise of `lesson` in the file of this name, if there is one.
    fn in_file(lesson: &Lesson, name: &Path) -> Option<Self> {
        let language = Language::of(name)?;
        let letter = name.file_stem()?.to_str()?.strip_prefix("exercise-")?;
        let letter = letter.parse().ok()?;
        Some(Self { lesson: lesson.clone(), letter, language })
    }

    /// `03a`, which sorts well.
    pub(crate) fn number(&self) -> String {
        format!("{:02}{}", self.lesson.number, self.letter)
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The program as it is given.
    pub(crate) fn original(&self) -> PathBuf {
        self.lesson.file(&self.file_name())
    }

    pub(crate) fn solution(&self) -> PathBuf {
        self.lesson.file(&format!("solutions/{}", self.file_name()))
    }

    fn file_name(&self) -> String {
        format!("exercise-{}.{}", self.letter, self.language.extension())
    }

    pub(crate) fn hints(&self) -> PathBuf {
        self.lesson.file(&format!("exercise-{}.hints.md", self.letter))
    }

    /// The brief and the hints in the language of the command, where that is not English and
    /// there is a translation.
    pub(crate) fn translation(&self) -> Option<PathBuf> {
        let name = format!("exercise-{}.hints.zh-CN.md", self.letter);
        let file = self.lesson.file(&name);
        (words::is_chinese() && file.is_file()).then_some(file)
    }

    /// What the program says of itself.
    pub(crate) fn brief(&self) -> Result<Brief> {
        Ok(Brief::of(&files::read(&self.original())?))
    }

    /// The brief in the language of the command.
    pub(crate) fn told_brief(&self) -> Result<Brief> {
        match self.translation() {
            Some(file) => Ok(Brief::translated(&files::read(&file)?)),
            None => self.brief(),
        }
    }

    /// The program as a learner gets it: with its brief in the language of the command.
    pub(crate) fn given_text(&self) -> Result<String> {
        let text = files::read(&self.original())?;
        if self.translation().is_none() {
            return Ok(text);
        }
        let header = text.lines().take_while(|line| line.starts_with("//!"));
        let length: usize = header.map(|line| line.len() + 1).sum();
        Ok(self.told_brief()?.as_header() + &text[length..])
    }

    /// All that the solution can do. It keeps one order in all its runs, unless processes take
    /// a lock in it: then it has one for each way round.
    pub(crate) fn wanted(&self) -> Result<Cases> {
        let runs: Cases = files::snapshot(&self.solution().with_extension("snap"))?;
        Ok(Cases::new(runs.orders().to_vec(), true))
    }

    /// All runs of the program as it is given; nothing when that never ends.
    fn given(&self) -> Result<Option<Cases>> {
        let snapshot = self.original().with_extension("snap");
        snapshot.exists().then(|| files::snapshot(&snapshot)).transpose()
    }

    /// How many outputs are possible, before and after.
    pub(crate) fn counts(&self) -> Result<String> {
        let now = self.wanted()?.count().ok();
        Ok(match self.given()? {
            Some(given) if !given.deadlocks().is_empty() => words!(
                "As given it can stand still; {outputs} now.",
                outputs = so_many_outputs(now.as_ref())
            ),
            Some(given) => {
                let given = so_many_outputs(given.count().ok().as_ref());
                let now =
                    now.map_or(words!("too many").into(), |count| grouped(&count));
                words!("{given} as given, {now} now.", given, now)
            }
            None => words!(
                "As given it never ends; {outputs} now.",
                outputs = so_many_outputs(now.as_ref())
            ),
        })
    }
}

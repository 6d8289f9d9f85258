//! The lessons, as they lie in their folders.

use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, Result, anyhow};
use process_order::{Cases, Order};
use process_workbook::record::python;

use super::files::{self, root};
use crate::words::{self, words};

/// One lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lesson {
    pub(crate) number: u32,
    /// `03-multiple-functions`, under `lessons/`.
    folder: String,
}

/// What the learner named: `3`, `03` or `lesson03`.
impl FromStr for Lesson {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let number = name.strip_prefix("lesson").unwrap_or(name).parse::<u32>();
        let lessons = Self::all()?;
        let found = lessons.iter().find(|lesson| Ok(lesson.number) == number);
        found.cloned().ok_or_else(|| {
            // `3a`, which other commands take.
            let number = name.trim_end_matches(|c: char| c.is_ascii_lowercase());
            if number != name
                && lessons.iter().any(|it| it.number.to_string() == number)
            {
                return anyhow!(words!(
                    "{name} would be an exercise, and this takes a lesson: {number}",
                    name = words::quoted(name),
                    number
                ));
            }
            let all = lessons.iter().map(|lesson| format!("\n  {}", lesson.folder));
            anyhow!(words!(
                "there is no lesson {name}; there are{all}",
                name = words::quoted(name),
                all = all.collect::<String>()
            ))
        })
    }
}

impl Lesson {
    /// All of them, in their order.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let folder = root().join("lessons");
        let entries = fs::read_dir(&folder).with_context(|| {
            words!("cannot read {path}", path = folder.display())
        })?;
        let mut lessons = Vec::new();
        for entry in entries {
            let folder = entry?.file_name().to_string_lossy().into_owned();
            let number =
                folder.split('-').next().and_then(|number| number.parse().ok());
            lessons.extend(number.map(|number| Self { number, folder }));
        }
        lessons.sort_by_key(|lesson| lesson.number);
        Ok(lessons)
    }

    /// `lesson03`
    pub(crate) fn bin(&self) -> String {
        format!("lesson{:02}", self.number)
    }

    /// `03-multiple-functions`
    pub(crate) fn stem(&self) -> &str {
        &self.folder
    }

    /// `multiple functions`, but `ctrl-c`: a single letter is no word.
    pub(crate) fn title(&self) -> String {
        let mut title = String::new();
        for word in self.folder.split('-').skip(1) {
            if !title.is_empty() {
                title.push(if word.len() == 1 { '-' } else { ' ' });
            }
            title.push_str(word);
        }
        title
    }

    /// The title in the language of the command.
    pub(crate) fn told_title(&self) -> String {
        words::in_chinese(&self.folder).map_or_else(|| self.title(), str::to_owned)
    }

    /// The file `name` of its folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        root().join("lessons").join(&self.folder).join(name)
    }

    /// All that the chapter's program can do: its snapshot.
    pub(crate) fn cases(&self) -> Result<Cases> {
        files::snapshot(&self.file("lesson.snap"))
    }

    /// The order of a typical run, which is the first in the snapshot, in whole lines.
    pub(crate) fn order(&self) -> Result<Order> {
        let cases = self.cases()?;
        let order =
            cases.orders().first().context(words!("its snapshot has no order"))?;
        Ok(order.with_whole_lines())
    }

    /// What its Python twin can do, as far as the lesson can do the same.
    pub(crate) fn twin_cases(&self) -> Result<Cases> {
        let twin = files::read(&self.file("twin.py"))?;
        Ok(python::relaxed_cases(&self.cases()?, &twin))
    }

    /// The order of a typical run of its Python twin.
    pub(crate) fn twin_order(&self) -> Result<Order> {
        Ok(python::relaxed(&self.order()?, &files::read(&self.file("twin.py"))?))
    }
}

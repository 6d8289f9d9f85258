//! The key of a sheet: the right answers with their reasons, written by `puzzle --make` and read
//! by `grade`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Name;
use super::plain;
use super::question::{Question, Reply};
use super::sheet::Sheet;
use super::solution::Solution;
use crate::words::{self, words};

/// The file with the key.
pub(super) const KEY: &str = "key.json";

/// The key of `sheet`, as text.
pub(super) fn written(sheet: &Sheet) -> String {
    let Name { seed, level, language } = sheet.name;
    let puzzles =
        sheet.puzzles.iter().map(|(puzzle, Solution { in_english, .. })| {
            // In the order of the alphabet, in which a map of JSON may come or not.
            json!({
                "answer": puzzle.reply.to_string(),
                "question": puzzle.question.kind(),
                "reasons": in_english,
                "seed": puzzle.name.seed,
            })
        });
    let key = json!({
        "language": language.word(),
        "level": level.number(),
        "puzzles": puzzles.collect::<Vec<_>>(),
        "seed": seed,
    });
    format!("{key:#}\n")
}

/// The right answers of a sheet.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) items: Vec<Item>,
}

/// What is to be answered to one question.
#[derive(Debug)]
pub(crate) struct Item {
    /// The kind of the question, which says what an answer looks like.
    question: Question,
    pub(crate) reply: Reply,
    pub(crate) reasons: Vec<String>,
}

impl Item {
    /// What somebody has answered; nothing when it is no answer to such a question.
    pub(crate) fn parse(&self, text: &str) -> Option<Reply> {
        self.question.parse(text)
    }

    /// `a number`
    pub(crate) fn form(&self) -> &'static str {
        self.question.form()
    }
}

impl Key {
    /// The key at `path`, which is the file or the folder of the sheet.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let path = if path.is_dir() { path.join(KEY) } else { path.to_owned() };
        let name = path.display();
        let text = plain::read(&path).with_context(|| {
            words!(
                "cannot read the key of the sheet, {name}: `puzzle --make` writes it",
                name
            )
        })?;
        let key =
            serde_json::from_str(&text).with_context(|| match instead(&path) {
                Some(key) => words!(
                    "{name} is no key of a sheet, but {key} may be one",
                    name,
                    key = key.display()
                ),
                None => words!("{name} is no key of a sheet", name),
            })?;
        Self::of(&key).with_context(|| words!("{name} is no key of a sheet", name))
    }

    fn of(key: &Value) -> Result<Self> {
        let puzzles = key["puzzles"]
            .as_array()
            .context(words!("it has no list of puzzles"))?;
        let items = (1..).zip(puzzles).map(|(number, item)| {
            Item::of(item).with_context(|| words!("puzzle {number}", number))
        });
        let items: Vec<_> = items.collect::<Result<_>>()?;
        if items.is_empty() {
            bail!(words!("its list of puzzles is empty"));
        }
        Ok(Self { items })
    }
}

/// Where to look when another file of the sheet was named.
fn instead(path: &Path) -> Option<PathBuf> {
    let key = path.with_file_name(KEY);
    (key != path && key.is_file()).then_some(key)
}

impl Item {
    fn of(item: &Value) -> Result<Self> {
        let question =
            match item["question"].as_str().context(words!("it has no question"))? {
                "count" => Question::Count,
                "output" => Question::Output(Vec::new()),
                "pair" => Question::Pair(String::new(), String::new()),
                "stillness" => Question::Stillness,
                other => bail!(words!(
                    "{quoted} is no kind of question",
                    quoted = words::quoted(other)
                )),
            };
        let answer = item["answer"].as_str().context(words!("it has no answer"))?;
        let reply = question.parse(answer).with_context(|| {
            words!(
                "{quoted} is no answer to such a question",
                quoted = words::quoted(answer)
            )
        })?;
        let reasons = item["reasons"].as_array().into_iter().flatten();
        let reasons =
            reasons.filter_map(|it| it.as_str().map(str::to_owned)).collect();
        Ok(Self { question, reply, reasons })
    }
}

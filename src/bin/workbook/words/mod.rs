//! The language of the command, and its sentences in Chinese.
//!
//! As with gettext, the English sentence in the code is the key: `words!` formats it, or looks
//! it up in a table and fills the places there. What has no translation stays English, and so
//! does what a program reads: JSON, snapshots, the journal.

mod choice;
mod filled;
pub(crate) mod help;
#[cfg(test)]
mod tests;
mod zh_cn;

use std::collections::HashMap;
use std::sync::OnceLock;

pub(crate) use choice::choose;
pub(crate) use filled::{filled, is_wide};
pub(crate) use process_order::words::Language;

/// A sentence in the language of the command. It has no places, or a value for each: `words!(
/// "{a} comes before {b}", a, b = second())`.
macro_rules! words {
    ($english:literal $(,)?) => {
        $crate::words::of($english)
    };
    ($english:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        match $crate::words::in_chinese($english) {
            None => format!(
                $english,
                $($name = $crate::words::value!($name $(= $value)?)),+
            ),
            Some(chinese) => $crate::words::filled(
                chinese,
                &[$((
                    stringify!($name),
                    &$crate::words::value!($name $(= $value)?) as &dyn std::fmt::Display,
                )),+],
            ),
        }
    };
}

/// What stands in a place: a variable of its name, or another expression.
macro_rules! value {
    ($name:ident) => {
        $name
    };
    ($name:ident = $value:expr) => {
        $value
    };
}

/// Marks a constant that has a translation, for [`of`] to look it up where it is said.
macro_rules! translated {
    ($english:literal) => {
        $english
    };
}

pub(crate) use {translated, value, words};

/// Nothing before the language was chosen.
static CHOSEN: OnceLock<Language> = OnceLock::new();

/// The language of the command.
pub(crate) fn language() -> Language {
    CHOSEN.get().copied().unwrap_or_default()
}

/// Whether the command speaks Chinese.
pub(crate) fn is_chinese() -> bool {
    language() == Language::Chinese
}

/// A sentence without places in the language of the command.
pub(crate) fn of(english: &str) -> &str {
    in_chinese(english).unwrap_or(english)
}

/// The sentence in Chinese, with its places; nothing when the command speaks English.
pub(crate) fn in_chinese(english: &str) -> Option<&'static str> {
    if is_chinese() { looked_up(english) } else { None }
}

fn looked_up(english: &str) -> Option<&'static str> {
    static TABLE: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| zh_cn::sentences().collect());
    table.get(english).copied()
}

/// What is looked up by a name that is no literal: the titles of the lessons.
#[cfg(test)]
fn named() -> Vec<String> {
    let lessons = crate::subject::lesson::Lesson::all().expect("the lessons");
    lessons.iter().map(crate::subject::lesson::Lesson::title).collect()
}

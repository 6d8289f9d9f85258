//! The language of the command, and its sentences in Chinese.
//!
//! As with gettext, the English sentence in the code is the key: `words!` formats it, or looks
//! it up in a table and fills the places there. What has no translation stays English, and so
//! does what a program reads: JSON, snapshots, the journal.

mod both;
mod choice;
pub(crate) mod columns;
mod error;
mod filled;
pub(crate) mod help;
#[cfg(test)]
mod tests;
pub(crate) mod trace;
mod zh_cn;

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::OnceLock;

pub(crate) use both::Both;
pub(crate) use choice::choose;
pub(crate) use error::{cause, chain, error_word, failed_call};
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

thread_local! {
    /// What is spoken for a while in place of it.
    static FOR_A_WHILE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// The language of the command.
pub(crate) fn language() -> Language {
    let for_a_while = FOR_A_WHILE.get().or_else(|| CHOSEN.get().copied());
    for_a_while.unwrap_or_default()
}

/// What `work` gives, in another language than the command's.
pub(crate) fn speaking<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let before = FOR_A_WHILE.replace(Some(language));
    let done = work();
    FOR_A_WHILE.set(before);
    done
}

/// Whether the command speaks Chinese.
pub(crate) fn is_chinese() -> bool {
    language() == Language::Chinese
}

/// What somebody has typed, in quotation marks, with escapes for what one cannot see.
pub(crate) fn quoted(text: &str) -> String {
    format!("{text:?}")
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

/// What is looked up by a name that is no literal: the titles of the lessons, by their folders,
/// the deeds of a drawing, and what is counted.
#[cfg(test)]
fn named() -> Vec<String> {
    use crate::subject::lesson::Lesson;

    let lessons = Lesson::all().expect("the lessons");
    let others = [
        "start",
        "join",
        "terminate",
        "send",
        "receive",
        "run",
        "case",
        "line",
        "other",
    ];
    let lessons = lessons.iter().map(Lesson::stem);
    lessons.chain(others).map(str::to_owned).collect()
}

//! The sentences in Simplified Chinese: a table for each folder of the command.

mod clap;
mod command;
mod direct;
mod doctor;
mod draw;
mod exercise;
mod puzzle;
mod subject;
mod terminal;
mod view;

/// A sentence in English, as it stands in the code, and in Chinese.
type Sentence = (&'static str, &'static str);

const TABLES: [&[Sentence]; 10] = [
    clap::TABLE,
    command::TABLE,
    direct::TABLE,
    doctor::TABLE,
    draw::TABLE,
    exercise::TABLE,
    puzzle::TABLE,
    subject::TABLE,
    terminal::TABLE,
    view::TABLE,
];

/// All of them. A sentence of two folders may be in both tables, if it is the same in both.
pub(super) fn sentences() -> impl Iterator<Item = Sentence> {
    TABLES.into_iter().flatten().copied()
}

//! `cargo workbook` as its users run it: on a terminal, into pipes, and stopped in the
//! middle.
//!
//! Each screen has a snapshot. Where a run is shown, it is one of a lesson with one possible
//! output, or of a script that stands in for a lesson.

mod any_program;
mod check;
mod chinese;
mod compare;
mod direct;
mod draw;
mod fixture;
mod grade;
mod help;
mod installed;
mod interrupt;
mod orders;
mod pipe;
mod places;
mod predict;
mod puzzle;
mod race;
mod run;
mod snapshot;
mod stage;
mod stillness;
mod subjects;
#[expect(dead_code, reason = "other tests use the rest")]
mod terminal;
mod why;

#[path = "../support/mod.rs"]
mod support;

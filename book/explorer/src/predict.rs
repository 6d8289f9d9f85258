//! The parts of `cargo workbook predict` that make the questions.

#[path = "../../../src/bin/workbook/predict/question.rs"]
pub(crate) mod question;
#[path = "../../../src/bin/workbook/predict/questions.rs"]
pub(crate) mod questions;

//! The engine of the book's explorer: the workbook's own `order` and `predict`, asked and
//! answering in text.
//!
//! The rest of the workbook forks, which no browser does. So this is not a crate that
//! depends on it, but one that has its pure parts as modules, and its name.

extern crate self as process_workbook;

mod answers;
#[expect(dead_code, reason = "`direct` uses a part of it that no question does")]
#[path = "../../../src/bin/workbook/arrange.rs"]
mod arrange;
mod decimal;
mod json;
#[path = "../../../src/order/mod.rs"]
pub mod order;
mod predict;
mod sys;

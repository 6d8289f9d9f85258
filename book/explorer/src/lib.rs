//! The engine of the book's explorer: `process-order`, asked and answering in text.

mod answers;
mod decimal;
mod json;
mod sys;

//! Questions about an order, with their answers and reasons.

pub(crate) mod lines;
pub(crate) mod question;
pub(crate) mod questions;

pub use lines::{Lines, Pair};
pub use question::{About, Answer, Question};
pub use questions::Questions;

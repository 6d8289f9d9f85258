//! Questions about an order, with their answers and reasons.

mod question;
mod questions;

pub use question::{About, Answer, Question};
pub use questions::Questions;

//! The terminal: what is written to it, which keys are pressed there, and the signals that
//! it sends.

pub(crate) mod interrupt;
pub(crate) mod keyboard;
pub(crate) mod progress;
pub(crate) mod screen;
#[path = "../../spinner.rs"]
mod spinner;

//! The terminal: what is written to it, which keys are pressed there, the signals that it
//! sends, and the end of what was started when one of them comes.

pub(crate) mod harmless;
pub(crate) mod interrupt;
pub(crate) mod keyboard;
pub(crate) mod progress;
pub(crate) mod screen;
#[path = "../../spinner.rs"]
mod spinner;
pub(crate) mod supervisor;

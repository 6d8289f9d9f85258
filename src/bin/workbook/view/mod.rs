//! What the learner sees, and the keys that are pressed: the screen and what is shown on it.

pub(crate) mod harmless;
pub(crate) mod histogram;
pub(crate) mod interrupt;
pub(crate) mod keyboard;
pub(crate) mod lanes;
pub(crate) mod number;
pub(crate) mod progress;
pub(crate) mod screen;
#[path = "../../spinner.rs"]
mod spinner;
pub(crate) mod tally;
pub(crate) mod timeline;
pub(crate) mod verdict;

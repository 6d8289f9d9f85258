//! What the learner is shown, and how it is put.

pub(crate) mod change;
pub(crate) mod delivery;
pub(crate) mod diff;
pub(crate) mod held;
pub(crate) mod histogram;
pub(crate) mod known;
pub(crate) mod lanes;
pub(crate) mod number;
pub(crate) mod prediction;
pub(crate) mod scheduler;
pub(crate) mod score;
pub(crate) mod side_by_side;
pub(crate) mod stillness;
pub(crate) mod tally;
pub(crate) mod timeline;
pub(crate) mod traced;
pub(crate) mod tree;
pub(crate) mod verdict;

//! What there is to say of an output, and of all of them.

pub(crate) mod census;
pub(crate) mod check;
pub(crate) mod judgement;
pub(crate) mod outputs;
pub(crate) mod verdict;
pub(crate) mod written;

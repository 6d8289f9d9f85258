//! How far a run can have got: the algorithms that everything else rests on.

pub(crate) mod automaton;
pub(crate) mod chain;
pub(crate) mod cut;
pub(crate) mod explain;
pub(crate) mod guaranteed;
pub(crate) mod position;
pub(crate) mod search;
pub(crate) mod symmetry;
pub(crate) mod walk;

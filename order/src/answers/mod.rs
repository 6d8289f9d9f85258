//! What there is to say of an output, and of all of them.

pub(crate) mod check;
pub(crate) mod count;
pub(crate) mod early_end;
mod explain;
pub(crate) mod extensions;
pub(crate) mod outputs;
mod position;
pub(crate) mod program;
pub(crate) mod reason;
pub(crate) mod search;
pub(crate) mod torn;
pub(crate) mod verdict;
mod walk;
pub(crate) mod written;

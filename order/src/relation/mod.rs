//! What happens before what.

pub(crate) mod arrangement;
pub(crate) mod difference;
pub(crate) mod why;
mod witness;

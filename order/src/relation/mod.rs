//! What happens before what.

pub(crate) mod arrangement;
pub(crate) mod difference;
mod whole;
pub(crate) mod why;
mod witness;

//! What happens before what.

pub(crate) mod difference;
pub(crate) mod why;
pub(crate) mod witness;

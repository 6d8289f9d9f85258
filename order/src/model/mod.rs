//! What each process does, and what leads from one to another.

pub(crate) mod edges;
pub(crate) mod event;
pub(crate) mod pattern;
pub(crate) mod placeholder;
pub(crate) mod text;

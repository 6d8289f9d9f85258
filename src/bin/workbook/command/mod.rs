//! One file a subcommand: its arguments, what it asks, and what it shows.

pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod direct;
pub(crate) mod draw;
pub(crate) mod hint;
pub(crate) mod map;
pub(crate) mod next;
pub(crate) mod orders;
pub(crate) mod predict;
pub(crate) mod race;
pub(crate) mod reset;
pub(crate) mod run;
pub(crate) mod skip;
pub(crate) mod solution;
pub(crate) mod start;
pub(crate) mod watch;
pub(crate) mod why;

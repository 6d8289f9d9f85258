//! Any program, traced: what it does, what orders that, and what is left behind.
//!
//! libtest runs these tests in threads, several at once. That is a test by itself: each
//! controller has a tracing thread of its own and must not take another's stops.

mod births;
mod channels;
mod helpers;
mod leftovers;
mod locks;
mod orders;
mod output;
mod puzzles;
mod refusals;
mod signals;
#[path = "../support/mod.rs"]
mod support;

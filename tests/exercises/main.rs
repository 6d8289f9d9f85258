//! The exercises prove themselves: each fails its check for the reason that it teaches, each
//! solution passes, and what looks like a solution and is none is refused with the right
//! explanation.

mod exercise;
mod material;
mod orders;

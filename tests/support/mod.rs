//! What the tests share. Each uses a part of it.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::allow_attributes,
    reason = "every test compiles all of it, and calls a part"
)]

pub mod at_once;
pub mod engine;
pub mod group;
pub mod lesson;
pub mod lessons;
pub mod made;
pub mod probe;
pub mod python;
pub mod snapshot;
pub mod terminal;

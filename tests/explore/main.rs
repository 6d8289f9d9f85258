//! The explorer of all runs, proved against a brute force on random small programs.
//!
//! Each program is a script, which a real program performs. The brute force knows of it only
//! what the manual pages and the kernel's source say of the calls: it shares no code and no
//! idea with the explorer, so that the two do not err alike.

mod answers;
mod asked;
mod choice;
mod explored;
mod generate;
mod lessons;
mod machine;
mod model;
mod puppet;
mod puzzles;
mod reality;
mod script;
mod shrink;
#[path = "../support/mod.rs"]
mod support;
mod traps;

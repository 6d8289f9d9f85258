//! In which orders can the output of concurrent processes appear?
//!
//! This crate is the library of a workbook that answers that question. [`Process`] is
//! Python's `multiprocessing.Process` on fork(2): the same words, the same semantics, a
//! closure in place of `target`, `args` and `kwargs`.
//!
//! ```
//! use process_workbook::{Process, Result};
//!
//! fn main() -> Result<()> {
//!     let mut child = Process::new(|| println!("in the child"));
//!     child.start()?;
//!     println!("in the parent"); // Before or after the child's line: both are possible.
//!     child.join()?;
//!     println!("after the child"); // Always last.
//!     Ok(())
//! }
//! ```
//!
//! The lessons are beside it: `cargo run --bin lesson01`. Linux only.
#![warn(clippy::print_stdout, clippy::print_stderr)]

#[cfg(feature = "trace")]
pub mod explore;
pub mod process;
#[cfg(feature = "record")]
pub mod record;
#[cfg(feature = "trace")]
pub mod trace;

pub use process::{
    AuthKey, Error, Level, Outcome, Process, Receiver, Result, Run, Sender,
    active_children, cpu_count, current_process, exit, log_to_stderr,
    parent_process, pipe, sleep, wait,
};

/// The program in the README compiles, and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

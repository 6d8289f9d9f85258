//! All runs of a program: which outputs it can have, and whether it can stand still.
//!
//! A program is run again and again, each time under a [`Controller`](crate::trace::Controller)
//! that decides who goes next, until every run that differs from the others in what comes of
//! an operation has been made: stateless model checking with dynamic partial-order reduction
//! (Flanagan and Godefroid, "Dynamic partial-order reduction for model checking software",
//! 2005; Abdulla, Aronis, Jonsson and Sagonas, "Optimal dynamic partial order reduction",
//! 2014). Runs that differ only in the order of operations that do not see each other are made
//! once: such a run is an [`Order`](process_order::Order), whose outputs are all possible. The
//! outputs of the program are those of all its orders.
//!
//! ```
//! use std::process::Command;
//!
//! use process_workbook::explore::Explorer;
//!
//! let command = || {
//!     let mut command = Command::new("sh");
//!     command.args(["-c", "echo a & echo b & wait; echo done"]);
//!     command
//! };
//! let exploration = Explorer::new(command).explore()?;
//! let outputs = exploration.texts().into_iter();
//! let outputs: Vec<_> = outputs.map(|it| String::from_utf8_lossy(&it).into_owned()).collect();
//! assert_eq!(outputs, ["a\nb\ndone\n", "b\na\ndone\n"]);
//! assert!(exploration.is_complete());
//! # Ok::<(), process_workbook::trace::Error>(())
//! ```
//!
//! An exploration is [complete](Exploration::is_complete) only when the search has come to its
//! end, no run went another way than the one that it repeats, and nothing was met that the
//! tracer does not follow. Otherwise [`Exploration::unfinished`] says what is left open: every
//! output that was found is possible, because it was made to happen, and about every other
//! one nobody may say "impossible".
//!
//! Who reads the sources begins with `explorer.rs`, the search; `run.rs` makes one run,
//! `causality.rs` says what of it happens before what, `races.rs` which of it could be the
//! other way round, and `tree.rs` keeps what has been tried.

mod causality;
mod exploration;
mod explorer;
mod footprint;
mod portrait;
mod races;
mod run;
mod slowness;
mod tree;

pub use exploration::{Exploration, Found, Standstill, Unfinished, lines_like};
pub use explorer::{Explorer, Progress};

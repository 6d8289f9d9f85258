//! Traces and controls any program: holds each process before what it does next, and lets one
//! go at a time.
//!
//! The program is unchanged, in any language. It is traced by ptrace(2), with a filter of
//! seccomp(2) that stops a thread only at the calls by which processes start, wait for, write
//! to, signal and lock each other. No privilege is needed.
//!
//! A [`Controller`] is the program's scheduler: it says what each process would do next, its
//! [`Operation`], and whether that would have to wait, its [`Readiness`]; it lets one go, and
//! says what came of it, the [`Outcome`]. An [`Execution`] is the whole of a run: who did
//! what, and, as [`Edge`]s, what of it had to come before what. When nobody can go on, it is
//! a [`Deadlock`], and says who waits for whom.
//!
//! ```
//! use std::process::Command;
//!
//! use process_workbook::trace::Tracer;
//!
//! let mut command = Command::new("sh");
//! command.args(["-c", "echo a & wait; echo b"]);
//! let execution = Tracer::new(command).trace()?;
//! assert_eq!(execution.output(), b"a\nb\n");
//! let names: Vec<_> = execution.actors.iter().map(|it| it.name.as_str()).collect();
//! assert_eq!(names, ["main", "main.1"]);
//! # Ok::<(), process_workbook::trace::Error>(())
//! ```
//!
//! Time is not real: a sleep ends when it is let go, a time-out is up when it is let go, and
//! the program's clock shows what would then have passed. Writes to stdout are taken from the
//! writer's memory and need no reader. What the tracer does not follow is in
//! [`Execution::unknown`]; as long as anything is there, nobody may say "all" of the program.
//!
//! | the program | then |
//! | --- | --- |
//! | cannot be executed | [`Error::NotStarted`] with what the system says |
//! | may not be traced | [`Error::Refused`], by what, and what to try |
//! | never comes to its next operation | the [time-out](Tracer::timeout) kills it |
//! | stands still | [`Situation::Deadlock`] |
//! | leaves orphans | they are followed until they end too |
//! | stops itself | it is stopped until somebody sends SIGCONT |
//! | traces somebody itself | its ptrace(2) fails with `EPERM`, which is among the unknown |
//! | is set-user-ID | it runs without that privilege: a filter needs `PR_SET_NO_NEW_PRIVS` |
//! | computes for ever | nobody else of it runs meanwhile, until the [time-out](Tracer::timeout) |
//!
//! Who reads the sources begins with `engine.rs`, the loop, and follows one operation: it is
//! recognized in `plan/`, judged in `readiness.rs`, let go in `perform.rs`, and understood in
//! `complete/`, where the edges are made. `life.rs` and `signals.rs` are about what comes
//! between operations, `table.rs` and the files beside it about what has to be remembered.

mod arch;
mod calls;
mod channels;
mod clock;
mod complete;
mod controller;
mod cycle;
mod deadlock;
mod engine;
mod error;
mod execution;
mod files;
mod filter;
mod footprint;
mod futexes;
mod launch;
mod life;
mod locks;
mod memory;
mod operation;
mod order;
mod output;
mod pages;
mod perform;
mod plan;
mod readiness;
mod schedule;
mod shared;
mod signals;
mod sys;
mod table;
mod touch;
mod tracer;

pub use controller::{Controller, Held, Situation};
pub use deadlock::{Deadlock, Waiting};
pub use error::{Error, Refusal, Result};
pub use execution::{Actor, Edge, Execution, Point, Rule, Step, Unknown};
pub use operation::{Operation, Outcome, Readiness};
pub(crate) use order::{end as end_of, line_of, names as names_of};
pub use schedule::{Replay, Schedule};
pub use touch::{Access, Choice, Object, Touch};
pub use tracer::{Stdout, Tracer};

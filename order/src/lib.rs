//! Which outputs a program of several processes can have.
//!
//! An [`Order`] says what each process does, in *program order*: it prints lines, starts
//! processes and joins them, sends and receives messages. From that follows what *happens
//! before* what (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed
//! System", 1978): an earlier event of a process before a later one, a start before
//! everything in the child, everything in the child before the join that saw it ended, the
//! sending of a message before its receipt. Two events that no chain of these connects are
//! *concurrent*. An output is *possible* if it has every line, none before a line that
//! happens before it: a linear extension of the order. A run is *observed*; the two words
//! are never mixed up.
//!
//! An order speaks of the runs that print its lines. What a program prints only when it was
//! slow, or fast, is in none.
//!
//! All answers are exact. The search for the writers of an output that is only a text gives
//! up rather than guess, and says so.
//!
//! This module is pure: no I/O, no clock, no randomness of its own.
//!
//! ```
//! use process_order::Order;
//!
//! let order: Order = "\
//! main
//!   start child
//!   | parent
//!   join child
//!   | joined
//!   exit 0
//!
//! child
//!   | hello
//!   exit 0
//! ".parse()?;
//!
//! assert!(order.check_text("hello\nparent\njoined\n").is_possible());
//! let verdict = order.check_text("parent\njoined\nhello\n");
//! assert_eq!(
//!     verdict.refusal().expect("it is impossible").to_string(),
//!     "line 2: `joined` cannot come before `hello`: \
//!      child prints `hello`, main then joins child, then prints `joined`"
//! );
//! assert_eq!(order.count()?.to_string(), "2");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod answers;
mod cuts;
mod model;
mod order;
pub mod quiz;
mod relation;
pub mod words;

pub use answers::count::{After, Census, TooMany};
pub use answers::early_end::EarlyEnd;
pub use answers::outputs::Outputs;
pub use answers::program::{Judgement, Program};
pub use answers::reason::{Reason, Refusal};
pub use answers::verdict::Verdict;
pub use answers::written::{Writer, Written};
pub use model::action::{Action, End, History, Lines};
pub use model::edge::{Edge, Moment, Rule};
pub use model::fault::{Fault, FaultKind, Where};
pub use model::id::{EventId, ProcessId};
pub use model::pattern::Pattern;
pub use model::placeholder::Placeholder;
pub use model::text::ParseError;
pub use order::{Line, Order};
pub use relation::arrangement::{Arrangements, Pair};
pub use relation::difference::Difference;
pub use relation::why::CausalPath;

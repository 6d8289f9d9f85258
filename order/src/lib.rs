//! Which outputs can a program of several processes have?
//!
//! An [`Order`] says what each process does, in *program order*: it prints lines, starts
//! processes and sees that they have ended, sends and receives messages, sends signals. From
//! that follows what *happens before* what (Lamport, "Time, Clocks, and the Ordering of Events
//! in a Distributed System", 1978), by five rules, of which each is a [`Rule`]:
//!
//! - in one process, an earlier event happens before a later one;
//! - a start happens before everything in the child;
//! - everything in a child happens before the join that saw the child ended;
//! - a message is sent before it is received;
//! - a process that a signal ended did not end before the signal was sent.
//!
//! Two events that no chain of these connects are *concurrent*: either can come first. An
//! output is *possible* if it has every line, and no line before one that happens before it;
//! in the field's words, it is a linear extension of the order. An output that somebody saw is
//! *observed*. The two words are never mixed up, because many possible outputs are hardly ever
//! observed.
//!
//! # An example
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
//!
//! The README explains the text form, with the writes of several lines, the processes that are
//! killed, the free writes and the placeholders.
//!
//! # Which question is whose
//!
//! | question | answer |
//! | --- | --- |
//! | Is this output possible, and if not, which rule does it break? | [`Order::check`], [`Order::check_text`] |
//! | The same of a program of which some lines may be lacking | [`Program::judge`] |
//! | Does one event always come before another, and why? | [`Order::why`], [`Order::concurrent`] |
//! | How would an output look in which they come the other way? | [`Order::output_with`] |
//! | How many outputs are possible, and how many after this beginning? | [`Order::count`], [`Order::census`] |
//! | Which are they? | [`Order::outputs`] |
//! | What is one of them, each equally likely? | [`Census::sample`] |
//! | In what does this order differ from that one? | [`Order::differences`] |
//! | What could one ask a learner about it? | [`quiz`] |
//! | What can a program do that was only written down? | [`script`] |
//!
//! # What an answer is worth
//!
//! All answers are exact, and each file of algorithms begins with the argument why. Two
//! questions may be declined, because they can take too long: [`Order::census`] when there are
//! too many states to count ([`TooMany`]), and the check of an output of which only the text is
//! known, when too many processes can have printed its lines ([`Verdict::GivenUp`]).
//!
//! An order is about the runs that print its lines. What a program prints only when it was
//! slow, or fast, is in another order.
//!
//! The crate does no I/O, reads no clock and has no unsafe code. It draws random numbers from
//! the generator that it is given, or from one that begins with the number that it is given.

#![forbid(unsafe_code)]

mod answers;
mod cases;
mod cuts;
mod model;
mod order;
pub mod quiz;
mod relation;
pub mod script;
pub mod words;

pub use answers::count::{After, Census, TooMany};
pub use answers::early_end::EarlyEnd;
pub use answers::outputs::Outputs;
pub use answers::program::{Judgement, Program};
pub use answers::reason::{Reason, Refusal};
pub use answers::verdict::Verdict;
pub use answers::written::{Writer, Written};
pub use cases::{
    Answer, Asked, Case, Cases, Comparison, GaveUp, Listing, Nearest, Next, Output,
    Relation, Tally, Together, Way, Witness,
};
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

/// The programs in the README compile, and their claims hold.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

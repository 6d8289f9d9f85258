//! Whether a lesson is another program than the chapter's, because somebody has changed it.
//!
//! The snapshot was made of one run of the chapter's program, so that program can do more
//! than the snapshot tells, but every output of the snapshot is one of its outputs. So a program
//! that cannot print an output of the snapshot is another one. That is the only
//! sign that is used: a run that the snapshot does not know may as well be one of the
//! chapter's.

use num_bigint::BigUint;
use process_order::{Cases, Order, Program};

use super::explored::Explored;

/// How a lesson differs from the chapter's.
pub(crate) struct Change {
    /// How many outputs the run of the snapshot has, in whichever order it is scheduled.
    pub(crate) then: Option<BigUint>,
    /// An output of the snapshot that is impossible now.
    pub(crate) gone: Vec<String>,
}

impl Change {
    /// Nothing when the program may be the chapter's, or when that is not known.
    pub(crate) fn of(snapshot: &Program, explored: &Explored) -> Option<Self> {
        let now = &explored.cases;
        // Nothing is impossible unless all runs are known. And a snapshot tells whole lines, so
        // that it says nothing of the output of a program whose lines are torn.
        if !now.is_complete()
            || now.orders().is_empty()
            || now.orders().iter().any(Order::prints_in_pieces)
        {
            return None;
        }
        let then = Cases::new(vec![snapshot.order().clone()], false);
        let gone = then.compare(now).ok()?.first_only?;
        let gone: Vec<_> =
            gone.output.lines.iter().map(ToString::to_string).collect();
        // Where the snapshot has a placeholder the run says what it was, and the two differ
        // without a change. A pid is a placeholder in both.
        let is_open = |line: &String| {
            let others = ["[alive ", "[state ", "[ctime]", "[datetime]", "[bytes "];
            others.iter().any(|it| line.contains(it))
        };
        let is_impossible = now.check_text(&gone.join("\n")).refusal().is_some();
        (is_impossible && !gone.iter().any(is_open))
            .then(|| Self { then: then.count().ok(), gone })
    }
}

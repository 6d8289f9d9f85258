//! The lines of an order alone, with what each must wait for.
//!
//! A *chain* is steps that follow each other; in a partial order that is a set of
//! which every two elements are ordered. A process is one chain, and one more for
//! each of its free writes. A step is one line. The lines of one write are steps of
//! their own, so that a line of an output always is one step; and a step that
//! continues a write says so, because no other chain may go on before it.
//!
//! Starts, joins, messages and signals are no steps, because nobody sees them in an
//! output. What they order, lines of different chains, becomes a *gate* before a
//! step: so many steps of another chain have to be gone. Nothing is lost by that.
//! Where all that a process does is done in every run, a run of the lines that keeps
//! to the gates becomes a run of all events: the events between two lines are put in
//! as early as what they wait for allows, and what they wait for is behind lines that
//! have been printed.
//!
//! One thing besides a line is a step of a chain, a *silent* one. A process that is
//! killed may be killed while it waits in a join or a receipt. When what it does
//! next, before any line of its own, can be seen in other processes (it starts one,
//! or sends something), then whether it got over the wait makes a difference that
//! none of its lines tells, and so it must be kept in the cut. Everything else that
//! such a process does between two lines follows from its lines or from a silent
//! step.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "A process that is killed".

use crate::model::action::History;
use crate::model::id::Place;

#[derive(Clone)]
pub(crate) struct Chain {
    pub(crate) process: usize,
    pub(crate) steps: Vec<Step>,
    /// In rising order of the step that each stands before.
    pub(crate) gates: Vec<(u32, Gate)>,
}

/// One step of a chain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// The event that it is a step of.
    pub(crate) place: Place,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// The line at this position of a write.
    Line(u32),
    Silent,
}

impl Step {
    /// The lines of the write at `place`.
    pub(crate) fn lines(place: Place, count: usize) -> impl Iterator<Item = Self> {
        let count =
            u32::try_from(count).expect("a write of fewer than 4 billion lines");
        (0..count).map(move |line| Self { place, what: What::Line(line) })
    }

    /// The join or the receipt at `place`.
    pub(crate) fn silent(place: Place) -> Self {
        Self { place, what: What::Silent }
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.what == What::Silent
    }

    /// Whether it is a line of a write, and not its first.
    pub(crate) fn continues_a_write(&self) -> bool {
        self.line().is_some_and(|line| line > 0)
    }

    /// The position of the line in its write; nothing when it is silent.
    pub(crate) fn line(&self) -> Option<usize> {
        match self.what {
            What::Line(line) => Some(line as usize),
            What::Silent => None,
        }
    }
}

/// What must have happened before a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// A chain has gone so many steps.
    Steps { chain: usize, count: u32 },
    /// A process that was killed has ended.
    End { process: usize },
}

impl Chain {
    #[inline]
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.steps.len())
            .expect("an order of less than 4 billion steps")
    }

    /// The gates before step `at`.
    #[inline]
    pub(crate) fn gates_at(&self, at: u32) -> &[(u32, Gate)] {
        let start = self.gates.partition_point(|(other, _)| *other < at);
        let length = self.gates[start..].partition_point(|(other, _)| *other == at);
        &self.gates[start..start + length]
    }
}

/// The chains of each process: its own, then those of its free writes.
pub(crate) fn chains_of(histories: &[History]) -> Vec<Vec<usize>> {
    let mut next = 0;
    let chains = histories.iter().map(|history| {
        let free = history.actions.iter().filter(|action| action.is_free());
        let first = next;
        next += 1 + free.count();
        (first..next).collect()
    });
    chains.collect()
}

//! Whether an output is possible.
//!
//! An output is possible exactly when its lines lead, one after the other, from the
//! first cut to one at which the output may end. Where the writer of every line is
//! known, each line leads to one cut at most, and one [walk] decides. Otherwise a
//! [search] carries along all cuts that the lines so far can lead to. Both decide the
//! same question, and the walk is there because it is fast.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Check: writers known".

use super::search::{Patience, search};
use super::verdict::Verdict;
use super::walk::walk;
use super::written::{Writer, Written};
use crate::Order;
use crate::model::id::Place;

impl Order {
    /// Whether `lines` is a possible output.
    ///
    /// When every writer is a [`Process`](crate::Writer::Process), that takes time in
    /// proportion to the number of lines; unless a write is free, or a process was killed
    /// that had waited and then started another or sent something. Otherwise it is a search
    /// for who has written what, which is exact too, and given up when there are too many
    /// possibilities: to recognise a shuffle of known words is NP-complete (Warmuth and
    /// Haussler, "On the complexity of iterated shuffle", 1984).
    ///
    /// # Panics
    ///
    /// When a writer is a process of another order.
    pub fn check<'a>(
        &self,
        lines: impl IntoIterator<Item = Written<'a>, IntoIter: Clone>,
    ) -> Verdict {
        if self.prints_in_pieces() {
            return Verdict::GivenUp;
        }
        let lines = lines.into_iter();
        let is_one_way =
            self.0.width() == self.histories().len() && self.0.silent.is_empty();
        let walked = if is_one_way { walk(self, lines.clone()) } else { None };
        let mut patience = Patience::default();
        self.sure(walked.unwrap_or_else(|| {
            search(self, &lines.collect::<Vec<_>>(), &mut patience)
        }))
    }

    /// Where a line can be read in two ways only one was tried, so that a refusal is no proof.
    pub(super) fn sure(&self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Impossible(_)
                if self.lines().any(|line| line.pattern.is_ambiguous()) =>
            {
                Verdict::GivenUp
            }
            sure => sure,
        }
    }

    /// The same when several orders are asked, which share the patience.
    pub(crate) fn check_patiently(
        &self,
        lines: &[Written<'_>],
        patience: &mut Patience,
    ) -> Verdict {
        let known = |line: &Written<'_>| matches!(line.writer, Writer::Process(_));
        if !lines.is_empty() && lines.iter().all(known) {
            return self.check_lines(lines);
        }
        self.sure(search(self, lines, patience))
    }

    /// Whether `text`, whose writers are unknown, is a possible output.
    pub fn check_text(&self, text: &str) -> Verdict {
        self.check_lines(&text.lines().map(Written::unsigned).collect::<Vec<_>>())
    }

    /// Whether `lines` is a possible output, for callers who have them.
    pub(super) fn check_lines(&self, lines: &[Written<'_>]) -> Verdict {
        self.check(lines.iter().copied())
    }

    /// It is possible when these are the events of the steps that print its lines.
    pub(super) fn possible(
        &self,
        steps: impl IntoIterator<Item = Place>,
    ) -> Verdict {
        let mut places: Vec<_> = steps.into_iter().collect();
        // The lines of one write are steps that follow each other.
        places.dedup();
        let events = places.into_iter().map(|place| self.model().event_id(place));
        Verdict::Possible(events.collect())
    }
}

//! Whether an output is possible.

use crate::Order;
use crate::answers::verdict::Verdict;
use crate::answers::written::{Writer, Written};
use crate::cuts::search::search;
use crate::cuts::walk::walk;

impl Order {
    /// Whether `lines` is a possible output.
    ///
    /// When every writer is a [`Process`](Writer::Process), that takes time in proportion to
    /// the number of lines; unless a line is free, or a process was killed that had waited
    /// and then started another or sent something. Otherwise it is a search for who has
    /// written what, which is exact too, and given up when there are too many
    /// possibilities: to recognise a shuffle of known words is NP-complete (Warmuth and
    /// Haussler, "On the complexity of iterated shuffle", 1984).
    pub fn check<'a>(
        &self,
        lines: impl IntoIterator<Item = Written<'a>, IntoIter: Clone>,
    ) -> Verdict {
        let lines = lines.into_iter();
        let is_one_way =
            self.width() == self.histories().len() && self.silent.is_empty();
        let walked = if is_one_way { walk(self, lines.clone()) } else { None };
        walked.unwrap_or_else(|| search(self, &lines.collect::<Vec<_>>()))
    }

    /// Whether `text`, whose writers are unknown, is a possible output.
    pub fn check_text(&self, text: &str) -> Verdict {
        self.check(
            text.lines().map(|text| Written { writer: Writer::Unknown, text }),
        )
    }
}

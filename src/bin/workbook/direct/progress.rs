//! How far a run has come with what is wanted.

use std::collections::HashMap;

use process_workbook::record::python::as_in_3_6;
use process_workbook::trace::Held;

use super::goal::Goal;

/// What a run has printed of what is wanted.
pub(super) struct Progress<'a> {
    goal: &'a Goal,
    /// How many lines.
    pub(super) lines: usize,
    /// The beginning of the next line: of each process, where it matters who prints a line,
    /// else of all together.
    begun: HashMap<String, Vec<u8>>,
    /// The pids that are known by now.
    pids: Vec<(u32, String)>,
}

/// What a process would print, and how far that would get.
pub(super) struct Step {
    key: String,
    lines: usize,
    begun: Vec<u8>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(goal: &'a Goal) -> Self {
        Self { goal, lines: 0, begun: HashMap::new(), pids: Vec::new() }
    }

    /// Takes in who is there.
    pub(super) fn meet(&mut self, held: &[Held]) {
        for it in held {
            if !self.pids.iter().any(|(pid, _)| *pid == it.pid) {
                self.pids.push((it.pid, it.place.clone()));
            }
        }
    }

    /// What it would come to if `held` printed `bytes`; `None` when that is not wanted now.
    pub(super) fn with(&self, held: &Held, bytes: &[u8]) -> Option<Step> {
        let key = if self.goal.names_writers() { &held.place } else { "" };
        let mut begun = self.begun.get(key).cloned().unwrap_or_default();
        begun.extend(bytes);
        let mut lines = self.lines;
        while let Some(end) = begun.iter().position(|byte| *byte == b'\n') {
            let text = String::from_utf8_lossy(&begun[..end]);
            let text = as_in_3_6(text.trim_end_matches('\r'));
            if !self.goal.fits(lines, (&held.name, &held.place), &text, &self.pids) {
                return None;
            }
            lines += 1;
            begun.drain(..=end);
        }
        // Where it matters who prints a line, pieces of two lines may be mixed.
        let may_begin = self.goal.names_writers()
            || self.goal.may_begin(lines, &String::from_utf8_lossy(&begun));
        may_begin.then(|| Step { key: key.to_owned(), lines, begun })
    }

    /// It was printed.
    pub(super) fn take(&mut self, step: Step) {
        self.lines = step.lines;
        self.begun.insert(step.key, step.begun);
    }
}

//! Which outputs many runs of a program had, and how often.

use std::collections::{BTreeMap, HashMap};

use num_bigint::BigUint;
use process_order::{Answer, EventId, Order, Refusal};
use serde_json::{Value, json};

use crate::subject::Subject;
use crate::subject::possible::{Knowledge, Known};
use crate::view::number::{grouped, so_many_outputs};
use crate::words::{translated, words};

/// What came of many runs.
pub(crate) struct Tally<'a> {
    knowledge: &'a Knowledge,
    /// How many outputs are known to be possible.
    pub(crate) possible: Option<BigUint>,
    /// All that there are, in the order of the first case.
    pub(crate) processes: Vec<Process>,
    pub(crate) runs: usize,
    /// The texts, with placeholders for what varies.
    outputs: HashMap<Vec<String>, Seen>,
    /// Why runs printed what is not among the outputs that are counted, and how many.
    pub(crate) otherwise: BTreeMap<&'static str, usize>,
    /// The lines of what cannot be, and why it cannot.
    pub(crate) impossible: Vec<(Vec<String>, Refusal)>,
    /// The exit codes that no run should have, and how many had them.
    pub(crate) failed: BTreeMap<i32, usize>,
}

/// A process, and whether it prints in some run.
pub(crate) struct Process {
    pub(crate) name: String,
    pub(crate) prints: bool,
}

/// What was seen of one output.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) runs: usize,
    /// Who made which write, in one of the runs.
    pub(crate) writers: Vec<usize>,
    /// Whether each write is a line.
    pub(crate) is_whole: bool,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(knowledge: &'a Knowledge) -> Self {
        let all = knowledge.orders().iter().flat_map(Order::histories);
        let mut processes: Vec<Process> = Vec::new();
        for history in all {
            let prints = history.lines().next().is_some();
            match processes.iter_mut().find(|it| it.name == history.name) {
                Some(known) => known.prints |= prints,
                None => {
                    processes.push(Process { name: history.name.clone(), prints });
                }
            }
        }
        Self {
            knowledge,
            possible: knowledge.count(),
            processes,
            runs: 0,
            outputs: HashMap::new(),
            otherwise: BTreeMap::new(),
            impossible: Vec::new(),
            failed: BTreeMap::new(),
        }
    }

    /// Counts a run that printed `text` and ended with exit code `code`.
    pub(crate) fn count(&mut self, code: i32, text: &str) {
        self.runs += 1;
        if !self.knowledge.may_end_with(code) {
            *self.failed.entry(code).or_default() += 1;
            return;
        }
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let why = match self.knowledge.judge(text) {
            Known::Runs(Answer::Possible(way)) => {
                let order = &self.knowledge.orders()[way.order];
                return self.count_output(order, &way.events, &lines);
            }
            Known::Snapshot(Answer::Possible(way)) => {
                if let Some(snapshot) = &self.knowledge.snapshot {
                    let order = &snapshot.orders()[way.order];
                    self.count_output(order, &way.events, &lines);
                }
                return;
            }
            Known::Runs(Answer::Impossible(nearest)) => {
                if let Some(refusal) = nearest.refusal {
                    self.impossible.push((lines, refusal));
                    return;
                }
                translated!("no run was found that ends, and this one has")
            }
            Known::Runs(Answer::NotFound(_) | Answer::StandsStill { .. }) => {
                translated!("an output that was not found when runs were searched")
            }
            Known::Runs(Answer::GivenUp(_))
            | Known::Snapshot(Answer::GivenUp(_)) => {
                translated!("nobody can tell whose lines they are")
            }
            Known::Snapshot(_) => {
                translated!("an output that the snapshot does not have")
            }
        };
        *self.otherwise.entry(why).or_default() += 1;
    }

    fn count_output(&mut self, order: &Order, writes: &[EventId], lines: &[String]) {
        let writes = writes.iter().flat_map(|event| {
            let writer = order.name(event.process());
            let writer = self.processes.iter().position(|it| it.name == writer);
            let lines = order.action(*event).lines();
            lines.map(move |line| (line.to_string(), writer.unwrap_or(usize::MAX)))
        });
        let (patterns, writers): (Vec<_>, Vec<_>) = writes.unzip();
        let is_whole = !order.prints_in_pieces();
        let key = if is_whole { patterns } else { lines.to_vec() };
        let seen = self.outputs.entry(key).or_default();
        seen.runs += 1;
        (seen.writers, seen.is_whole) = (writers, is_whole);
    }

    /// How many outputs were seen.
    pub(crate) fn seen(&self) -> usize {
        self.outputs.len()
    }

    /// `Seen 61 of 110,866 possible outputs`
    pub(crate) fn headline(&self) -> String {
        let possible = so_many_outputs(self.possible.as_ref());
        let least = if self.knows_all() { "" } else { words!("at least ") };
        words!(
            "Seen {seen} of {least}{possible}",
            seen = grouped(&self.seen()),
            least,
            possible
        )
    }

    /// Whether all runs are known that there can be.
    pub(crate) fn knows_all(&self) -> bool {
        self.knowledge.is_complete()
    }

    /// Whether no run was impossible, and none failed.
    pub(crate) fn is_right(&self) -> bool {
        self.impossible.is_empty() && self.failed.is_empty()
    }

    /// Whether no output is left to be seen that is known to be possible.
    pub(crate) fn is_complete(&self) -> bool {
        self.possible.as_ref().is_some_and(|all| *all == self.seen().into())
    }

    /// The outputs, the commonest first.
    pub(crate) fn commonest(&self) -> Vec<(&Vec<String>, &Seen)> {
        let mut outputs: Vec<_> = self.outputs.iter().collect();
        outputs.sort_by(|(lines, seen), (others, other)| {
            other.runs.cmp(&seen.runs).then_with(|| lines.cmp(others))
        });
        outputs
    }

    /// Of runs of `subject`.
    pub(crate) fn as_json(&self, subject: &Subject) -> Value {
        let outputs = self.commonest().into_iter();
        let outputs = outputs
            .map(|(lines, seen)| json!({ "runs": seen.runs, "lines": lines }));
        let otherwise = self.otherwise.iter();
        let otherwise =
            otherwise.map(|(why, runs)| json!({ "runs": runs, "reason": why }));
        let impossible = self.impossible.iter().map(|(lines, refusal)| {
            json!({
                "lines": lines,
                "line": refusal.line,
                "reason": refusal.reason.to_string(),
            })
        });
        let failed = self.failed.iter();
        let failed =
            failed.map(|(code, runs)| json!({ "runs": runs, "exit_code": code }));
        let mut answer = subject.as_json();
        answer["runs"] = json!(self.runs);
        answer["seen"] = json!(self.seen());
        answer["outputs"] = json!(self.possible.as_ref().map(ToString::to_string));
        answer["complete"] = json!(self.knows_all());
        answer["histogram"] = outputs.collect();
        answer["other_lines"] = otherwise.collect();
        answer["impossible"] = impossible.collect();
        answer["failed"] = failed.collect();
        answer
    }
}

//! Which outputs many runs of a lesson had, and how often.

use std::collections::{BTreeMap, HashMap};

use num_bigint::BigUint;
use process_order::{EventId, Judgement, Order, Refusal};
use serde_json::{Value, json};

use crate::view::number::{grouped, so_many_outputs};
use crate::view::verdict::RunJudgement;

/// What came of many runs.
pub(crate) struct Tally<'a> {
    pub(crate) order: &'a Order,
    /// How many outputs are possible.
    pub(crate) possible: Option<BigUint>,
    pub(crate) runs: usize,
    /// The texts, with placeholders for what varies.
    outputs: HashMap<Vec<String>, Seen>,
    /// Why runs printed other lines than the order has, and how many.
    pub(crate) otherwise: BTreeMap<String, usize>,
    /// The lines of what cannot be, and why it cannot.
    pub(crate) impossible: Vec<(Vec<String>, Refusal)>,
    /// The exit codes that no run should have, and how many had them.
    pub(crate) failed: BTreeMap<i32, usize>,
}

/// What was seen of one output.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) runs: usize,
    /// Who printed which line, in one of them.
    pub(crate) writers: Vec<usize>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(order: &'a Order) -> Self {
        Self {
            order,
            possible: order.count().ok(),
            runs: 0,
            outputs: HashMap::new(),
            otherwise: BTreeMap::new(),
            impossible: Vec::new(),
            failed: BTreeMap::new(),
        }
    }

    /// Counts a run that printed `texts`.
    pub(crate) fn count(&mut self, judgement: RunJudgement, texts: Vec<String>) {
        self.runs += 1;
        let judgement = match judgement {
            RunJudgement::Output(judgement) => judgement,
            RunJudgement::Failed(code) => {
                *self.failed.entry(code).or_default() += 1;
                return;
            }
            // The race ends with the first of these, and tells of it.
            RunJudgement::StandsStill(_) | RunJudgement::NeverEnds => return,
        };
        match judgement {
            Judgement::Possible(events) => self.count_output(&events),
            Judgement::EarlyEnd(why) => {
                *self.otherwise.entry(why.to_string()).or_default() += 1;
            }
            Judgement::Impossible { refusal, .. } => {
                self.impossible.push((texts, refusal));
            }
            Judgement::GivenUp => {
                let why = "nobody can tell whose lines they are".to_owned();
                *self.otherwise.entry(why).or_default() += 1;
            }
        }
    }

    fn count_output(&mut self, writes: &[EventId]) {
        let lines = writes.iter().flat_map(|event| {
            let lines = self.order.action(*event).lines();
            lines.map(|line| (line.to_string(), event.process().index()))
        });
        let (lines, writers): (Vec<_>, Vec<_>) = lines.unzip();
        let seen = self.outputs.entry(lines).or_default();
        seen.runs += 1;
        seen.writers = writers;
    }

    /// How many outputs were seen.
    pub(crate) fn seen(&self) -> usize {
        self.outputs.len()
    }

    /// `Seen 61 of 73,710 possible outputs`
    pub(crate) fn headline(&self) -> String {
        let possible = so_many_outputs(self.possible.as_ref());
        format!("Seen {} of {possible}", grouped(&self.seen()))
    }

    /// Whether no run was impossible, and none failed.
    pub(crate) fn is_right(&self) -> bool {
        self.impossible.is_empty() && self.failed.is_empty()
    }

    /// Whether no possible output is left to be seen.
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

    /// Of runs of the lesson of this number.
    pub(crate) fn as_json(&self, lesson: u32) -> Value {
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
        json!({
            "lesson": lesson,
            "runs": self.runs,
            "seen": self.seen(),
            "outputs": self.possible.as_ref().map(ToString::to_string),
            "histogram": outputs.collect::<Vec<_>>(),
            "other_lines": otherwise.collect::<Vec<_>>(),
            "impossible": impossible.collect::<Vec<_>>(),
            "failed": failed.collect::<Vec<_>>(),
        })
    }
}

//! The states of an order, and the lines that lead from one to the next.
//!
//! An output is a text. Different runs can get to the same text when two processes
//! print equal lines; so a state is not one [`Cut`] but the set of all those that the
//! same text leads to, as when a finite automaton is made deterministic (Rabin and
//! Scott, 1959). A line leads from a state to the set of all cuts that a step with
//! this line leads to from a cut of the state, with any silent steps before it. By
//! induction over its lines each text leads to one state, which has every cut that
//! the text can have led to; and so a text is an output exactly when it may end at a
//! cut of its state. To count ways through the states is therefore to count texts.
//!
//! Of cuts that are [alike](super::symmetry) a state has one, because all of them go
//! on with the same texts.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Texts, not runs".

use std::collections::{BTreeSet, HashMap};

use super::Cuts;
use super::chain::Step;
use super::cut::Cut;
use super::symmetry::Symmetry;
use crate::model::pattern::Pattern;

pub(crate) struct Automaton<'a> {
    pub(crate) cuts: &'a Cuts,
    symmetry: Symmetry,
    /// The different lines.
    pub(crate) texts: Vec<&'a Pattern>,
    /// Which of them each step of each chain is; none of them when it is silent.
    pub(crate) labels: Vec<Vec<Option<usize>>>,
}

/// The cuts that one text can lead to.
pub(crate) type State = BTreeSet<Cut>;

impl Cuts {
    /// What a step prints; nothing when it is silent.
    pub(crate) fn pattern(&self, step: &Step) -> Option<&Pattern> {
        self.model.action(step.place).printed()?.get(step.line()?)
    }
}

impl<'a> Automaton<'a> {
    pub(crate) fn of(cuts: &'a Cuts) -> Self {
        let mut known = HashMap::new();
        let mut texts = Vec::new();
        let labels = cuts.chains.iter().map(|chain| {
            let labels = chain.steps.iter().map(|step| {
                let pattern = cuts.pattern(step)?;
                Some(*known.entry(pattern).or_insert_with(|| {
                    texts.push(pattern);
                    texts.len() - 1
                }))
            });
            labels.collect()
        });
        let labels = labels.collect();
        let symmetry = Symmetry::of(cuts, |_| false);
        Self { cuts, symmetry, texts, labels }
    }

    pub(crate) fn start(&self) -> State {
        State::from([self.cuts.start()])
    }

    pub(crate) fn may_end(&self, state: &State) -> bool {
        let mut ends = state.iter().flat_map(|cut| self.cuts.silently(cut));
        ends.any(|cut| self.cuts.is_complete(&cut))
    }

    /// What each line that can come next leads to.
    pub(crate) fn next(&self, state: &State) -> Vec<(usize, State)> {
        let mut next: Vec<(usize, State)> = Vec::new();
        for cut in state.iter().flat_map(|cut| self.cuts.silently(cut)) {
            for (chain, labels) in self.labels.iter().enumerate() {
                if cut.has_ended(chain) {
                    continue;
                }
                let Some(Some(label)) = labels.get(cut.steps(chain) as usize) else {
                    continue;
                };
                let mut after = cut.clone();
                if self.cuts.advance(&mut after, chain).is_err() {
                    continue;
                }
                self.symmetry.sort(&mut after);
                match next.iter_mut().find(|(other, _)| other == label) {
                    Some((_, state)) => drop(state.insert(after)),
                    None => next.push((*label, State::from([after]))),
                }
            }
        }
        next
    }
}

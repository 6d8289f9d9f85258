//! The states of an order, and the lines that lead from one to the next.
//!
//! An output is a text. Different runs can get to the same text when two processes print
//! equal lines; so a state is not one [`Cut`] but the set of those that the same text leads
//! to, as when a finite automaton is made deterministic (Rabin and Scott, 1959). Then each
//! text leads to one state, and to count ways through the states is to count texts.

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
                if cut[chain].has_ended() {
                    continue;
                }
                let Some(Some(label)) = labels.get(cut[chain].steps() as usize)
                else {
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

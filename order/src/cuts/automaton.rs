//! The states of an order, and the lines that lead from one to the next.
//!
//! An output is a text. Different runs can get to the same text when two processes print
//! equal lines; so a state is not one [`Cut`] but the set of those that the same text leads
//! to, as when a finite automaton is made deterministic.

use std::collections::{BTreeSet, HashMap};

use crate::Order;
use crate::cuts::cut::Cut;
use crate::cuts::symmetry::Symmetry;
use crate::model::pattern::Pattern;

pub(crate) struct Automaton<'a> {
    pub(crate) order: &'a Order,
    symmetry: Symmetry,
    /// The different lines.
    pub(crate) texts: Vec<&'a Pattern>,
    /// Which of them each step of each chain is; none of them when it is silent.
    pub(crate) labels: Vec<Vec<Option<usize>>>,
}

/// The cuts that one text can lead to.
pub(crate) type State = BTreeSet<Cut>;

impl<'a> Automaton<'a> {
    pub(crate) fn of(order: &'a Order) -> Self {
        let mut known = HashMap::new();
        let mut texts = Vec::new();
        let labels = order.chains.iter().map(|chain| {
            let labels = chain.steps.iter().map(|id| {
                let pattern = order.event(*id).line()?;
                Some(*known.entry(pattern).or_insert_with(|| {
                    texts.push(pattern);
                    texts.len() - 1
                }))
            });
            labels.collect()
        });
        let labels = labels.collect();
        let symmetry = Symmetry::of(order, |_| false);
        Self { order, symmetry, texts, labels }
    }

    pub(crate) fn start(&self) -> State {
        State::from([vec![0; self.order.width()].into()])
    }

    pub(crate) fn may_end(&self, state: &State) -> bool {
        let mut ends = state.iter().flat_map(|cut| self.order.silently(cut));
        ends.any(|cut| self.order.is_complete(&cut))
    }

    /// What each line that can come next leads to.
    pub(crate) fn next(&self, state: &State) -> Vec<(usize, State)> {
        let mut next: Vec<(usize, State)> = Vec::new();
        for cut in state.iter().flat_map(|cut| self.order.silently(cut)) {
            for (chain, labels) in self.labels.iter().enumerate() {
                let Some(Some(label)) = labels.get(cut[chain] as usize) else {
                    continue;
                };
                let mut after = cut.clone();
                if self.order.advance(&mut after, chain).is_err() {
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

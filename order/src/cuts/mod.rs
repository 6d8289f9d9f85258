//! How far a run can have got. Everything else rests on this.
//!
//! A run is told by its lines, and what matters at any moment of it is how many steps
//! each chain has gone, and which of the processes that were killed are known to have
//! ended: a *cut*. Whether a step can come next depends on the cut alone, because
//! everything that a step waits for is a number of steps of another chain, or an end.
//! So two runs that have got to the same cut can go on in the same ways, whatever
//! they did before. The questions about outputs, of which there may be millions,
//! become questions about cuts, of which there are few: three processes of two lines
//! have 90 outputs, and 27 cuts.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "A cut".

pub(crate) mod automaton;
pub(crate) mod chain;
pub(crate) mod cut;
mod gates;
pub(crate) mod guaranteed;
pub(crate) mod symmetry;

use crate::model::Model;
use crate::model::action::History;
use crate::model::id::Place;
use chain::{Chain, Step};
use gates::{Builder, Clock};
use guaranteed::Guaranteed;

/// The cuts of a model: which there are, and how they lead to one another.
#[derive(Clone)]
pub(crate) struct Cuts {
    pub(crate) model: Model,
    pub(crate) guaranteed: Guaranteed,
    pub(crate) chains: Vec<Chain>,
    /// The chains of each process: its own, then those of its free writes.
    pub(crate) chains_of: Vec<Vec<usize>>,
    /// The chains with silent steps.
    pub(crate) silent: Vec<usize>,
    /// The chains with a write of several lines.
    pub(crate) long: Vec<usize>,
    /// What the end of each process comes after.
    pub(crate) ends: Vec<Clock>,
    pub(crate) anybody_killed: bool,
}

impl Cuts {
    pub(crate) fn of(model: Model) -> Self {
        let guaranteed = Guaranteed::of(&model);
        let chains_of = chain::chains_of(&model.histories);
        let (chains, ends) = Builder::new(&model, &guaranteed, &chains_of).build();
        let with = |is_meant: fn(&Step) -> bool| {
            let all = chains.iter().enumerate();
            let found = all.filter(|(_, chain)| chain.steps.iter().any(is_meant));
            found.map(|(chain, _)| chain).collect()
        };
        let silent = with(Step::is_silent);
        let long = with(Step::continues_a_write);
        let anybody_killed = model.histories.iter().any(History::is_killed);
        Self {
            model,
            guaranteed,
            chains,
            chains_of,
            silent,
            long,
            ends,
            anybody_killed,
        }
    }

    /// The number of chains.
    pub(crate) fn width(&self) -> usize {
        self.chains.len()
    }

    /// The chain of a process that is not of a free write.
    pub(crate) fn home(&self, process: usize) -> usize {
        self.chains_of[process][0]
    }

    /// Where the step is in its history.
    pub(crate) fn step(&self, chain: usize, at: u32) -> Option<&Step> {
        self.chains[chain].steps.get(at as usize)
    }

    /// How many events of its process are certain when the event at `place` occurs: of its
    /// group of free writes no other one, and before its end none.
    pub(crate) fn certain_with(&self, place: Place) -> usize {
        let actions = &self.model.histories[place.process].actions;
        let Some(actions) = actions.get(..=place.event) else { return 0 };
        match actions.iter().rev().take_while(|action| action.is_free()).count() {
            0 => actions.len(),
            group => actions.len() - group,
        }
    }
}

//! How far a run has got, and how it can go on.

use crate::Order;
use crate::cuts::chain::Gate;
use crate::model::event::{Event, EventId};

/// How many steps each chain has gone. A chain of a process that was killed and
/// [has ended](Order::has_ended) counts on from there, so that the number of its steps is
/// not forgotten.
pub(crate) type Cut = Box<[u32]>;

impl Order {
    /// The number of chains.
    pub(crate) fn width(&self) -> usize {
        self.chains.len()
    }

    /// The next step of `chain`, if it has one left.
    pub(crate) fn next(&self, cut: &[u32], chain: usize) -> Option<EventId> {
        self.chains[chain].steps.get(cut[chain] as usize).copied()
    }

    /// The first step that `chain` has not gone, although it may be too late for that.
    pub(crate) fn to_come(&self, cut: &[u32], chain: usize) -> Option<EventId> {
        self.chains[chain].steps.get(self.gone(cut, chain) as usize).copied()
    }

    // ANCHOR: advance
    /// Goes over the next step of `chain`, or names the gate that is shut. `cut` is then
    /// no longer of use.
    pub(crate) fn advance(&self, cut: &mut [u32], chain: usize) -> Result<(), Gate> {
        for (_, gate) in self.chains[chain].gates_at(cut[chain]) {
            match *gate {
                Gate::Steps { chain, count } if self.gone(cut, chain) < count => {
                    return Err(*gate);
                }
                Gate::Steps { .. } => {}
                Gate::End { process } => self.end(cut, process),
            }
        }
        cut[chain] += 1;
        self.check_ends(cut)
    }
    // ANCHOR_END: advance

    /// Whether `chain` has a next step and no gate before it is shut, in an order in which
    /// nobody is killed.
    pub(crate) fn may_advance(&self, cut: &[u32], chain: usize) -> bool {
        let mut gates = self.chains[chain].gates_at(cut[chain]).iter();
        cut[chain] < self.chains[chain].len()
            && gates.all(|(_, gate)| match *gate {
                Gate::Steps { chain, count } => cut[chain] >= count,
                Gate::End { .. } => false,
            })
    }

    /// Every way to go on from `at` without a line, that of going nowhere first.
    pub(crate) fn silently(&self, at: &[u32]) -> Vec<Cut> {
        let mut reached: Vec<Cut> = vec![at.into()];
        let mut place = 0;
        while place < reached.len() {
            for chain in &self.silent {
                let mut after = reached[place].clone();
                let next = self.next(&after, *chain);
                if next.is_some_and(|id| self.event(id).line().is_none())
                    && self.advance(&mut after, *chain).is_ok()
                    && !reached.contains(&after)
                {
                    reached.push(after);
                }
            }
            place += 1;
        }
        reached
    }

    /// Has `process` end, if it can have printed all by now.
    pub(crate) fn end_of(
        &self,
        cut: &mut [u32],
        process: usize,
    ) -> Result<(), Gate> {
        let mut chains = self.chains_of[process].iter();
        if self.histories()[process].is_killed() {
            self.end(cut, process);
        } else if chains.any(|chain| cut[*chain] < self.chains[*chain].len()) {
            return Err(Gate::End { process });
        }
        self.check_ends(cut)
    }

    /// Notes that a process that was killed prints no more.
    fn end(&self, cut: &mut [u32], process: usize) {
        for chain in &self.chains_of[process] {
            if !self.has_ended(cut, *chain) {
                cut[*chain] += self.chains[*chain].len() + 1;
            }
        }
    }

    pub(crate) fn has_ended(&self, cut: &[u32], chain: usize) -> bool {
        cut[chain] > self.chains[chain].len()
    }

    fn gone(&self, cut: &[u32], chain: usize) -> u32 {
        let ended = self.has_ended(cut, chain);
        cut[chain] - if ended { self.chains[chain].len() + 1 } else { 0 }
    }

    /// Whether no process that was killed and joined has anything to come which a run that
    /// has got to `cut` cannot do without.
    fn check_ends(&self, cut: &[u32]) -> Result<(), Gate> {
        if !self.anybody_killed {
            return Ok(());
        }
        let missing = self.missing(cut);
        let too_early = (0..missing.len()).find(|process| {
            missing[*process] && self.has_ended(cut, self.chains_of[*process][0])
        });
        too_early.map_or(Ok(()), |process| Err(Gate::End { process }))
    }

    /// Whether the output may end here.
    pub(crate) fn is_complete(&self, cut: &[u32]) -> bool {
        if self.anybody_killed {
            self.missing(cut).iter().all(|missing| !missing)
        } else {
            self.chains.iter().zip(cut).all(|(chain, gone)| *gone == chain.len())
        }
    }

    /// Whether each process has steps to come that a run which has got to `cut` must have.
    pub(crate) fn missing(&self, cut: &[u32]) -> Vec<bool> {
        let known = self.chains_of.iter().map(|chains| {
            let last = chains.iter().filter_map(|chain| {
                let gone = self.gone(cut, *chain) as usize;
                let last = self.chains[*chain].steps[..gone].last()?;
                Some(self.certain_with(*last))
            });
            last.max()
        });
        let must = self.must.with(self.histories(), &self.edges, known);
        let missing =
            self.chains_of.iter().zip(must.events).map(|(chains, events)| {
                let mut next =
                    chains.iter().filter_map(|chain| self.to_come(cut, *chain));
                next.any(|id| id.event < events)
            });
        missing.collect()
    }

    /// How many events of its process are certain when `id` occurs: of its group of free
    /// lines no other one, and before its end none.
    pub(crate) fn certain_with(&self, id: EventId) -> usize {
        let Some(events) = self.histories()[id.process].events.get(..=id.event)
        else {
            return 0;
        };
        let is_free = |event: &&Event| matches!(event, Event::FreeLine(_));
        match events.iter().rev().take_while(is_free).count() {
            0 => events.len(),
            group => events.len() - group,
        }
    }
}

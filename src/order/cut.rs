//! How far a run has got, and how it can go on.

use super::Order;
use super::event::{Event, EventId};
use super::strand::Gate;

/// How many steps each strand has gone. A strand of a process that was killed and
/// [has ended](Order::has_ended) counts on from there, so that the number of its steps is
/// not forgotten.
pub(super) type Cut = Box<[u32]>;

impl Order {
    /// The number of strands.
    pub(super) fn width(&self) -> usize {
        self.strands.len()
    }

    /// The next step of `strand`, if it has one left.
    pub(super) fn next(&self, cut: &[u32], strand: usize) -> Option<EventId> {
        self.strands[strand].steps.get(cut[strand] as usize).copied()
    }

    /// The first step that `strand` has not gone, although it may be too late for that.
    pub(super) fn to_come(&self, cut: &[u32], strand: usize) -> Option<EventId> {
        self.strands[strand].steps.get(self.gone(cut, strand) as usize).copied()
    }

    // ANCHOR: advance
    /// Goes over the next step of `strand`, or names the gate that is shut. `cut` is then
    /// no longer of use.
    pub(super) fn advance(
        &self,
        cut: &mut [u32],
        strand: usize,
    ) -> Result<(), Gate> {
        for (_, gate) in self.strands[strand].gates_at(cut[strand]) {
            match *gate {
                Gate::Steps { strand, count } if self.gone(cut, strand) < count => {
                    return Err(*gate);
                }
                Gate::Steps { .. } => {}
                Gate::End { process } => self.end(cut, process),
            }
        }
        cut[strand] += 1;
        self.check_ends(cut)
    }
    // ANCHOR_END: advance

    /// Whether `strand` has a next step and no gate before it is shut, in an order in which
    /// nobody is killed.
    pub(super) fn may_advance(&self, cut: &[u32], strand: usize) -> bool {
        let mut gates = self.strands[strand].gates_at(cut[strand]).iter();
        cut[strand] < self.strands[strand].len()
            && gates.all(|(_, gate)| match *gate {
                Gate::Steps { strand, count } => cut[strand] >= count,
                Gate::End { .. } => false,
            })
    }

    /// Every way to go on from `at` without a line, that of going nowhere first.
    pub(super) fn silently(&self, at: &[u32]) -> Vec<Cut> {
        let mut reached: Vec<Cut> = vec![at.into()];
        let mut place = 0;
        while place < reached.len() {
            for strand in &self.silent {
                let mut after = reached[place].clone();
                let next = self.next(&after, *strand);
                if next.is_some_and(|id| self.event(id).line().is_none())
                    && self.advance(&mut after, *strand).is_ok()
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
    pub(super) fn end_of(
        &self,
        cut: &mut [u32],
        process: usize,
    ) -> Result<(), Gate> {
        let mut strands = self.strands_of[process].iter();
        if self.histories()[process].is_killed() {
            self.end(cut, process);
        } else if strands.any(|strand| cut[*strand] < self.strands[*strand].len()) {
            return Err(Gate::End { process });
        }
        self.check_ends(cut)
    }

    /// Notes that a process that was killed prints no more.
    fn end(&self, cut: &mut [u32], process: usize) {
        for strand in &self.strands_of[process] {
            if !self.has_ended(cut, *strand) {
                cut[*strand] += self.strands[*strand].len() + 1;
            }
        }
    }

    pub(super) fn has_ended(&self, cut: &[u32], strand: usize) -> bool {
        cut[strand] > self.strands[strand].len()
    }

    fn gone(&self, cut: &[u32], strand: usize) -> u32 {
        let ended = self.has_ended(cut, strand);
        cut[strand] - if ended { self.strands[strand].len() + 1 } else { 0 }
    }

    /// Whether no process that was killed and joined has anything to come which a run that
    /// has got to `cut` cannot do without.
    fn check_ends(&self, cut: &[u32]) -> Result<(), Gate> {
        if !self.anybody_killed {
            return Ok(());
        }
        let missing = self.missing(cut);
        let too_early = (0..missing.len()).find(|process| {
            missing[*process] && self.has_ended(cut, self.strands_of[*process][0])
        });
        too_early.map_or(Ok(()), |process| Err(Gate::End { process }))
    }

    /// Whether the output may end here.
    pub(super) fn is_complete(&self, cut: &[u32]) -> bool {
        if self.anybody_killed {
            self.missing(cut).iter().all(|missing| !missing)
        } else {
            self.strands.iter().zip(cut).all(|(strand, gone)| *gone == strand.len())
        }
    }

    /// Whether each process has steps to come that a run which has got to `cut` must have.
    pub(super) fn missing(&self, cut: &[u32]) -> Vec<bool> {
        let known = self.strands_of.iter().map(|strands| {
            let last = strands.iter().filter_map(|strand| {
                let gone = self.gone(cut, *strand) as usize;
                let last = self.strands[*strand].steps[..gone].last()?;
                Some(self.certain_with(*last))
            });
            last.max()
        });
        let must = self.must.with(self.histories(), &self.edges, known);
        let missing =
            self.strands_of.iter().zip(must.events).map(|(strands, events)| {
                let mut next =
                    strands.iter().filter_map(|strand| self.to_come(cut, *strand));
                next.any(|id| id.event < events)
            });
        missing.collect()
    }

    /// How many events of its process are certain when `id` occurs: of its group of free
    /// lines no other one, and before its end none.
    pub(super) fn certain_with(&self, id: EventId) -> usize {
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

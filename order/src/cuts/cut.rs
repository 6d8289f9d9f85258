//! How far a run has got, and how it can go on.
//!
//! A chain can go on when its next step has no shut gate before it, and no other chain is in
//! the middle of a write. That depends on the cut alone, and is all that it depends on: a
//! gate speaks of numbers of steps, and a write is begun and not ended exactly when the next
//! step of its chain continues a write.
//!
//! A process that was killed may stop anywhere, but not without what the rest of the run
//! needs of it, which is what is [guaranteed](super::guaranteed) when this much of the run is
//! known. A cut at which such a process has ended too early cannot be got to.

use super::Cuts;
use super::chain::{Gate, Step};
use crate::model::id::Place;

/// How far a chain has got.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Progress(u32);

impl Progress {
    pub(crate) const NONE: Self = Self(0);
    /// Set when its process was killed, and is known to go no further.
    const ENDED: u32 = 1 << 31;

    pub(crate) fn of(steps: u32) -> Self {
        assert!(steps < Self::ENDED, "a chain of fewer than 2 billion steps");
        Self(steps)
    }

    /// How many steps it has gone.
    pub(crate) fn steps(self) -> u32 {
        self.0 & !Self::ENDED
    }

    pub(crate) fn has_ended(self) -> bool {
        self.0 & Self::ENDED != 0
    }

    fn advance(&mut self) {
        self.0 += 1;
    }

    fn end(&mut self) {
        self.0 |= Self::ENDED;
    }
}

/// How far each chain has got.
pub(crate) type Cut = Box<[Progress]>;

/// Why a step cannot come next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shut {
    Gate(Gate),
    /// This chain is in the middle of a write.
    Write {
        chain: usize,
    },
}

impl Cuts {
    /// Before the first step.
    pub(crate) fn start(&self) -> Cut {
        vec![Progress::NONE; self.width()].into()
    }

    /// The next step of `chain`, if it has one left and has not ended.
    pub(crate) fn next(&self, cut: &[Progress], chain: usize) -> Option<&Step> {
        let progress = cut[chain];
        if progress.has_ended() { None } else { self.step(chain, progress.steps()) }
    }

    /// The first step that `chain` has not gone, although it may be too late for that.
    pub(crate) fn to_come(&self, cut: &[Progress], chain: usize) -> Option<&Step> {
        self.step(chain, cut[chain].steps())
    }

    /// The chain that is in the middle of a write, if one is.
    fn writing(&self, cut: &[Progress]) -> Option<usize> {
        self.long.iter().copied().find(|chain| {
            self.next(cut, *chain).is_some_and(Step::continues_a_write)
        })
    }

    // ANCHOR: advance
    /// Goes over the next step of `chain`, or says what is shut. `cut` is then no longer of
    /// use.
    pub(crate) fn advance(
        &self,
        cut: &mut [Progress],
        chain: usize,
    ) -> Result<(), Shut> {
        if let Some(writing) = self.writing(cut).filter(|other| *other != chain) {
            return Err(Shut::Write { chain: writing });
        }
        for (_, gate) in self.chains[chain].gates_at(cut[chain].steps()) {
            match *gate {
                Gate::Steps { chain, count } if cut[chain].steps() < count => {
                    return Err(Shut::Gate(*gate));
                }
                Gate::Steps { .. } => {}
                Gate::End { process } => self.end(cut, process),
            }
        }
        cut[chain].advance();
        self.check_ends(cut)
    }
    // ANCHOR_END: advance

    /// Whether `chain` has a next step and nothing before it is shut, in an order in which
    /// nobody is killed.
    pub(crate) fn may_advance(&self, cut: &[Progress], chain: usize) -> bool {
        let at = cut[chain].steps();
        let mut gates = self.chains[chain].gates_at(at).iter();
        at < self.chains[chain].len()
            && gates.all(|(_, gate)| match *gate {
                Gate::Steps { chain, count } => cut[chain].steps() >= count,
                Gate::End { .. } => false,
            })
            && self.writing(cut).is_none_or(|writing| writing == chain)
    }

    /// Every way to go on from `at` without a line, that of going nowhere first.
    pub(crate) fn silently(&self, at: &[Progress]) -> Vec<Cut> {
        let mut reached: Vec<Cut> = vec![at.into()];
        let mut place = 0;
        while place < reached.len() {
            for chain in &self.silent {
                let mut after = reached[place].clone();
                if self.next(&after, *chain).is_some_and(Step::is_silent)
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
        cut: &mut [Progress],
        process: usize,
    ) -> Result<(), Gate> {
        let mut chains = self.chains_of[process].iter();
        if self.model.histories[process].is_killed() {
            self.end(cut, process);
        } else if chains.any(|chain| cut[*chain].steps() < self.chains[*chain].len())
        {
            return Err(Gate::End { process });
        }
        self.check_ends(cut).map_err(|_| Gate::End { process })
    }

    /// Notes that a process that was killed prints no more.
    fn end(&self, cut: &mut [Progress], process: usize) {
        for chain in &self.chains_of[process] {
            cut[*chain].end();
        }
    }

    /// Whether a process that was killed is known to have ended.
    pub(crate) fn has_ended(&self, cut: &[Progress], process: usize) -> bool {
        cut[self.home(process)].has_ended()
    }

    /// Whether no process that was killed and joined has anything to come which a run that
    /// has got to `cut` cannot do without.
    fn check_ends(&self, cut: &[Progress]) -> Result<(), Shut> {
        if !self.anybody_killed {
            return Ok(());
        }
        let missing = self.missing(cut);
        let too_early = (0..missing.len())
            .find(|process| missing[*process] && self.has_ended(cut, *process));
        match too_early {
            None => Ok(()),
            Some(process) => Err(Shut::Gate(Gate::End { process })),
        }
    }

    /// Whether the output may end here.
    pub(crate) fn is_complete(&self, cut: &[Progress]) -> bool {
        if self.anybody_killed {
            self.missing(cut).iter().all(|missing| !missing)
        } else {
            let mut chains = self.chains.iter().zip(cut);
            chains.all(|(chain, progress)| progress.steps() == chain.len())
        }
    }

    /// Whether each process has steps to come that a run which has got to `cut` must have:
    /// the rest of a write that is begun is among them.
    pub(crate) fn missing(&self, cut: &[Progress]) -> Vec<bool> {
        let known = self.chains_of.iter().map(|chains| {
            let last = chains.iter().filter_map(|chain| self.last(cut, *chain));
            last.map(|place| self.certain_with(place)).max()
        });
        let guaranteed = self.guaranteed.with(&self.model, known);
        let processes = self.chains_of.iter().zip(guaranteed.events);
        let missing = processes.map(|(chains, events)| {
            let mut next =
                chains.iter().filter_map(|chain| self.to_come(cut, *chain));
            next.any(|step| step.place.event < events || step.continues_a_write())
        });
        missing.collect()
    }

    /// The event of the last step that `chain` has gone.
    fn last(&self, cut: &[Progress], chain: usize) -> Option<Place> {
        let gone = cut[chain].steps() as usize;
        let last = self.chains[chain].steps[..gone].last()?;
        Some(last.place)
    }
}

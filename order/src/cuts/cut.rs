//! How far a run has got, and how it can go on.
//!
//! A chain can go on when its next step has no shut gate before it, and no other
//! chain is in the middle of a write. That depends on the cut alone: a gate speaks of
//! numbers of steps, and a write is begun and not ended exactly when the next step of
//! its chain continues a write. A chain that is in the middle of a write can always
//! go on, because its gates are before the first line of the write.
//!
//! Steps are gone one at a time, and no gate that was open is ever shut again,
//! because no chain goes back. So where nobody is killed, to go over one step never
//! spoils another, and every cut that is got to leads on to a complete output: the
//! order has no circle, so some step that is left waits for none that is left.
//!
//! A process that was killed may stop anywhere, but not without what the rest of the
//! run needs of it, which is what is [guaranteed](super::guaranteed) when this much
//! of the run is known. So a process is noted as ended when a gate asks for its end,
//! and a cut at which such a process has ended too early cannot be got to.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "A cut".

use super::Cuts;
use super::chain::{Gate, Step};
use crate::model::id::Place;

/// How far each chain has got.
///
/// The numbers stand side by side, because cuts are compared and looked up very often.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cut(Box<[u32]>);

impl Cut {
    /// Set in the number of a chain whose process was killed, and is known to go no further.
    const ENDED: u32 = 1 << 31;

    /// These numbers of steps.
    pub(crate) fn of(steps: impl IntoIterator<Item = u32>) -> Self {
        Self(steps.into_iter().collect())
    }

    /// How many steps `chain` has gone.
    #[inline]
    pub(crate) fn steps(&self, chain: usize) -> u32 {
        self.0[chain] & !Self::ENDED
    }

    /// The numbers of steps of all chains.
    pub(crate) fn all_steps(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|steps| steps & !Self::ENDED)
    }

    /// Has `chain`, whose process was not killed, be at this step.
    pub(crate) fn set(&mut self, chain: usize, steps: u32) {
        self.0[chain] = steps;
    }

    pub(crate) fn has_ended(&self, chain: usize) -> bool {
        self.0[chain] & Self::ENDED != 0
    }

    fn advance(&mut self, chain: usize) {
        self.0[chain] += 1;
    }

    fn end(&mut self, chain: usize) {
        self.0[chain] |= Self::ENDED;
    }
}

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
        Cut(vec![0; self.width()].into())
    }

    /// The next step of `chain`, if it has one left and has not ended.
    #[inline]
    pub(crate) fn next(&self, cut: &Cut, chain: usize) -> Option<&Step> {
        if cut.has_ended(chain) { None } else { self.step(chain, cut.steps(chain)) }
    }

    /// The first step that `chain` has not gone, although it may be too late for that.
    pub(crate) fn to_come(&self, cut: &Cut, chain: usize) -> Option<&Step> {
        self.step(chain, cut.steps(chain))
    }

    /// The chain that is in the middle of a write, if one is.
    #[inline]
    fn writing(&self, cut: &Cut) -> Option<usize> {
        self.long.iter().copied().find(|chain| {
            self.next(cut, *chain).is_some_and(Step::continues_a_write)
        })
    }

    // ANCHOR: advance
    /// Goes over the next step of `chain`, or says what is shut. `cut` is then no longer of
    /// use.
    pub(crate) fn advance(&self, cut: &mut Cut, chain: usize) -> Result<(), Shut> {
        if let Some(writing) = self.writing(cut).filter(|other| *other != chain) {
            return Err(Shut::Write { chain: writing });
        }
        for (_, gate) in self.chains[chain].gates_at(cut.steps(chain)) {
            match *gate {
                Gate::Steps { chain, count } if cut.steps(chain) < count => {
                    return Err(Shut::Gate(*gate));
                }
                Gate::Steps { .. } => {}
                Gate::End { process } => self.end(cut, process),
            }
        }
        cut.advance(chain);
        self.check_ends(cut)
    }
    // ANCHOR_END: advance

    /// Whether `chain` has a next step and nothing before it is shut, in an order in which
    /// nobody is killed.
    #[inline]
    pub(crate) fn may_advance(&self, cut: &Cut, chain: usize) -> bool {
        let at = cut.steps(chain);
        let mut gates = self.chains[chain].gates_at(at).iter();
        at < self.chains[chain].len()
            && gates.all(|(_, gate)| match *gate {
                Gate::Steps { chain, count } => cut.steps(chain) >= count,
                Gate::End { .. } => false,
            })
            && (self.long.is_empty()
                || self.writing(cut).is_none_or(|writing| writing == chain))
    }

    /// Every way to go on from `at` without a line, that of going nowhere first.
    pub(crate) fn silently(&self, at: &Cut) -> Vec<Cut> {
        let mut reached = vec![at.clone()];
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

    /// Has `process` end, if all that its end comes after can have been printed by now.
    pub(crate) fn end_of(&self, cut: &mut Cut, process: usize) -> Result<(), Gate> {
        let end = &self.ends[process];
        for (chain, count) in end.steps.iter().copied().enumerate() {
            if cut.steps(chain) < count {
                return Err(Gate::Steps { chain, count });
            }
        }
        for ended in &end.ended {
            self.end(cut, *ended);
        }
        self.check_ends(cut).map_err(|_| Gate::End { process })
    }

    /// Notes that a process that was killed prints no more.
    fn end(&self, cut: &mut Cut, process: usize) {
        for chain in &self.chains_of[process] {
            cut.end(*chain);
        }
    }

    /// Whether a process that was killed is known to have ended.
    pub(crate) fn has_ended(&self, cut: &Cut, process: usize) -> bool {
        cut.has_ended(self.home(process))
    }

    /// Whether no process that was killed and joined has anything to come which a run that
    /// has got to `cut` cannot do without.
    fn check_ends(&self, cut: &Cut) -> Result<(), Shut> {
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
    pub(crate) fn is_complete(&self, cut: &Cut) -> bool {
        if self.anybody_killed {
            self.missing(cut).iter().all(|missing| !missing)
        } else {
            let mut chains = self.chains.iter().zip(cut.all_steps());
            chains.all(|(chain, steps)| steps == chain.len())
        }
    }

    /// Whether each process has steps to come that a run which has got to `cut` must have:
    /// the rest of a write that is begun is among them.
    pub(crate) fn missing(&self, cut: &Cut) -> Vec<bool> {
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
    fn last(&self, cut: &Cut, chain: usize) -> Option<Place> {
        let gone = cut.steps(chain) as usize;
        let last = self.chains[chain].steps[..gone].last()?;
        Some(last.place)
    }
}

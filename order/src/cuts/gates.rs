//! Puts the gates before the steps of the chains.
//!
//! One run is gone through, and each process carries a vector clock: how many steps
//! of each chain happen before what it does next (Fidge and Mattern, 1988). A start
//! hands the clock to the child, a message to its receiver, an end to whoever joins,
//! and whoever is handed a clock takes the larger of two entries. So an entry says
//! exactly how many steps of that chain a path of edges and program order leads from.
//! Before a step a gate is put up for each entry of the clock that no earlier step of
//! its chain has waited for: then the step can come next exactly when all that
//! happens before it has come.
//!
//! It does not matter which run is gone through: each entry is there because of
//! links, and all runs have the same links. Free writes are the one place where a
//! process's clock is not all that its own chain has done: each of a group waits for
//! what the process had come after before the group, and none of them for another.
//!
//! A process that a signal ended is an exception. Its end comes after what it
//! certainly did and after the signal, and not after its last line, which it may
//! never have come to. So a second clock says how far it certainly gets, and its end
//! is a gate of its own kind: to go through that gate is to note that the process
//! goes no further.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Gates".

use std::collections::HashMap;

use super::chain::{Chain, Gate, Step};
use super::guaranteed::Guaranteed;
use crate::model::Model;
use crate::model::action::Action;
use crate::model::edge::Rule;
use crate::model::id::Place;

/// What a point of a process comes after.
#[derive(Clone)]
pub(crate) struct Clock {
    /// So many steps of each chain.
    pub(crate) steps: Vec<u32>,
    /// The end of each of these processes, which were killed.
    pub(crate) ended: Vec<usize>,
}

impl Clock {
    fn merge(&mut self, other: &Self) {
        for (own, other) in self.steps.iter_mut().zip(&other.steps) {
            *own = (*own).max(*other);
        }
        for process in &other.ended {
            if !self.ended.contains(process) {
                self.ended.push(*process);
            }
        }
    }
}

/// Goes through one run and puts up the gates.
pub(crate) struct Builder<'a> {
    model: &'a Model,
    guaranteed: &'a Guaranteed,
    of_process: &'a [Vec<usize>],
    chains: Vec<Chain>,
    /// Where each process is.
    clocks: Vec<Clock>,
    /// Where it was before the free writes that it prints.
    before_group: Vec<Option<Clock>>,
    /// Where a process that is killed certainly gets to.
    sure: Vec<Clock>,
    /// Where a process was when it did what a message or a signal comes from.
    sent: HashMap<Place, Clock>,
    /// Where each message that is received was sent.
    senders: HashMap<Place, Place>,
    /// Whether a process has come after something new since its last step.
    news: Vec<bool>,
    /// What the gates of each chain say already.
    gated: Vec<Clock>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        model: &'a Model,
        guaranteed: &'a Guaranteed,
        of_process: &'a [Vec<usize>],
    ) -> Self {
        let chains: Vec<_> = of_process
            .iter()
            .enumerate()
            .flat_map(|(process, chains)| chains.iter().map(move |_| process))
            .map(|process| Chain { process, steps: vec![], gates: vec![] })
            .collect();
        let zero = Clock { steps: vec![0; chains.len()], ended: vec![] };
        let messages = model.links.iter().filter(|link| link.rule == Rule::Message);
        let senders = messages.clone().map(|link| (link.to, link.from)).collect();
        let signals = model.links.iter().filter(|link| link.rule == Rule::Signal);
        let sent = messages.chain(signals);
        let empty = Clock { steps: vec![], ended: vec![] };
        Self {
            model,
            guaranteed,
            of_process,
            clocks: vec![zero.clone(); model.histories.len()],
            before_group: vec![None; model.histories.len()],
            sure: vec![zero.clone(); model.histories.len()],
            sent: sent.map(|link| (link.from, empty.clone())).collect(),
            senders,
            news: vec![true; model.histories.len()],
            gated: vec![zero; chains.len()],
            chains,
        }
    }

    /// The chains of the model, with their steps and gates; and what the end of each process
    /// comes after.
    pub(crate) fn build(mut self) -> (Vec<Chain>, Vec<Clock>) {
        for place in &self.model.one_run {
            self.go_over(*place);
            let Place { process, event } = *place;
            if !self.model.action(*place).is_free() {
                self.before_group[process] = None;
            }
            let is_sure = event < self.guaranteed.events[process];
            if is_sure && self.model.histories[process].is_killed() {
                self.sure[process].clone_from(&self.clocks[process]);
            }
        }
        let processes = 0..self.model.histories.len();
        let ends = processes.map(|process| self.end_of(process)).collect();
        (self.chains, ends)
    }

    fn go_over(&mut self, place: Place) {
        let process = place.process;
        match self.model.action(place) {
            Action::Print(lines) => {
                self.put_at_home(place, Step::lines(place, lines.len()));
            }
            Action::FreePrint(lines) => {
                let clock = self.before_group[process]
                    .get_or_insert_with(|| self.clocks[process].clone())
                    .clone();
                let chain = self.unused(process);
                self.put_gates(chain, &clock);
                self.put_steps(chain, Step::lines(place, lines.len()));
                self.news[process] = true;
            }
            Action::Start(child) => {
                let clock = self.clocks[process].clone();
                self.sure[child.index()].merge(&clock);
                self.clocks[child.index()].merge(&clock);
            }
            Action::Send(_) | Action::Terminate(_) => {}
            Action::Join(child) => {
                let end = self.end_of(child.index());
                self.come_after(place, &end);
            }
            Action::Receive { .. } => {
                let sent = self.sent[&self.senders[&place]].clone();
                self.come_after(place, &sent);
            }
        }
        if self.sent.contains_key(&place) {
            self.sent.insert(place, self.clocks[process].clone());
        }
    }

    /// The next chain of `process` for a free write.
    fn unused(&self, process: usize) -> usize {
        let mut chains = self.of_process[process][1..].iter();
        let unused = chains.find(|chain| self.chains[**chain].steps.is_empty());
        *unused.expect("there is one for each free write")
    }

    /// Has steps of the event at `place` wait for all that its process has come after.
    fn put_at_home(&mut self, place: Place, steps: impl IntoIterator<Item = Step>) {
        let home = self.of_process[place.process][0];
        if self.news[place.process] {
            self.put_gates(home, &self.clocks[place.process].clone());
            self.news[place.process] = false;
        }
        self.put_steps(home, steps);
    }

    fn put_steps(&mut self, chain: usize, steps: impl IntoIterator<Item = Step>) {
        for step in steps {
            self.chains[chain].steps.push(step);
            self.clocks[step.place.process].steps[chain] += 1;
        }
    }

    /// Has the next step of `chain` wait for all in `clock` that it does not wait for yet.
    fn put_gates(&mut self, chain: usize, clock: &Clock) {
        let (gated, put) = (&mut self.gated[chain], &mut self.chains[chain]);
        let at = put.len();
        for (other, count) in clock.steps.iter().copied().enumerate() {
            if other != chain && count > gated.steps[other] {
                gated.steps[other] = count;
                put.gates.push((at, Gate::Steps { chain: other, count }));
            }
        }
        for process in clock.ended.iter().copied() {
            if !gated.ended.contains(&process) {
                gated.ended.push(process);
                put.gates.push((at, Gate::End { process }));
            }
        }
    }

    /// Has a join or a receipt, and all that its process does later, come after `other`.
    fn come_after(&mut self, place: Place, other: &Clock) {
        self.clocks[place.process].merge(other);
        self.news[place.process] = true;
        if self.model.histories[place.process].is_silent_step(place.event) {
            self.put_at_home(place, [Step::silent(place)]);
        }
    }

    /// What the end of `process` comes after.
    fn end_of(&self, process: usize) -> Clock {
        if !self.model.histories[process].is_killed() {
            return self.clocks[process].clone();
        }
        let mut end = self.sure[process].clone();
        end.ended.push(process);
        let signals =
            self.model.links.iter().filter(|link| {
                link.rule == Rule::Signal && link.to.process == process
            });
        for signal in signals {
            end.merge(&self.sent[&signal.from]);
        }
        end
    }
}

//! The lines of an order alone, with what each must wait for.
//!
//! A *chain* is lines that follow each other. A process is one chain, and one more for
//! each free line. What orders lines of different chains, whatever chain of starts, joins
//! and messages it is, becomes a *gate* before a line.
//!
//! One other thing is a step of a chain, a *silent* one: a join or a receipt of a process
//! that may be killed while it waits, when what it does next, before any line of its own,
//! can be seen elsewhere. Whether it got so far before it was killed must be kept in mind.

use std::collections::HashMap;

use crate::cuts::guaranteed::Guaranteed;
use crate::model::edges::{Edge, Rule};
use crate::model::event::{Event, EventId, History};

#[derive(Clone)]
pub(crate) struct Chain {
    pub(crate) process: usize,
    pub(crate) steps: Vec<EventId>,
    /// In rising order of the step that each stands before.
    pub(crate) gates: Vec<(u32, Gate)>,
}

/// What must have happened before a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// A chain has gone so many steps.
    Steps { chain: usize, count: u32 },
    /// A process that was killed has ended.
    End { process: usize },
}

impl Chain {
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.steps.len())
            .expect("an order of less than 4 billion steps")
    }

    /// The gates before step `at`.
    pub(crate) fn gates_at(&self, at: u32) -> &[(u32, Gate)] {
        let start = self.gates.partition_point(|(other, _)| *other < at);
        let length = self.gates[start..].partition_point(|(other, _)| *other == at);
        &self.gates[start..start + length]
    }
}

/// The chains of each process: its own, then those of its free lines.
pub(crate) fn chains_of(histories: &[History]) -> Vec<Vec<usize>> {
    let mut next = 0;
    let chains = histories.iter().map(|history| {
        let is_free = |event: &&Event| matches!(event, Event::FreeLine(_));
        let first = next;
        next += 1 + history.events.iter().filter(is_free).count();
        (first..next).collect()
    });
    chains.collect()
}

/// What a point of a process comes after.
#[derive(Clone)]
struct Clock {
    /// So many steps of each chain.
    steps: Vec<u32>,
    /// The end of each of these processes, which were killed.
    ended: Vec<usize>,
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
    histories: &'a [History],
    edges: &'a [Edge],
    must: &'a Guaranteed,
    of_process: &'a [Vec<usize>],
    chains: Vec<Chain>,
    /// Where each process is.
    clocks: Vec<Clock>,
    /// Where it was before the free lines that it prints.
    before_group: Vec<Option<Clock>>,
    /// Where a process that is killed certainly gets to.
    sure: Vec<Clock>,
    /// Where a process was when it sent a message or a signal.
    sent: HashMap<EventId, Clock>,
    /// Whether a process has come after something new since its last step.
    news: Vec<bool>,
    /// What the gates of each chain say already.
    gated: Vec<Clock>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        histories: &'a [History],
        edges: &'a [Edge],
        must: &'a Guaranteed,
        of_process: &'a [Vec<usize>],
    ) -> Self {
        let chains: Vec<_> = of_process
            .iter()
            .enumerate()
            .flat_map(|(process, chains)| chains.iter().map(move |_| process))
            .map(|process| Chain { process, steps: vec![], gates: vec![] })
            .collect();
        let zero = Clock { steps: vec![0; chains.len()], ended: vec![] };
        Self {
            histories,
            edges,
            must,
            of_process,
            clocks: vec![zero.clone(); histories.len()],
            before_group: vec![None; histories.len()],
            sure: vec![zero.clone(); histories.len()],
            sent: HashMap::new(),
            news: vec![true; histories.len()],
            gated: vec![zero; chains.len()],
            chains,
        }
    }

    /// The chains, from the events in an order that keeps to the edges.
    pub(crate) fn build(mut self, one_run: &[EventId]) -> Vec<Chain> {
        for id in one_run {
            let process = id.process;
            let event = &self.histories[process].events[id.event];
            match event {
                Event::Line(_) => self.put_at_home(*id),
                Event::FreeLine(_) => {
                    let clock = self.before_group[process]
                        .get_or_insert_with(|| self.clocks[process].clone())
                        .clone();
                    let chain = self.unused(process);
                    self.put_gates(chain, &clock);
                    self.put_step(chain, *id);
                    self.news[process] = true;
                }
                Event::Start(_) => self.start(*id),
                Event::Send(_) | Event::Terminate(_) => {
                    self.sent.insert(*id, self.clocks[process].clone());
                }
                Event::Join(_) | Event::Receive { .. } => {
                    self.come_after(*id);
                    if self.histories[process].is_silent_step(id.event) {
                        self.put_at_home(*id);
                    }
                }
            }
            if !matches!(event, Event::FreeLine(_)) {
                self.before_group[process] = None;
            }
            let is_sure = id.event < self.must.events[process];
            if is_sure && self.histories[process].is_killed() {
                self.sure[process].clone_from(&self.clocks[process]);
            }
        }
        self.chains
    }

    /// The next chain of `process` for a free line.
    fn unused(&self, process: usize) -> usize {
        let mut chains = self.of_process[process][1..].iter();
        let unused = chains.find(|chain| self.chains[**chain].steps.is_empty());
        *unused.expect("there is one for each free line")
    }

    /// Has `id` wait for all that its process has come after.
    fn put_at_home(&mut self, id: EventId) {
        let home = self.of_process[id.process][0];
        if self.news[id.process] {
            self.put_gates(home, &self.clocks[id.process].clone());
            self.news[id.process] = false;
        }
        self.put_step(home, id);
    }

    fn put_step(&mut self, chain: usize, id: EventId) {
        self.chains[chain].steps.push(id);
        self.clocks[id.process].steps[chain] += 1;
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

    fn start(&mut self, id: EventId) {
        let edge = self
            .edges
            .iter()
            .find(|edge| edge.kind == Rule::Start && edge.from == id);
        let child = edge.expect("a start leads to a child").to.process;
        let clock = self.clocks[id.process].clone();
        self.sure[child].merge(&clock);
        self.clocks[child].merge(&clock);
    }

    /// Follows the edges that lead to a join or a receipt.
    fn come_after(&mut self, id: EventId) {
        for edge in self.edges.iter().filter(|edge| edge.to == id) {
            let other = match edge.kind {
                Rule::Join => self.end_of(edge.from.process),
                Rule::Message => self.sent[&edge.from].clone(),
                // To the first event or to the end of a process, not to this one.
                Rule::Start | Rule::Signal | Rule::ProgramOrder => continue,
            };
            self.clocks[id.process].merge(&other);
        }
        self.news[id.process] = true;
    }

    /// What the end of `process` comes after.
    fn end_of(&self, process: usize) -> Clock {
        if !self.histories[process].is_killed() {
            return self.clocks[process].clone();
        }
        let mut end = self.sure[process].clone();
        end.ended.push(process);
        let signals = self
            .edges
            .iter()
            .filter(|edge| edge.kind == Rule::Signal && edge.to.process == process);
        for signal in signals {
            end.merge(&self.sent[&signal.from]);
        }
        end
    }
}

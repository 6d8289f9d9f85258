//! The lines of an order alone, with what each must wait for.
//!
//! A *strand* is lines that follow each other. A process is one strand, and one more for
//! each free line. What orders lines of different strands, whatever chain of starts, joins
//! and messages it is, becomes a *gate* before a line.
//!
//! One other thing is a step of a strand, a *silent* one: a join or a receipt of a process
//! that may be killed while it waits, when what it does next, before any line of its own,
//! can be seen elsewhere. Whether it got so far before it was killed must be kept in mind.

use std::collections::HashMap;

use super::edges::{Edge, Rule};
use super::event::{Event, EventId, History};
use super::must::Must;

#[derive(Clone)]
pub(super) struct Strand {
    pub(super) process: usize,
    pub(super) steps: Vec<EventId>,
    /// In rising order of the step that each stands before.
    pub(super) gates: Vec<(u32, Gate)>,
}

/// What must have happened before a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// A strand has gone so many steps.
    Steps { strand: usize, count: u32 },
    /// A process that was killed has ended.
    End { process: usize },
}

impl Strand {
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.steps.len())
            .expect("an order of less than 4 billion steps")
    }

    /// The gates before step `at`.
    pub(super) fn gates_at(&self, at: u32) -> &[(u32, Gate)] {
        let start = self.gates.partition_point(|(other, _)| *other < at);
        let length = self.gates[start..].partition_point(|(other, _)| *other == at);
        &self.gates[start..start + length]
    }
}

/// The strands of each process: its own, then those of its free lines.
pub(super) fn strands_of(histories: &[History]) -> Vec<Vec<usize>> {
    let mut next = 0;
    let strands = histories.iter().map(|history| {
        let is_free = |event: &&Event| matches!(event, Event::FreeLine(_));
        let first = next;
        next += 1 + history.events.iter().filter(is_free).count();
        (first..next).collect()
    });
    strands.collect()
}

/// What a point of a process comes after.
#[derive(Clone)]
struct Clock {
    /// So many steps of each strand.
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
pub(super) struct Builder<'a> {
    histories: &'a [History],
    edges: &'a [Edge],
    must: &'a Must,
    of_process: &'a [Vec<usize>],
    strands: Vec<Strand>,
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
    /// What the gates of each strand say already.
    gated: Vec<Clock>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        histories: &'a [History],
        edges: &'a [Edge],
        must: &'a Must,
        of_process: &'a [Vec<usize>],
    ) -> Self {
        let strands: Vec<_> = of_process
            .iter()
            .enumerate()
            .flat_map(|(process, strands)| strands.iter().map(move |_| process))
            .map(|process| Strand { process, steps: vec![], gates: vec![] })
            .collect();
        let zero = Clock { steps: vec![0; strands.len()], ended: vec![] };
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
            gated: vec![zero; strands.len()],
            strands,
        }
    }

    /// The strands, from the events in an order that keeps to the edges.
    pub(super) fn build(mut self, one_run: &[EventId]) -> Vec<Strand> {
        for id in one_run {
            let process = id.process;
            let event = &self.histories[process].events[id.event];
            match event {
                Event::Line(_) => self.put_at_home(*id),
                Event::FreeLine(_) => {
                    let clock = self.before_group[process]
                        .get_or_insert_with(|| self.clocks[process].clone())
                        .clone();
                    let strand = self.unused(process);
                    self.put_gates(strand, &clock);
                    self.put_step(strand, *id);
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
        self.strands
    }

    /// The next strand of `process` for a free line.
    fn unused(&self, process: usize) -> usize {
        let mut strands = self.of_process[process][1..].iter();
        let unused = strands.find(|strand| self.strands[**strand].steps.is_empty());
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

    fn put_step(&mut self, strand: usize, id: EventId) {
        self.strands[strand].steps.push(id);
        self.clocks[id.process].steps[strand] += 1;
    }

    /// Has the next step of `strand` wait for all in `clock` that it does not wait for yet.
    fn put_gates(&mut self, strand: usize, clock: &Clock) {
        let (gated, put) = (&mut self.gated[strand], &mut self.strands[strand]);
        let at = put.len();
        for (other, count) in clock.steps.iter().copied().enumerate() {
            if other != strand && count > gated.steps[other] {
                gated.steps[other] = count;
                put.gates.push((at, Gate::Steps { strand: other, count }));
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

//! What of a run happens before what.
//!
//! The events are the choices of the run. One happens before another when both move the same
//! thread, when they conflict, when an edge of the execution leads from one to the other, or
//! by what follows from these. Two neighbours that are not ordered so can be swapped: then
//! the run is another one that does the same. So all runs that are one another's swaps are
//! exactly the linear extensions of this relation, and each of them can be made
//! (Mazurkiewicz, "Trace theory", 1987).

use std::collections::HashMap;

use super::footprint::{Actor, Footprint, Names};
use crate::trace::{Access, Execution, Point, Touch};

/// A choice of a run.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) actor: Actor,
    /// Whoever moved.
    pub(super) moved: Vec<Actor>,
    pub(super) footprint: Footprint,
    /// What can have been read or changed unseen: only where it is to be said what is sure.
    unseen: Footprint,
    processes: Vec<usize>,
}

/// The events of a run, and their order.
#[derive(Debug)]
pub(super) struct Causality {
    pub(super) events: Vec<Event>,
    /// Of each event: the events that happen before it, and itself.
    past: Vec<Bits>,
}

/// A set of events.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn has(&self, event: usize) -> bool {
        self.0.get(event / 64).is_some_and(|word| word >> (event % 64) & 1 != 0)
    }

    pub(super) fn insert(&mut self, event: usize) {
        if self.0.len() <= event / 64 {
            self.0.resize(event / 64 + 1, 0);
        }
        self.0[event / 64] |= 1 << (event % 64);
    }

    pub(super) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, theirs) in self.0.iter_mut().zip(&other.0) {
            *word |= theirs;
        }
    }
}

impl Causality {
    /// What is known of a run. It decides what is tried.
    pub(super) fn of(execution: &Execution, names: &mut Names) -> Self {
        Self::with(execution, names, false)
    }

    /// What is sure of a run: here whoever shares memory is taken to read it all the time, and
    /// the threads of a process to read all that the others do. It decides what is claimed.
    pub(super) fn that_is_sure(execution: &Execution, names: &mut Names) -> Self {
        Self::with(execution, names, true)
    }

    fn with(execution: &Execution, names: &mut Names, is_sure: bool) -> Self {
        let mut events = Vec::new();
        for choice in &execution.choices {
            let moved = choice.moved.iter();
            let may_see = choice.may_see.iter().filter(|_| is_sure).map(|object| {
                Touch { object: object.clone(), access: Access::Sees }
            });
            let may_see: Vec<_> = may_see.collect();
            let processes = moved
                .clone()
                .filter(|_| is_sure)
                .map(|it| execution.actors[*it].process);
            events.push(Event {
                processes: processes.collect(),
                unseen: names.footprint(&may_see),
                actor: names.actor(&execution.actors[choice.actor].place),
                moved: moved
                    .map(|it| names.actor(&execution.actors[*it].place))
                    .collect(),
                footprint: names.footprint(&choice.touches),
            });
        }
        let causes = causes(execution);
        let mut causality = Self { events, past: Vec::new() };
        for (event, causes) in causes.iter().enumerate() {
            let past = causality.past_of(event, causes);
            causality.past.push(past);
        }
        causality
    }

    fn past_of(&self, event: usize, causes: &[usize]) -> Bits {
        let mut past = Bits::default();
        past.insert(event);
        for cause in causes {
            past.add(&self.past[*cause]);
        }
        for earlier in (0..event).rev() {
            if !past.has(earlier) && self.are_tied(earlier, event) {
                past.add(&self.past[earlier]);
            }
        }
        past
    }

    /// Whether two events move the same thread, or conflict.
    fn are_tied(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.events[one], &self.events[other]);
        one.moved.iter().any(|it| other.moved.contains(it))
            || one.footprint.conflicts_with(&other.footprint)
            || one.unseen.conflicts_with(&other.footprint)
            || one.footprint.conflicts_with(&other.unseen)
            || one.processes.iter().any(|it| other.processes.contains(it))
    }

    /// Whether `first` happens before `second`, or is it.
    pub(super) fn is_before(&self, first: usize, second: usize) -> bool {
        self.past[second].has(first)
    }

    /// What happens before `event`, and itself.
    pub(super) fn past(&self, event: usize) -> &Bits {
        &self.past[event]
    }

    /// The last event before `limit` that moves `actor`.
    pub(super) fn last_of(&self, actor: Actor, limit: usize) -> Option<usize> {
        (0..limit).rev().find(|event| self.events[*event].moved.contains(&actor))
    }
}

/// Of each choice, the earlier choices that an edge of the execution leads from.
fn causes(execution: &Execution) -> Vec<Vec<usize>> {
    let choice_of = choices_of_points(execution);
    let mut causes = vec![Vec::new(); execution.choices.len()];
    for edge in &execution.edges {
        let from = choice_of.get(&edge.from).copied();
        let to = choice_of.get(&edge.to).copied();
        if let (Some(from), Some(to)) = (from, to)
            && from < to
        {
            causes[to].push(from);
        }
    }
    causes
}

/// The choice in which each operation was done.
pub(super) fn choices_of_points(execution: &Execution) -> HashMap<Point, usize> {
    let mut done = vec![0; execution.actors.len()];
    let mut points = Vec::new();
    for step in &execution.steps {
        let index = done[step.actor];
        done[step.actor] += 1;
        points.push(Point { actor: step.actor, index });
    }
    let mut choices = HashMap::new();
    for (number, choice) in execution.choices.iter().enumerate() {
        for point in &points[choice.steps.clone()] {
            choices.insert(*point, number);
        }
    }
    choices
}

//! What takes time in reality, and is one step for the tracer: a run in which that makes a
//! difference is not all that can happen.
//!
//! - The end of a process. The kernel closes what the process had open before a wait can find
//!   it: `do_exit`, kernel/exit.c. Who has seen a pipe's end of file, or has got the lock that
//!   the process had, may look for it then and still find it alive. Here it has ended by then.
//! - An operation that was begun. Who is sent a signal in the middle of a write finishes that
//!   write, and may do so after whatever the sender does next. Here the signal comes first.
//!
//! Both are found in the runs that were made, and are told as unfinished.

use super::causality::Causality;
use super::exploration::Unfinished;
use super::tree::{NodeId, Tree};
use crate::trace::{Execution, Object, Operation, Outcome, Touch};

/// What of a run is left open for these reasons.
pub(super) fn left_open(
    execution: &Execution,
    causality: &Causality,
    path: &[NodeId],
    tree: &Tree,
) -> Vec<Unfinished> {
    let run = Run { execution, causality };
    let events = 0..causality.events.len();
    let mut open = Vec::new();
    if events.clone().any(|event| run.finds_what_was_known(event)) {
        open.push(Unfinished::SlowEnd);
    }
    if events
        .into_iter()
        .any(|event| run.interrupts_in_time(event, path[event], tree))
    {
        open.push(Unfinished::Begun);
    }
    open
}

struct Run<'a> {
    execution: &'a Execution,
    causality: &'a Causality,
}

impl Run<'_> {
    /// The event in which the process of this name ended.
    fn end_of(&self, name: &str) -> Option<usize> {
        (0..self.causality.events.len())
            .find(|event| self.execution.ends_in(*event, name))
    }

    /// Whether an event finds a process ended, and came after somebody had seen the traces of
    /// that end: it could have come before the end was complete.
    fn finds_what_was_known(&self, event: usize) -> bool {
        self.execution.steps_of(event).iter().any(|step| {
            match (&step.operation, &step.outcome) {
                (
                    Operation::Wait { children, polls, .. },
                    Outcome::Found { child, code: Some(_) },
                ) if *polls || children.len() > 1 => {
                    self.traces_were_seen(child, event)
                }
                (Operation::LookForParent, _) => {
                    let place = &self.execution.actors[step.actor].place;
                    let parent =
                        place.rsplit_once('.').map_or("", |(parent, _)| parent);
                    let parent =
                        self.execution.actors.iter().find(|it| it.place == parent);
                    parent.is_some_and(|it| self.traces_were_seen(&it.name, event))
                }
                _ => false,
            }
        })
    }

    fn traces_were_seen(&self, name: &str, event: usize) -> bool {
        let Some(end) = self.end_of(name) else { return false };
        let found = (end + 1..event).any(|it| {
            self.causality.is_before(it, event)
                && self.execution.steps_of(it).iter().any(|step| {
                    matches!(&step.outcome, Outcome::Found { child, code: Some(_) }
                        if child == name)
                })
        });
        let is_trace = |touch: &&Touch| {
            matches!(
                touch.object,
                Object::Writers(_) | Object::Readers(_) | Object::Lock(_)
            )
        };
        let choices = &self.execution.choices;
        let left: Vec<_> = choices[end].touches.iter().filter(is_trace).collect();
        let seen = (end + 1..event).any(|it| {
            self.causality.is_before(it, event)
                && choices[it]
                    .touches
                    .iter()
                    .any(|touch| left.iter().any(|it| it.conflicts_with(touch)))
        });
        seen && !found
    }

    /// Whether an event sends a signal to a process that was about to write, and somebody
    /// prints then who does not know that the process has taken it.
    fn interrupts_in_time(&self, event: usize, node: NodeId, tree: &Tree) -> bool {
        let victims =
            self.execution.steps_of(event).iter().filter_map(|step| {
                match (&step.operation, &step.outcome) {
                    (Operation::Signal { to, .. }, Outcome::Done) => Some(to),
                    _ => None,
                }
            });
        let actors = &self.execution.actors;
        victims.flatten().any(|name| {
            let victim = actors.iter().position(|it| it.name == *name);
            let Some(victim) = victim else { return false };
            let taken = (event + 1..self.causality.events.len())
                .find(|it| self.execution.choices[*it].moved.contains(&victim));
            let Some(taken) = taken else { return false };
            let before = &tree.nodes[node].candidates;
            let moves_next = self.causality.events[taken].actor;
            let is_writing = before.iter().any(|it| {
                it.actor == moves_next
                    && it.may_go
                    && (it.operation == "print" || it.operation.starts_with("write"))
            });
            let prints = |it: &usize| {
                let mut steps = self.execution.steps_of(*it).iter();
                steps.any(|step| matches!(step.operation, Operation::Print(_)))
            };
            is_writing
                && (event + 1..self.causality.events.len()).filter(prints).any(
                    |it| {
                        self.causality.is_before(event, it)
                            && !self.causality.is_before(taken, it)
                    },
                )
        })
    }
}

//! What takes time in reality, and is one step for the tracer: a run in which that makes a
//! difference is not all that can happen.
//!
//! - The end of a process. The kernel closes what the process had open, one after the other, and
//!   only then a wait can find it: `do_exit`, kernel/exit.c. Who has seen a pipe's end of file
//!   may look for the process then and still find it alive, or try to take a lock that it had
//!   and not get it. Here all of that has happened by then.
//! - An operation that was begun. Who is sent a signal in the middle of a write finishes that
//!   write, and may do so after whatever the sender does next. Here the signal comes first.
//!
//! Both are found in the runs that were made, and are told as unfinished.

use super::causality::Causality;
use super::exploration::Unfinished;
use super::tree::{NodeId, Tree};
use crate::trace::{Access, Execution, Object, Operation, Outcome, Step, Touch};

/// Whether a step may have come out as it did because somebody had ended.
fn may_depend_on_an_end(step: &Step) -> bool {
    match (&step.operation, &step.outcome) {
        (Operation::Read { .. }, outcome) => *outcome == Outcome::EndOfFile,
        (Operation::Write { .. }, outcome) => matches!(outcome, Outcome::Failed(_)),
        (Operation::Lock { .. }, outcome) => *outcome == Outcome::Done,
        (Operation::Wait { .. }, outcome) => {
            matches!(outcome, Outcome::Found { .. })
        }
        (
            Operation::Poll { .. }
            | Operation::LookForParent
            | Operation::Open { .. }
            | Operation::Other { .. },
            _,
        ) => true,
        _ => false,
    }
}

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
    /// Whether an event sees one trace of an end, and came after somebody had seen another one:
    /// the one could have come later, and the event would have gone on without it. That
    /// a process can be waited for is the last of its traces.
    fn finds_what_was_known(&self, event: usize) -> bool {
        let looked_for = self.looked_for(event);
        (0..event).any(|end| {
            let traces = self.traces_of_ends(end);
            let is_life = |touch: &&&Touch| matches!(touch.object, Object::Life(_));
            let mut lives = traces.iter().filter(is_life).peekable();
            let is_over = lives.peek().is_some()
                && lives.all(|it| self.was_found(it, end, event));
            let mut found =
                traces.iter().filter(|trace| looked_for.contains(&trace.object));
            !is_over
                && found.any(|trace| {
                    let pieces = traces.iter().filter(|it| !is_life(it));
                    let mut others = pieces.filter(|it| it.object != trace.object);
                    others.any(|it| self.was_seen(it, end, event))
                        && !self.was_seen(trace, end, event)
                })
        })
    }

    /// What those leave who end in this event: that they can be waited for, and what they had
    /// open or locked.
    fn traces_of_ends(&self, event: usize) -> Vec<&Touch> {
        let ended = self.execution.steps_of(event).iter().filter(|step| {
            matches!(step.operation, Operation::Exit { .. })
                && step.outcome == Outcome::Ended
        });
        let actors = &self.execution.actors;
        let place = |step: &Step| &actors[actors[step.actor].process].place;
        let ended: Vec<_> = ended.map(place).collect();
        if ended.is_empty() {
            return Vec::new();
        }
        // A signal to the parent touches what that waits for, too.
        let is_theirs = |touch: &&Touch| match &touch.object {
            Object::Life(place) => ended.contains(&place),
            Object::Writers(_) | Object::Readers(_) | Object::Lock(_) => true,
            _ => false,
        };
        let changes = self.touches(event).filter(|it| it.access != Access::Sees);
        changes.filter(is_theirs).collect()
    }

    /// Of what an event sees, and would go on without.
    fn looked_for(&self, event: usize) -> Vec<Object> {
        let mut objects = Vec::new();
        for step in self.execution.steps_of(event) {
            match &step.operation {
                Operation::Wait { children, polls, .. }
                    if *polls || children.len() > 1 =>
                {
                    objects.extend(self.life_found(&step.outcome));
                }
                Operation::LookForParent => {
                    let place = &self.execution.actors[step.actor].place;
                    let parent = place.rsplit_once('.').map(|(parent, _)| parent);
                    objects.extend(parent.map(|it| Object::Life(it.to_owned())));
                }
                // With one thing to wait for and no time-out, it waits.
                Operation::Poll { watched, timeout: None } if watched.len() == 1 => {
                }
                Operation::Lock { tries: true, .. }
                | Operation::Read { waits: false, .. }
                | Operation::Write { .. }
                | Operation::Open { .. }
                | Operation::Poll { .. }
                | Operation::Other { .. } => {
                    objects.extend(self.touches(event).map(|it| it.object.clone()));
                }
                _ => {}
            }
        }
        objects
    }

    /// The child that was found to have ended.
    fn life_found(&self, outcome: &Outcome) -> Option<Object> {
        let Outcome::Found { child, code: Some(_) } = outcome else { return None };
        let actor = self.execution.actors.iter().find(|it| it.name == *child)?;
        Some(Object::Life(actor.place.clone()))
    }

    /// Whether somebody has found before `event` that this process has ended.
    fn was_found(&self, life: &Touch, end: usize, event: usize) -> bool {
        (end + 1..event).any(|it| {
            self.causality.is_before(it, event)
                && self.execution.steps_of(it).iter().any(|step| {
                    self.life_found(&step.outcome).as_ref() == Some(&life.object)
                })
        })
    }

    /// Whether something came out before `event` as it did because this trace of `end` was
    /// there.
    fn was_seen(&self, trace: &Touch, end: usize, event: usize) -> bool {
        (end + 1..event).any(|it| {
            self.causality.is_before(it, event)
                && self.execution.steps_of(it).iter().any(may_depend_on_an_end)
                && self.touches(it).any(|touch| touch.conflicts_with(trace))
        })
    }

    fn touches(&self, event: usize) -> impl Iterator<Item = &Touch> {
        self.execution.choices[event].touches.iter()
    }

    /// Whether an event sends a signal to a process that was about to write, and somebody
    /// prints then who does not know that the process has taken it.
    fn interrupts_in_time(&self, event: usize, node: NodeId, tree: &Tree) -> bool {
        let victims = self.execution.steps_of(event).iter().filter_map(|step| {
            match (&step.operation, &step.outcome) {
                // Signal 0 is none: kill(2) only looks.
                (Operation::Signal { to, signal: 1.. }, Outcome::Done) => Some(to),
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

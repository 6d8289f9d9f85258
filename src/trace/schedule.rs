//! A run once more, with its prints in another order: whose turn it is, one step after the
//! other.
//!
//! The argument. What a step does depends on what its own actor has done before it, and on
//! what others have told that actor; and every way of telling is an [`Edge`](super::Edge). So the
//! steps of a run can be done in every order in which each step comes after the one before it
//! in its own history, and after the steps from which an edge leads to it: whoever takes his
//! turn finds the same as in the first run, and does the same. [`Execution::schedule`] makes
//! such an order. It goes through the prints that are wanted, and before each of them it puts
//! what the print needs and what was not done yet, and nothing else; what nobody needs comes
//! last. So if a print that is wanted later is needed by an earlier one, no order of the steps
//! has them as they are wanted; else the order that is made has them so.
//!
//! Two things are beyond the argument: what the run did not reveal
//! ([`unknown`](Execution::unknown)), and what the machine decides anew in every run, such as
//! an address. So a [replay](Schedule::replay) never claims that all came out as planned. It
//! gives the run that has come of it, and what that run printed is to be looked at.

use std::collections::HashMap;

use process_order::{EventId, Order};

use super::controller::{Controller, Held, Situation};
use super::error::Result;
use super::execution::{Execution, Point, Step};
use super::operation::Operation;
use super::order;

/// Whose turn it is, one choice after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    turns: Vec<Turn>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Turn {
    /// Of the actor, which is the same in every run.
    place: String,
    /// Which of its operations it does then.
    index: usize,
    /// Whether it prints then.
    prints: bool,
}

/// What has come of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The run.
    pub execution: Execution,
    /// Whether everybody did something at his turn. If not, the program did other things
    /// than in the run that the schedule is made of.
    pub is_as_planned: bool,
}

impl Schedule {
    /// The places of the actors whose turn it is.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.turns.iter().map(|turn| turn.place.as_str())
    }

    /// Lets the processes of `controller`, who have done nothing yet, go in this order, and
    /// then to their ends.
    ///
    /// An operation that would wait at its turn is made up for as soon as it can be done: a
    /// long write into a pipe is one operation, and needs somebody who reads in the middle.
    ///
    /// # Errors
    ///
    /// As [`Controller::situation`] has them.
    pub fn replay(&self, mut controller: Controller) -> Result<Replay> {
        let mut owed = Vec::new();
        for turn in &self.turns {
            owed.push(turn.clone());
            take_turns(&mut controller, &mut owed)?;
        }
        let execution = controller.finish()?;
        Ok(Replay { execution, is_as_planned: owed.is_empty() })
    }
}

/// What has become of a turn.
enum Taken {
    Whole,
    /// The operation is a long one, and waits in its middle.
    InPart,
    NotYet,
}

/// Takes the turns that can be taken now, but no print before one that comes earlier. Whoever
/// is in the middle of an operation goes on with it before anybody else takes a turn, as in
/// the first run: a read finds as much then as it found there.
fn take_turns(controller: &mut Controller, owed: &mut Vec<Turn>) -> Result<()> {
    let (mut next, mut may_print) = (0, true);
    while let Some(turn) = owed.get(next) {
        let may_go = may_print || !turn.prints;
        let taken =
            if may_go { take_turn(controller, turn)? } else { Taken::NotYet };
        match taken {
            Taken::Whole => {
                owed.remove(next);
                (next, may_print) = (0, true);
            }
            Taken::InPart => {
                owed[..=next].rotate_right(1);
                next += 1;
            }
            Taken::NotYet => {
                may_print &= !turn.prints;
                next += 1;
            }
        }
    }
    Ok(())
}

/// Has the operation done that is to be done at `turn`. Whoever is not held has ended, or is
/// in the middle of the operation, inside the kernel.
fn take_turn(controller: &mut Controller, turn: &Turn) -> Result<Taken> {
    let mut not_yet = Taken::NotYet;
    while let Situation::Held(held) = controller.situation()? {
        let is_it = |it: &&Held| it.place == turn.place && it.index <= turn.index;
        match held.iter().find(is_it) {
            None => return Ok(Taken::Whole),
            Some(it) if it.index == turn.index && it.readiness.may_go() => {
                controller.let_go(it.actor)?;
                not_yet = Taken::InPart;
            }
            Some(_) => return Ok(not_yet),
        }
    }
    Ok(Taken::Whole)
}

impl Execution {
    /// All that was done in this run, in an order in which the operations at `prints` come
    /// one after the other. `None` when what happens before what does not allow that.
    pub fn schedule(&self, prints: &[Point]) -> Option<Schedule> {
        let mut plan = Plan::of(self, prints);
        for (rank, print) in prints.iter().enumerate() {
            plan.come_to(*print, rank)?;
        }
        let mut done = vec![0; self.actors.len()];
        for step in &self.steps {
            let point = Point { actor: step.actor, index: done[step.actor] };
            done[step.actor] += 1;
            plan.come_to(point, prints.len())?;
        }
        let histories = self.histories();
        let turns = plan.planned.iter().map(|point| Turn {
            place: self.actors[point.actor].place.clone(),
            index: point.index,
            prints: is_print(histories[point.actor][point.index]),
        });
        Some(Schedule { turns: turns.collect() })
    }

    /// The steps of each actor, in program order.
    fn histories(&self) -> Vec<Vec<&Step>> {
        let mut histories = vec![Vec::new(); self.actors.len()];
        for step in &self.steps {
            histories[step.actor].push(step);
        }
        histories
    }

    /// The operations by which `actor` completes lines, and the last one if it prints a rest
    /// that is no whole line: each is one action of its history in an
    /// [order](Self::order).
    pub fn prints(&self, actor: usize) -> Vec<Point> {
        let mut prints = Vec::new();
        let mut rest = None;
        for (index, step) in self.history(actor).enumerate() {
            let Operation::Print(bytes) = &step.operation else { continue };
            let point = Point { actor, index };
            if bytes.contains(&b'\n') {
                prints.push(point);
                rest = None;
            }
            if bytes.last().is_some_and(|last| *last != b'\n') {
                rest = Some(point);
            }
        }
        prints.extend(rest);
        prints
    }

    /// Where this run does what `event` is in an order of the same processes, an event that
    /// prints.
    pub fn printed_at(&self, order: &Order, event: EventId) -> Option<Point> {
        let name = order.name(event.process());
        let actor = order::names(self).iter().position(|other| other == name)?;
        let before = order.events(event.process()).take(event.index());
        let number = before.filter(|(_, it)| it.printed().is_some()).count();
        self.prints(actor).get(number).copied()
    }
}

fn is_print(step: &Step) -> bool {
    matches!(step.operation, Operation::Print(_))
}

/// Steps on their way into an order.
struct Plan {
    /// From where one has to have come to a step, apart from the step before it.
    causes: HashMap<Point, Vec<Point>>,
    /// The position of each print that is wanted.
    ranks: HashMap<Point, usize>,
    /// How many steps of each actor are planned, or wait for what they need.
    begun: Vec<usize>,
    planned: Vec<Point>,
}

impl Plan {
    fn of(execution: &Execution, prints: &[Point]) -> Self {
        let histories = execution.histories();
        let was_done = |point: Point| point.index < histories[point.actor].len();
        let mut causes: HashMap<_, Vec<_>> = HashMap::new();
        for edge in &execution.edges {
            if was_done(edge.from) && was_done(edge.to) {
                causes.entry(edge.to).or_default().push(edge.from);
            }
        }
        let mut ranks = HashMap::new();
        for (rank, print) in prints.iter().enumerate() {
            // A line and the rest after it can be one print.
            ranks.entry(*print).or_insert(rank);
        }
        Self {
            causes,
            ranks,
            begun: vec![0; execution.actors.len()],
            planned: Vec::new(),
        }
    }

    // ANCHOR: need
    /// Plans the step at `point` and what it needs. `None` when it needs a print whose rank
    /// is above `rank`.
    fn come_to(&mut self, point: Point, rank: usize) -> Option<()> {
        let mut needed = Vec::new();
        self.need(point, &mut needed);
        while let Some((point, is_ready)) = needed.pop() {
            if is_ready {
                if self.ranks.get(&point).is_some_and(|it| *it > rank) {
                    return None;
                }
                self.planned.push(point);
            } else if point.index >= self.begun[point.actor] {
                self.begun[point.actor] = point.index + 1;
                needed.push((point, true));
                for cause in self.causes.get(&point).into_iter().flatten() {
                    self.need(*cause, &mut needed);
                }
            }
        }
        Some(())
    }
    // ANCHOR_END: need

    /// Needs the steps up to `point` that are not begun, the earliest on top.
    fn need(&self, point: Point, needed: &mut Vec<(Point, bool)>) {
        let steps = (self.begun[point.actor]..=point.index).rev();
        let steps = steps.map(|index| Point { actor: point.actor, index });
        needed.extend(steps.map(|step| (step, false)));
    }
}

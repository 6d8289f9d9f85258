//! The check of an output of which the writers are not known: it carries along every
//! position that a run can have got to.

use std::collections::HashSet;

use crate::Order;
use crate::answers::verdict::{Refusal, Verdict};
use crate::answers::written::{Writer, Written};
use crate::cuts::position::{Position, Stepper};
use crate::cuts::symmetry::Symmetry;
use crate::model::event::EventId;

/// How many positions it carries along at most.
const MOST: usize = 200_000;

/// A position after a line, and how a run got there.
struct Node {
    position: Position,
    /// Which node of the line before, and which event.
    way: Option<(usize, EventId)>,
}

/// Whether `lines` are a possible output.
pub(crate) fn search(order: &Order, lines: &[Written<'_>]) -> Verdict {
    let by_pid = lines.iter().any(|line| matches!(line.writer, Writer::Pid(_)));
    let stepper = Stepper::new(order, by_pid);
    let text_only = lines.iter().all(|line| line.writer == Writer::Unknown);
    let symmetry = text_only.then(|| {
        Symmetry::of(order, |process| {
            stepper.is_spoken_of(&order.histories()[process].name)
        })
    });
    let mut levels = vec![vec![Node { position: stepper.start(), way: None }]];
    for (number, line) in lines.iter().enumerate() {
        let level = next_level(&stepper, symmetry.as_ref(), &levels[number], line);
        match level.len() {
            0 => {
                let positions = levels[number].iter().map(|node| &*node.position);
                let reason = stepper.explain(positions, line);
                return Verdict::Impossible(Refusal { line: number + 1, reason });
            }
            1..=MOST => levels.push(level),
            _ => return Verdict::GivenUp,
        }
    }
    let last = &levels[lines.len()];
    let may_end = |node: &Node| {
        order.silently(&node.position).iter().any(|cut| order.is_complete(cut))
    };
    match last.iter().position(may_end) {
        Some(node) => Verdict::Possible(way_to(&levels, node)),
        None => {
            let reason = stepper.missing_at_end(&last[0].position);
            let reason = reason.expect("it is not complete");
            Verdict::Impossible(Refusal { line: lines.len() + 1, reason })
        }
    }
}

/// Every position after `line`.
fn next_level(
    stepper: &Stepper<'_>,
    symmetry: Option<&Symmetry>,
    level: &[Node],
    line: &Written<'_>,
) -> Vec<Node> {
    let chains = stepper.chains_of(line.writer);
    let mut next = Vec::new();
    let mut seen = HashSet::new();
    for (from, node) in level.iter().enumerate() {
        for start in stepper.order.silently(&node.position) {
            for chain in &chains {
                let mut position = start.clone();
                let Ok(id) = stepper.step(&mut position, *chain, line) else {
                    continue;
                };
                let mut key = position.clone();
                if let Some(symmetry) = symmetry {
                    symmetry.sort(&mut key);
                }
                if seen.insert(key) {
                    next.push(Node { position, way: Some((from, id)) });
                }
            }
        }
        if next.len() > MOST {
            break;
        }
    }
    next
}

/// The events on the way to `node` of the last level.
fn way_to(levels: &[Vec<Node>], mut node: usize) -> Vec<EventId> {
    let mut events = Vec::new();
    for level in levels.iter().rev() {
        if let Some((before, event)) = level[node].way {
            events.push(event);
            node = before;
        }
    }
    events.reverse();
    events
}

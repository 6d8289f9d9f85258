//! The check of an output of which the writers are not known.
//!
//! It carries along every position that a run can have got to with the lines so far,
//! which is all that matters for the lines to come. From each of them every chain is
//! tried whose next step can be the line, with any silent steps before. So the set
//! after a line has every position that there is, and an empty set is a proof that no
//! run has printed these lines. The reason that is told is the one nearest to the
//! line's being possible.
//!
//! [Symmetry] keeps one position for all arrangements of processes that are alike,
//! but for those of which some line says the pid or the end; where the writers have pids,
//! these change places with them. Nothing else bounds the
//! set: to recognise a shuffle is NP-complete. So when the set grows too large, after
//! one line or in all, the search is given up and says so, which is neither yes nor
//! no.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Check: text only".

use std::collections::HashSet;

use super::position::{Position, Stepper};
use super::reason::Refusal;
use super::verdict::Verdict;
use super::written::{Writer, Written};
use crate::Order;
use crate::cuts::symmetry::Symmetry;
use crate::model::id::Place;

/// How many positions it carries along at most.
const MOST: usize = 200_000;

/// How many positions are still kept, of all lines and of all orders that are asked, before a
/// search is given up.
pub(crate) struct Patience(usize);

impl Patience {
    pub(crate) const MOST: usize = 2_000_000;
}

impl Default for Patience {
    fn default() -> Self {
        Self(Self::MOST)
    }
}

/// A position after a line, and how a run got there.
struct Node {
    position: Position,
    /// Which node of the line before, and which event.
    way: Option<(usize, Place)>,
}

/// Whether `lines` are a possible output.
pub(super) fn search(
    order: &Order,
    lines: &[Written<'_>],
    patience: &mut Patience,
) -> Verdict {
    let by_pid = lines.iter().any(|line| matches!(line.writer, Writer::Pid(_)));
    let stepper = Stepper::new(order, by_pid);
    let is_named = |line: &Written<'_>| matches!(line.writer, Writer::Process(_));
    let symmetry = (!lines.iter().any(is_named)).then(|| stepper.symmetry());
    let mut levels = vec![vec![Node { position: stepper.start(), way: None }]];
    for (number, line) in lines.iter().enumerate() {
        let level = next_level(&stepper, symmetry.as_ref(), &levels[number], line);
        patience.0 = patience.0.saturating_sub(level.len());
        if level.is_empty() {
            let positions = levels[number].iter().map(|node| &node.position);
            let reason = stepper.explain(positions, line);
            return Verdict::Impossible(Refusal { line: number + 1, reason });
        }
        if level.len() > MOST || patience.0 == 0 {
            return Verdict::GivenUp;
        }
        levels.push(level);
    }
    let last = &levels[lines.len()];
    match last.iter().position(|node| stepper.may_end(&node.position)) {
        Some(node) => order.possible(way_to(&levels, node)),
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
        for start in stepper.silently(&node.position) {
            for chain in &chains {
                let mut position = start.clone();
                let Ok(place) = stepper.step(&mut position, *chain, line) else {
                    continue;
                };
                let mut key = position.clone();
                if let Some(symmetry) = symmetry {
                    stepper.sort(symmetry, &mut key);
                }
                if seen.insert(key) {
                    next.push(Node { position, way: Some((from, place)) });
                }
            }
        }
        if next.len() > MOST {
            break;
        }
    }
    next
}

/// The events of the steps on the way to `node` of the last level.
fn way_to(levels: &[Vec<Node>], mut node: usize) -> Vec<Place> {
    let mut places = Vec::new();
    for level in levels.iter().rev() {
        if let Some((before, place)) = level[node].way {
            places.push(place);
            node = before;
        }
    }
    places.reverse();
    places
}

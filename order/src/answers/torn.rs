//! The check of a text whose lines can be printed in pieces.
//!
//! Where a write does not end its last line, a line of the output is not a line of one
//! process. So the search goes over writes, and not over lines: a way is a position, and how
//! much of the text has been printed by then. From each way every write is tried that can
//! come next, with each length that an unended line can have there. All ways with the less
//! printed are gone over before those with more, and each once; so if none gets to the end of
//! the text with a position at which the output may end, no run prints the text.

use std::collections::{BTreeMap, HashSet};

use super::position::{Position, Stepper};
use super::reason::{Reason, Refusal};
use super::verdict::Verdict;
use super::written::Written;
use crate::Order;
use crate::model::id::Place;

/// So many ways are gone at most.
const MOST: usize = 500_000;

/// A position, how much of the text was printed, and how a run got there.
struct Node {
    position: Position,
    way: Option<(usize, Place)>,
}

/// Whether `text` is a possible output, character by character.
pub(crate) fn check(order: &Order, text: &str) -> Verdict {
    let stepper = Stepper::new(order, false);
    let mut nodes = vec![Node { position: stepper.start(), way: None }];
    let mut waiting = BTreeMap::from([(0, vec![0])]);
    let mut seen = HashSet::new();
    let mut furthest = (0, 0);
    while let Some((printed, mut here)) = waiting.pop_first() {
        while let Some(number) = here.pop() {
            furthest = furthest.max((printed, number));
            let position = nodes[number].position.clone();
            if printed == text.len() && stepper.may_end(&position) {
                return order.possible(way_to(&nodes, number));
            }
            for start in stepper.silently(&position) {
                for chain in 0..stepper.cuts.width() {
                    for (length, place, position) in
                        writes(&stepper, &start, chain, &text[printed..])
                    {
                        if !seen.insert((printed + length, position.clone())) {
                            continue;
                        }
                        if nodes.len() > MOST {
                            return Verdict::GivenUp;
                        }
                        let next = nodes.len();
                        nodes.push(Node { position, way: Some((number, place)) });
                        if length == 0 {
                            here.push(next);
                        } else {
                            waiting.entry(printed + length).or_default().push(next);
                        }
                    }
                }
            }
        }
    }
    let (printed, node) = furthest;
    let line = text[..printed].matches('\n').count();
    let missing = || stepper.missing_at_end(&nodes[node].position);
    let reason = match (printed == text.len()).then(missing).flatten() {
        Some(missing) => missing,
        None => {
            let begin = text[..printed].rfind('\n').map_or(0, |end| end + 1);
            Reason::Pieces {
                text: text[begin..].lines().next().unwrap_or_default().to_owned(),
                begun: text[begin..printed].to_owned(),
            }
        }
    };
    order.sure(Verdict::Impossible(Refusal { line: line + 1, reason }))
}

/// The ways in which the next write of `chain` can print the beginning of `text`: how long
/// that is, and the position after it.
fn writes(
    stepper: &Stepper<'_>,
    start: &Position,
    chain: usize,
    text: &str,
) -> Vec<(usize, Place, Position)> {
    let Some(first) = stepper.cuts.next(&start.cut, chain) else { return vec![] };
    let place = first.place;
    let Some(lines) = stepper.cuts.model.action(place).printed() else {
        return vec![];
    };
    if first.is_silent() {
        return vec![];
    }
    let last = lines.len() - 1;
    let mut ways = vec![(0, start.clone())];
    for at in 0..=last {
        let mut longer = Vec::new();
        for (printed, position) in ways {
            let rest = &text[printed..];
            let end = rest.find('\n');
            let lengths: Vec<usize> = if at < last || lines.is_ended() {
                end.into_iter().collect()
            } else {
                let line = &rest[..end.unwrap_or(rest.len())];
                let all =
                    (0..=line.len()).filter(|length| line.is_char_boundary(*length));
                all.filter(|length| {
                    lines.get(at).is_some_and(|it| it.matches(&line[..*length]))
                })
                .collect()
            };
            for length in lengths {
                let mut position = position.clone();
                let line = Written::unsigned(&rest[..length]);
                if stepper.step(&mut position, chain, &line).is_ok() {
                    let end = usize::from(at < last || lines.is_ended());
                    longer.push((printed + length + end, position));
                }
            }
        }
        ways = longer;
    }
    ways.into_iter().map(|(length, position)| (length, place, position)).collect()
}

fn way_to(nodes: &[Node], mut node: usize) -> Vec<Place> {
    let mut places = Vec::new();
    while let Some((before, place)) = nodes[node].way {
        places.push(place);
        node = before;
    }
    places.reverse();
    places
}

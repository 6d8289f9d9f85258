//! The different texts of a graph: counted, drawn, listed.
//!
//! A text can lead to several nodes, of one order or of several. So a state is the set of
//! all nodes that the same tokens lead to, as when a finite automaton is made deterministic
//! (Rabin and Scott, 1959). By induction over its tokens each text leads to one state, and
//! is an output exactly when the output may end at a node of it. So as many texts go on
//! from a state as from the states together that one more token leads to, and one more when
//! the output may end there; and no text is counted twice, although two orders have it.
//!
//! A node leads only to nodes of smaller numbers, because it is made after them. So the
//! largest number in a state falls with every token, and the counts are made by its rise.
//!
//! Texts of different tokens are never the same. So the orders are put into groups with the
//! same tokens, which are a state each, and what is counted is the sum over the groups.
//! (Where a process may be killed before its last line, the tokens are not known; if there
//! is such an order, all orders are one group.)

use std::collections::HashMap;

use num_bigint::BigUint;
use rand::Rng;

use super::gave_up::GaveUp;
use super::graph::Graph;
use crate::Order;
use crate::answers::count::below;
use crate::model::pattern::Pattern;

/// How many nodes all states together have at most.
const MOST: usize = 4_000_000;

/// Nodes, in rising order, each once.
pub(super) type State = Vec<u32>;

/// A graph, and the nodes that the orders begin with, group by group.
pub(super) struct Texts {
    pub(super) graph: Graph,
    pub(super) groups: Vec<State>,
}

impl Texts {
    pub(super) fn of<'a>(
        orders: impl IntoIterator<Item = &'a Order> + Clone,
    ) -> Result<Self, GaveUp> {
        let small = orders.clone().into_iter().any(Order::prints_in_pieces);
        let mut graph = Graph::new(small);
        let groups = groups(&mut graph, orders)?;
        Ok(Self { graph, groups })
    }
}

/// Puts `orders` into `graph`, and gives the nodes of their beginnings.
pub(super) fn groups<'a>(
    graph: &mut Graph,
    orders: impl IntoIterator<Item = &'a Order>,
) -> Result<Vec<State>, GaveUp> {
    let mut groups: Vec<(Option<Vec<u32>>, State)> = Vec::new();
    let mut place_of = HashMap::new();
    for order in orders {
        let tokens = graph.all_tokens(order);
        let Some(root) = graph.add(order)? else { continue };
        let next = groups.len();
        let place = *place_of.entry(tokens).or_insert_with_key(|tokens| {
            groups.push((tokens.clone(), State::new()));
            next
        });
        groups[place].1.push(root);
    }
    let are_known = groups.iter().all(|(tokens, _)| tokens.is_some());
    let groups = groups.into_iter().map(|(_, roots)| roots);
    Ok(if are_known {
        groups.map(sorted).collect()
    } else {
        vec![sorted(groups.flatten().collect())]
    })
}

fn sorted(mut state: State) -> State {
    state.sort_unstable();
    state.dedup();
    state
}

/// Whether an output may end at a node of `state`.
pub(super) fn may_end(graph: &Graph, state: &[u32]) -> bool {
    state.iter().any(|node| graph.may_end(*node))
}

/// The states that the tokens lead to which can come next.
pub(super) fn next(graph: &Graph, state: &[u32]) -> Vec<(u32, State)> {
    if let [node] = state {
        // Where a token leads to two nodes, the two are neighbours.
        let next = graph.next(*node).chunk_by(|a, b| a.0 == b.0);
        return next
            .map(|same| (same[0].0, same.iter().map(|(_, node)| *node).collect()))
            .collect();
    }
    let arrows = state.iter().flat_map(|node| graph.next(*node));
    let mut arrows: Vec<_> = arrows.copied().collect();
    arrows.sort_unstable();
    arrows.dedup();
    let next = arrows.chunk_by(|a, b| a.0 == b.0);
    next.map(|same| (same[0].0, same.iter().map(|(_, node)| *node).collect()))
        .collect()
}

/// How many texts go on from each state.
pub(super) struct Counts {
    known: HashMap<State, u32>,
    counts: Vec<BigUint>,
}

impl Counts {
    pub(super) fn of(texts: &Texts) -> Result<Self, GaveUp> {
        let graph = &texts.graph;
        let mut states: Vec<State> = Vec::new();
        let mut known: HashMap<State, u32> = HashMap::new();
        let mut arrows: Vec<Vec<u32>> = Vec::new();
        let mut kept = 0;
        let mut number = |state: State,
                          states: &mut Vec<State>,
                          kept: &mut usize| {
            let next = u32::try_from(states.len()).expect("fewer than the bound");
            *known.entry(state).or_insert_with_key(|state| {
                *kept += 4 + state.len();
                states.push(state.clone());
                next
            })
        };
        for group in &texts.groups {
            number(group.clone(), &mut states, &mut kept);
        }
        let mut at = 0;
        while at < states.len() {
            let next = next(graph, &states[at]).into_iter();
            let next = next.map(|(_, state)| number(state, &mut states, &mut kept));
            let next: Vec<_> = next.collect();
            kept += next.len();
            arrows.push(next);
            if kept > MOST {
                return Err(GaveUp::States(MOST));
            }
            at += 1;
        }
        let mut later: Vec<_> = (0..states.len()).collect();
        later.sort_by_key(|state| states[*state].last().copied());
        let mut counts = vec![BigUint::ZERO; states.len()];
        for state in later {
            let ends = BigUint::from(u8::from(may_end(graph, &states[state])));
            let longer = arrows[state].iter().map(|next| &counts[*next as usize]);
            counts[state] = longer.fold(ends, |sum, count| sum + count);
        }
        Ok(Self { known, counts })
    }

    /// How many texts go on from a state that is one of a group, or follows from one.
    pub(super) fn get(&self, state: &State) -> &BigUint {
        &self.counts[self.known[state] as usize]
    }
}

/// One of the texts of all groups, as its tokens, each as likely as any other.
pub(super) fn sample(
    texts: &Texts,
    counts: &Counts,
    total: &BigUint,
    rng: &mut (impl Rng + ?Sized),
) -> Vec<u32> {
    let mut number = below(total, rng);
    let mut text = Vec::new();
    // The texts have numbers: first those of the first group, and so on.
    let mut choices: Vec<(Option<u32>, State)> =
        texts.groups.iter().map(|group| (None, group.clone())).collect();
    'token: loop {
        for (token, state) in std::mem::take(&mut choices) {
            let count = counts.get(&state);
            if number >= *count {
                number -= count;
                continue;
            }
            text.extend(token);
            if may_end(&texts.graph, &state) {
                if number == BigUint::ZERO {
                    return text;
                }
                number -= 1_u8;
            }
            choices = next(&texts.graph, &state)
                .into_iter()
                .map(|(token, state)| (Some(token), state))
                .collect();
            continue 'token;
        }
        unreachable!("the number is less than the count");
    }
}

/// All texts as their tokens, in depth, group by group.
pub(super) struct Walk {
    groups: std::vec::IntoIter<State>,
    visits: Vec<Visit>,
    text: Vec<u32>,
}

/// A state, and what of it is still to be visited.
struct Visit {
    may_end: bool,
    next: std::vec::IntoIter<(u32, State)>,
}

impl Visit {
    fn of(graph: &Graph, state: &State) -> Self {
        Self { may_end: may_end(graph, state), next: next(graph, state).into_iter() }
    }
}

impl Walk {
    pub(super) fn of(texts: &Texts) -> Self {
        let groups = texts.groups.clone().into_iter();
        Self { groups, visits: Vec::new(), text: Vec::new() }
    }

    pub(super) fn next(&mut self, graph: &Graph) -> Option<Vec<u32>> {
        loop {
            let Some(visit) = self.visits.last_mut() else {
                self.visits.push(Visit::of(graph, &self.groups.next()?));
                continue;
            };
            if std::mem::take(&mut visit.may_end) {
                return Some(self.text.clone());
            }
            if let Some((token, state)) = visit.next.next() {
                self.text.push(token);
                self.visits.push(Visit::of(graph, &state));
            } else {
                self.visits.pop();
                // There is no token before the beginning.
                self.text.pop();
            }
        }
    }
}

/// The tokens of the shortest way from a state to an end.
pub(super) fn shortest_end(graph: &Graph, state: &State) -> Vec<u32> {
    let mut seen: HashMap<u32, Option<(u32, u32)>> = HashMap::new();
    let mut waiting: std::collections::VecDeque<u32> =
        state.iter().copied().collect();
    for node in state {
        seen.insert(*node, None);
    }
    while let Some(node) = waiting.pop_front() {
        if graph.may_end(node) {
            let mut tokens = Vec::new();
            let mut at = node;
            while let Some((token, before)) = seen[&at] {
                tokens.push(token);
                at = before;
            }
            tokens.reverse();
            return tokens;
        }
        for (token, to) in graph.next(node) {
            if !seen.contains_key(to) {
                seen.insert(*to, Some((*token, node)));
                waiting.push_back(*to);
            }
        }
    }
    unreachable!("every node leads to an end")
}

/// The lines that tokens are, and whether the last of them has its line end.
pub(super) fn lines(graph: &Graph, tokens: &[u32]) -> (Vec<Pattern>, bool) {
    let known = graph.tokens();
    if !known.are_small {
        return (
            tokens.iter().map(|token| known.get(*token).clone()).collect(),
            true,
        );
    }
    let (mut lines, mut begun) = (Vec::new(), None);
    for token in tokens {
        let token = known.get(*token);
        if token.as_literal() == Some("\n") {
            lines.push(begun.take().unwrap_or_default());
        } else {
            begun.get_or_insert_with(Pattern::default).append(token);
        }
    }
    let is_ended = begun.is_none();
    lines.extend(begun);
    (lines, is_ended)
}

//! What one program can print and another cannot.
//!
//! The texts of both are put into one graph, so that equal tokens have equal numbers. A text
//! leads to a state of each of the two. Pairs of states are gone over in breadth, so that a
//! pair is met first by the shortest text that leads to it. Where a text may end in one
//! program only, it is a witness; where a token leads on in one program only, each way to
//! an end behind it is, because every node leads to one. If no pair has such a place, then by
//! induction over its tokens each text of the one is a text of the other.

use std::collections::{HashMap, HashSet, VecDeque};

use super::Cases;
use super::gave_up::GaveUp;
use super::graph::Graph;
use super::texts::{self, State, Texts};
use super::union::Output;
use crate::Order;

/// How many nodes all pairs together have at most.
const MOST: usize = 4_000_000;

/// What each of two programs can print and the other cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// An output of the first that is none of the second, which begins to differ as early as
    /// one can; nothing when there is none.
    pub first_only: Option<Witness>,
    /// An output of the second that is none of the first.
    pub second_only: Option<Witness>,
    /// Whether both sets are complete. If not, `first_only` and `second_only` are outputs
    /// that were not found in the other set, and nothing is sure of the programs.
    pub is_complete: bool,
}

/// An output of one program that is none of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The output.
    pub output: Output,
    /// So many of its lines can be printed by both, one after the other; then the difference
    /// comes: the next line, or the end. In the other program an output that begins with
    /// these lines goes on in another way.
    pub shared: usize,
}

impl Comparison {
    /// Whether the two sets have the same outputs.
    pub fn is_same(&self) -> bool {
        self.first_only.is_none() && self.second_only.is_none()
    }
}

impl Cases {
    /// What this program can print and the `other` cannot, and the other way round.
    ///
    /// # Errors
    ///
    /// [`GaveUp`] when there are too many ways in which the processes can have got so far.
    pub fn compare(&self, other: &Self) -> Result<Comparison, GaveUp> {
        let all = self.orders.iter().chain(&other.orders);
        let mut graph = Graph::new(all.clone().any(Order::prints_in_pieces));
        let groups = |graph: &mut Graph, program: &Self| {
            let groups = texts::groups(graph, &program.orders)?;
            let mut roots: State = groups.into_iter().flatten().collect();
            roots.sort_unstable();
            roots.dedup();
            Ok(roots)
        };
        let first = groups(&mut graph, self)?;
        let second = groups(&mut graph, other)?;
        let texts = Texts { graph, groups: Vec::new() };
        Ok(Comparison {
            first_only: only(&texts, first.clone(), second.clone())?,
            second_only: only(&texts, second, first)?,
            is_complete: self.complete && other.complete,
        })
    }
}

/// Two states that one text leads to, and how.
struct Pair {
    one: State,
    other: State,
    way: Option<(usize, u32)>,
}

/// A text that leads from `one` to an end and from `other` to none.
fn only(texts: &Texts, one: State, other: State) -> Result<Option<Witness>, GaveUp> {
    let graph = &texts.graph;
    let mut pairs = vec![Pair { one: one.clone(), other: other.clone(), way: None }];
    let mut seen = HashSet::from([(one, other)]);
    let mut waiting = VecDeque::from([0]);
    let mut kept = 0;
    while let Some(at) = waiting.pop_front() {
        let Pair { one, other, .. } = &pairs[at];
        if one.is_empty() || one == other {
            continue;
        }
        if texts::may_end(graph, one) && !texts::may_end(graph, other) {
            return Ok(Some(witness(texts, &pairs, at, None)));
        }
        let mut others: HashMap<_, _> =
            texts::next(graph, other).into_iter().collect();
        let mut found = Vec::new();
        for (token, one) in texts::next(graph, one) {
            match others.remove(&token) {
                None => {
                    return Ok(Some(witness(texts, &pairs, at, Some((token, one)))));
                }
                Some(other) => found.push((token, one, other)),
            }
        }
        for (token, one, other) in found {
            kept += 4 + one.len() + other.len();
            if kept > MOST {
                return Err(GaveUp::States(MOST));
            }
            if seen.insert((one.clone(), other.clone())) {
                waiting.push_back(pairs.len());
                pairs.push(Pair { one, other, way: Some((at, token)) });
            }
        }
    }
    Ok(None)
}

/// The text that leads to the pair at `at`, then with `next` to an end.
fn witness(
    texts: &Texts,
    pairs: &[Pair],
    at: usize,
    next: Option<(u32, State)>,
) -> Witness {
    let mut tokens = Vec::new();
    let mut place = at;
    while let Some((before, token)) = pairs[place].way {
        tokens.push(token);
        place = before;
    }
    tokens.reverse();
    let (shared, is_ended) = texts::lines(&texts.graph, &tokens);
    let shared = shared.len() - usize::from(!is_ended);
    if let Some((token, state)) = next {
        tokens.push(token);
        tokens.extend(texts::shortest_end(&texts.graph, &state));
    }
    Witness { output: Output::of(texts, &tokens), shared }
}

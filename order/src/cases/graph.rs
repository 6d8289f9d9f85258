//! The texts of several orders as one graph.
//!
//! A node stands for all that can still be printed from some cut of some order: whether
//! the output may end there, and which token can come next, with the node that it leads
//! to. A token is a line; or a character, when a write of one of the orders does not end
//! its last line, because two runs that print `he`, `llo` and `hell`, `o` print the same
//! text. In both cases a text has exactly one row of tokens, so that texts are equal
//! exactly when their tokens are.
//!
//! A write is atomic: from a cut between two writes each write that can come next leads,
//! by its tokens one after the other, to the next such cut. Every cut of an order is found
//! in breadth, and the nodes are made from the last cut to the first, by falling number of
//! steps; so a node is made after all those that it leads to. Two cuts with the same
//! future get the same node, because a node is looked up by what it says before it is
//! made. By induction from the end this means: two nodes of the graph are the same if the
//! same tokens lead from them to the same nodes, in whichever order they began. So what
//! two orders have in common is there once, and an order that is contained in another one
//! soon costs nothing.
//!
//! A node from which nothing leads to an end is left out, with what leads to it.

use std::collections::HashMap;

use super::gave_up::GaveUp;
use crate::Order;
use crate::cuts::Cuts;
use crate::cuts::chain::Step;
use crate::cuts::cut::Cut;
use crate::cuts::symmetry::Symmetry;
use crate::model::action::Lines;
use crate::model::id::Place;
use crate::model::pattern::Pattern;

/// How many cuts of all orders are gone through at most.
const MOST_CUTS: usize = 1_000_000;

/// How many nodes and arrows there are at most.
const MOST_ARROWS: usize = 10_000_000;

/// Whether the output may end, and the nodes that tokens lead to, in rising order.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Node {
    may_end: bool,
    next: Box<[(u32, u32)]>,
}

/// What can still be printed, from cuts of several orders.
pub(super) struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Node, u32>,
    tokens: Tokens,
    cuts: usize,
    arrows: usize,
}

/// The different tokens.
pub(super) struct Tokens {
    /// Whether each is a character or a placeholder of a line, and not a whole line.
    pub(super) are_small: bool,
    all: Vec<Pattern>,
    known: HashMap<Pattern, u32>,
}

impl Tokens {
    pub(super) fn get(&self, token: u32) -> &Pattern {
        &self.all[token as usize]
    }

    /// The numbers of the tokens of a whole line, of those that are known.
    pub(super) fn split(&self, line: &Pattern) -> Vec<Option<u32>> {
        let mut tokens = vec![line.clone()];
        if self.are_small {
            tokens = line.split();
            tokens.push(Pattern::literal("\n"));
        }
        tokens.iter().map(|token| self.known.get(token).copied()).collect()
    }

    fn number(&mut self, token: Pattern) -> u32 {
        let next = self.all.len();
        *self.known.entry(token).or_insert_with_key(|token| {
            self.all.push(token.clone());
            narrow(next)
        })
    }

    /// The tokens of a write.
    fn of(&mut self, lines: &Lines) -> Vec<u32> {
        if !self.are_small {
            return lines.iter().map(|line| self.number(line.clone())).collect();
        }
        let mut tokens = Vec::new();
        let last = lines.len() - 1;
        for (at, line) in lines.iter().enumerate() {
            tokens.extend(line.split().into_iter().map(|token| self.number(token)));
            if at < last || lines.is_ended() {
                tokens.push(self.number(Pattern::literal("\n")));
            }
        }
        tokens
    }
}

impl Graph {
    /// Without a node. `small` is whether a write of an order that will come does not end
    /// its last line.
    pub(super) fn new(small: bool) -> Self {
        let tokens =
            Tokens { are_small: small, all: Vec::new(), known: HashMap::new() };
        Self { nodes: Vec::new(), known: HashMap::new(), tokens, cuts: 0, arrows: 0 }
    }

    pub(super) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub(super) fn may_end(&self, node: u32) -> bool {
        self.nodes[node as usize].may_end
    }

    /// The tokens that can come next, in rising order, and what each leads to.
    pub(super) fn next(&self, node: u32) -> &[(u32, u32)] {
        &self.nodes[node as usize].next
    }

    /// The numbers of all tokens that an order prints, in rising order, if nobody is killed;
    /// with them every text of the order is a shuffle of these.
    pub(super) fn all_tokens(&mut self, order: &Order) -> Option<Vec<u32>> {
        if order.0.anybody_killed {
            return None;
        }
        let mut all = Vec::new();
        for (_, action) in order.writes() {
            all.extend(
                action
                    .printed()
                    .map(|lines| self.tokens.of(lines))
                    .unwrap_or_default(),
            );
        }
        all.sort_unstable();
        Some(all)
    }

    /// The node of the beginning of `order`; nothing when it has no output.
    pub(super) fn add(&mut self, order: &Order) -> Result<Option<u32>, GaveUp> {
        let cuts = &order.0;
        let found = self.explore(cuts)?;
        let mut writes: HashMap<Place, Vec<u32>> = HashMap::new();
        for (place, action) in order.writes() {
            if let Some(lines) = action.printed() {
                writes.insert(place, self.tokens.of(lines));
            }
        }
        let mut later: Vec<_> = (0..found.len()).collect();
        later.sort_by_cached_key(|cut| {
            std::cmp::Reverse(
                found[*cut].cut.all_steps().map(u64::from).sum::<u64>(),
            )
        });
        let mut node_of: Vec<Option<u32>> = vec![None; found.len()];
        for cut in later {
            let Found { may_end, ways, .. } = &found[cut];
            let mut next = Vec::new();
            for (place, to) in ways {
                let Some(mut to) = node_of[*to] else { continue };
                let tokens = &writes[place];
                for token in tokens[1..].iter().rev() {
                    to = self.node(false, vec![(*token, to)])?;
                }
                next.push((tokens[0], to));
            }
            if *may_end || !next.is_empty() {
                node_of[cut] = Some(self.node(*may_end, next)?);
            }
        }
        Ok(node_of[0])
    }

    fn node(
        &mut self,
        may_end: bool,
        mut next: Vec<(u32, u32)>,
    ) -> Result<u32, GaveUp> {
        next.sort_unstable();
        next.dedup();
        let node = Node { may_end, next: next.into() };
        if let Some(known) = self.known.get(&node) {
            return Ok(*known);
        }
        self.arrows += 1 + node.next.len();
        if self.arrows > MOST_ARROWS {
            return Err(GaveUp::States(MOST_ARROWS));
        }
        let number = narrow(self.nodes.len());
        self.nodes.push(node.clone());
        self.known.insert(node, number);
        Ok(number)
    }

    /// Every cut between two writes, the beginning first.
    fn explore(&mut self, cuts: &Cuts) -> Result<Vec<Found>, GaveUp> {
        let symmetry = Symmetry::of(cuts, |_| false);
        let mut found = vec![Found::at(cuts.start())];
        let mut numbers = HashMap::from([(cuts.start(), 0)]);
        let mut at = 0;
        while at < found.len() {
            let mut ways = Vec::new();
            let mut may_end = false;
            for cut in cuts.silently(&found[at].cut) {
                may_end = may_end || cuts.is_complete(&cut);
                for chain in 0..cuts.width() {
                    let Some((place, mut after)) = write(cuts, &cut, chain) else {
                        continue;
                    };
                    symmetry.sort(&mut after);
                    let next = found.len();
                    let to = *numbers.entry(after).or_insert_with_key(|after| {
                        found.push(Found::at(after.clone()));
                        next
                    });
                    ways.push((place, to));
                }
            }
            self.cuts += 1 + ways.len() / 16;
            if self.cuts > MOST_CUTS {
                return Err(GaveUp::Cuts(MOST_CUTS));
            }
            found[at].may_end = may_end;
            found[at].ways = ways;
            at += 1;
        }
        Ok(found)
    }
}

/// A cut between two writes.
struct Found {
    cut: Cut,
    may_end: bool,
    /// The writes that can come next, and the position of what each leads to.
    ways: Vec<(Place, usize)>,
}

impl Found {
    fn at(cut: Cut) -> Self {
        Self { cut, may_end: false, ways: Vec::new() }
    }
}

/// The next write of `chain` and the cut after it, if the write can come next.
pub(super) fn write(cuts: &Cuts, cut: &Cut, chain: usize) -> Option<(Place, Cut)> {
    let step = cuts.next(cut, chain)?;
    step.line()?;
    let mut after = cut.clone();
    cuts.advance(&mut after, chain).ok()?;
    let goes_on = |after: &Cut| {
        let next = cuts.next(after, chain);
        next.is_some_and(Step::continues_a_write)
    };
    while goes_on(&after) {
        // Nothing can keep a write that has been begun from its end.
        cuts.advance(&mut after, chain).ok()?;
    }
    Some((step.place, after))
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("there are fewer than the bound")
}

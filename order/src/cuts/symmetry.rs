//! Chains that are alike from some step on: which of two such chains has got how far
//! makes no difference.
//!
//! Take two chains whose last `n` steps print the same lines in the same writes, wait
//! for the same, and are waited for alike. If the one has `a` steps left and the
//! other has `b`, neither more than `n`, then every way to go on becomes a way to go
//! on from the cut in which the two have changed places, with the same text: let each
//! do what the other does. A step of the one is allowed then exactly when the same
//! step of the other was, because both wait for the same; and a third chain, which
//! waits for one of them, waits for the other at the same number of steps left. So
//! one of the two cuts stands for both, and [`Symmetry::sort`] chooses the same one
//! whichever is given: in a group the chain with the fewest steps left is the first.
//! In a group of more than two, every two are alike, and any order of them comes of
//! exchanges of two.
//!
//! Steps are compared from the end, because only what is to come matters. Processes
//! that lines speak of by name are left out where the names matter, and so is an
//! order in which somebody is killed, where an end is a part of the cut.
//!
//! Where more is known of a process than how far it has got, as its pid can be, that
//! changes places with its steps; then a process has to be one chain, so that it changes
//! as a whole.
//!
//! Five processes that print the same seven lines would have tens of thousands of
//! cuts; but for the names of the processes there are some hundreds.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Check: text only".

use super::Cuts;
use super::chain::{Gate, Step};
use super::cut::Cut;
use crate::model::action::Lines;

/// Groups of chains whose last steps are alike.
pub(crate) struct Symmetry(Vec<Group>);

struct Group {
    chains: Vec<usize>,
    /// The number of steps of each of them.
    lengths: Vec<u32>,
    /// So many last steps are alike.
    alike: u32,
}

impl Symmetry {
    /// The groups among the chains, without those of the processes that are `marked`.
    pub(crate) fn of(cuts: &Cuts, marked: impl Fn(usize) -> bool) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        if cuts.anybody_killed {
            return Self(groups);
        }
        for (chain, what) in cuts.chains.iter().enumerate() {
            if what.steps.is_empty() || marked(what.process) {
                continue;
            }
            let alike = |group: &Group| {
                let others = group.chains.iter();
                others.map(|other| alike(cuts, chain, *other)).min().unwrap_or(0)
            };
            let length = what.len();
            let mut with_alike =
                groups.iter_mut().map(|group| (alike(group), group));
            match with_alike.find(|(alike, _)| *alike > 0) {
                Some((alike, group)) => {
                    group.alike = group.alike.min(alike);
                    group.chains.push(chain);
                    group.lengths.push(length);
                }
                None => groups.push(Group {
                    chains: vec![chain],
                    lengths: vec![length],
                    alike: length,
                }),
            }
        }
        groups.retain(|group| group.chains.len() > 1);
        Self(groups)
    }

    /// Gives each group the same cut for the same numbers of steps left.
    pub(crate) fn sort(&self, cut: &mut Cut) {
        self.sort_with(cut, &mut [(); 0], |_| None);
    }

    /// The same, where a chain has something beside its steps that changes places with them:
    /// what `own` has for a chain is its position in `others`.
    pub(crate) fn sort_with<T: Copy + Ord>(
        &self,
        cut: &mut Cut,
        others: &mut [T],
        own: impl Fn(usize) -> Option<usize>,
    ) {
        for Group { chains, lengths, alike } in &self.0 {
            let left = |cut: &Cut, at: usize| lengths[at] - cut.steps(chains[at]);
            let within: Vec<_> =
                (0..chains.len()).filter(|at| left(cut, *at) <= *alike).collect();
            let mut sorted: Vec<_> = within
                .iter()
                .map(|at| (left(cut, *at), own(chains[*at]).map(|it| others[it])))
                .collect();
            sorted.sort_unstable();
            for (at, (left, other)) in within.into_iter().zip(sorted) {
                cut.set(chains[at], lengths[at] - left);
                if let Some((place, other)) = own(chains[at]).zip(other) {
                    others[place] = other;
                }
            }
        }
    }
}

/// How many last steps of two chains can change places with each other without a difference
/// to anybody.
fn alike(cuts: &Cuts, a: usize, b: usize) -> u32 {
    same_lines(cuts, a, b)
        .min(where_unlike(
            &gates_from_the_end(cuts, a),
            &gates_from_the_end(cuts, b),
            1,
        ))
        .min(waited_for_alike(cuts, a, b))
}

/// How many last steps print the same lines, in the same writes.
fn same_lines(cuts: &Cuts, a: usize, b: usize) -> u32 {
    let (steps_a, steps_b) = (&cuts.chains[a].steps, &cuts.chains[b].steps);
    let pairs = steps_a.iter().rev().zip(steps_b.iter().rev());
    let is_ended = |step: &Step| {
        cuts.model.action(step.place).printed().is_none_or(Lines::is_ended)
    };
    let same = pairs.take_while(|(a, b)| {
        a.continues_a_write() == b.continues_a_write()
            && is_ended(a) == is_ended(b)
            && cuts.pattern(a) == cuts.pattern(b)
    });
    u32::try_from(same.count()).unwrap_or(u32::MAX)
}

/// What a chain waits for, with the number of steps that are left then.
fn gates_from_the_end(cuts: &Cuts, chain: usize) -> Vec<(u32, Gate)> {
    let chain = &cuts.chains[chain];
    let gates = chain.gates.iter();
    gates.map(|(at, gate)| (chain.len() - at, *gate)).collect()
}

/// Up to which number of steps left, counted from the end, no entry is in one list only. An
/// entry that is before a step has that step in it: `before` is 1 then.
fn where_unlike<T: PartialEq>(a: &[(u32, T)], b: &[(u32, T)], before: u32) -> u32 {
    let only_a = a.iter().filter(|entry| !b.contains(entry));
    let only_b = b.iter().filter(|entry| !a.contains(entry));
    only_a.chain(only_b).map(|(left, _)| left - before).min().unwrap_or(u32::MAX)
}

/// Up to which number of steps left whoever waits for the one waits for the other.
fn waited_for_alike(cuts: &Cuts, a: usize, b: usize) -> u32 {
    let waits = |other: usize, whom: usize| {
        let length = cuts.chains[whom].len();
        let gates = cuts.chains[other].gates.iter();
        let waits = gates.filter_map(move |(at, gate)| match gate {
            Gate::Steps { chain, count } if *chain == whom => {
                Some((length - count, *at))
            }
            _ => None,
        });
        waits.collect::<Vec<_>>()
    };
    let others = 0..cuts.width();
    let unlike =
        others.map(|other| where_unlike(&waits(other, a), &waits(other, b), 0));
    unlike.min().unwrap_or(u32::MAX)
}

//! Strands that are alike from some line on: which of two such chains has got how far
//! makes no difference.
//!
//! Five processes that print the same seven lines would have tens of thousands of cuts;
//! but for the names of the processes there are some hundreds.

use crate::Order;
use crate::cuts::chain::Gate;

/// Groups of chains whose last lines are alike.
pub(crate) struct Symmetry(Vec<Group>);

struct Group {
    chains: Vec<usize>,
    /// The number of lines of each of them.
    lengths: Vec<u32>,
    /// So many last lines are alike.
    alike: u32,
}

impl Symmetry {
    /// The groups among the chains of `order`, without those of the processes that are `marked`.
    pub(crate) fn of(order: &Order, marked: impl Fn(usize) -> bool) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        if order.anybody_killed {
            return Self(groups);
        }
        for (chain, what) in order.chains.iter().enumerate() {
            if what.steps.is_empty() || marked(what.process) {
                continue;
            }
            let length = what.len();
            let alike = |group: &Group| {
                let others = group.chains.iter();
                others.map(|other| alike(order, chain, *other)).min().unwrap_or(0)
            };
            match groups
                .iter_mut()
                .map(|group| (alike(group), group))
                .find(|(n, _)| *n > 0)
            {
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

    /// Gives each group the same place for the same number of lines left.
    pub(crate) fn sort(&self, cut: &mut [u32]) {
        for Group { chains, lengths, alike } in &self.0 {
            let left = |cut: &[u32], at: usize| lengths[at] - cut[chains[at]];
            let within: Vec<_> =
                (0..chains.len()).filter(|at| left(cut, *at) <= *alike).collect();
            let mut sorted: Vec<_> =
                within.iter().map(|at| left(cut, *at)).collect();
            sorted.sort_unstable();
            for (at, left) in within.into_iter().zip(sorted) {
                cut[chains[at]] = lengths[at] - left;
            }
        }
    }
}

/// How many last lines of two chains can change places with each other without a
/// difference to anybody.
fn alike(order: &Order, a: usize, b: usize) -> u32 {
    let (steps_a, steps_b) = (&order.chains[a].steps, &order.chains[b].steps);
    let pairs = steps_a.iter().rev().zip(steps_b.iter().rev());
    let same = pairs
        .take_while(|(a, b)| order.event(**a).line() == order.event(**b).line());
    let same = same.count();
    let mut alike = u32::try_from(same).unwrap_or(u32::MAX);

    // What they wait for, line by line from the end, has to be the same.
    let (len_a, len_b) = (order.chains[a].len(), order.chains[b].len());
    let gates = |chain: usize, length: u32| {
        let gates = order.chains[chain].gates.iter();
        gates.map(move |(at, gate)| (length - at, *gate)).collect::<Vec<_>>()
    };
    let (gates_a, gates_b) = (gates(a, len_a), gates(b, len_b));
    for (left, _) in gates_a.iter().filter(|gate| !gates_b.contains(gate)) {
        alike = alike.min(left - 1);
    }
    for (left, _) in gates_b.iter().filter(|gate| !gates_a.contains(gate)) {
        alike = alike.min(left - 1);
    }

    // Who waits for the one has to wait for the other, for as many lines from the end.
    for other in &order.chains {
        let waits = |whom: usize, length: u32| {
            let gates = other.gates.iter();
            let waits = gates.filter_map(move |(at, gate)| match gate {
                Gate::Steps { chain, count } if *chain == whom => {
                    Some((*at, length - count))
                }
                _ => None,
            });
            waits.collect::<Vec<_>>()
        };
        let (for_a, for_b) = (waits(a, len_a), waits(b, len_b));
        for (_, left) in for_a.iter().filter(|wait| !for_b.contains(wait)) {
            alike = alike.min(*left);
        }
        for (_, left) in for_b.iter().filter(|wait| !for_a.contains(wait)) {
            alike = alike.min(*left);
        }
    }
    alike
}

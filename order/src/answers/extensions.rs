//! The number of outputs of an order in which nobody is killed and all lines differ.
//!
//! Then an output is an arrangement of the writes that keeps to happens-before: a linear
//! extension. What is left to print at some moment is a set of writes, and how it can be
//! arranged depends on nothing else. If it falls into parts of which no write is ordered
//! with one of another part, each part is arranged by itself, and the arrangements are
//! shuffled: their numbers are multiplied with each other and with the number of ways to
//! shuffle, a multinomial coefficient. Otherwise one of the writes that wait for nothing that
//! is left comes first, and the numbers of what is then left are added. Each set is counted
//! once. (So does `LEcount`: Talvitie, Kangas, Niinimäki and Koivisto, "Counting Linear
//! Extensions in Practice: MCMC versus Exponential Monte Carlo", 2018, whose exact counter
//! this is.)

use std::collections::{HashMap, HashSet};

use num_bigint::BigUint;

use crate::Order;

/// Orders of more writes are not counted in this way.
const MOST_WRITES: usize = 1_000;

/// A set of writes, a bit for each.
type Set = Box<[u64]>;

/// Counts, as long as no more than so many sets have to be.
pub(crate) fn count(order: &Order, most: usize) -> Option<BigUint> {
    let mut counter = Counter::of(order, most)?;
    let all = (0..counter.before.len()).collect::<Vec<_>>();
    counter.count(&set_of(&all, counter.words()))
}

struct Counter {
    /// For each write those that happen before it.
    before: Vec<Set>,
    /// For each write those that it is ordered with, either way.
    related: Vec<Set>,
    known: HashMap<Set, BigUint>,
    most: usize,
}

impl Counter {
    fn of(order: &Order, most: usize) -> Option<Self> {
        let cuts = &order.0;
        let steps = |chain: usize| cuts.chains[chain].steps.iter();
        let lines: usize = (0..cuts.width()).map(|chain| steps(chain).count()).sum();
        let mut texts = HashSet::new();
        let all = order.lines().map(|line| line.pattern);
        if cuts.anybody_killed
            || lines > MOST_WRITES
            || !all.into_iter().all(|it| texts.insert(it))
        {
            return None;
        }
        // The number of each write, by its chain and step.
        let mut number = vec![Vec::new(); cuts.width()];
        let mut writes = 0;
        for (chain, numbers) in number.iter_mut().enumerate() {
            for step in steps(chain) {
                writes += usize::from(!step.continues_a_write());
                numbers.push(writes - 1);
            }
        }
        let words = writes.div_ceil(64);
        let mut before = vec![vec![0; words].into_boxed_slice(); writes];
        for (chain, numbers) in number.iter().enumerate() {
            let mut clock = vec![0; cuts.width()];
            for (at, write) in (0..).zip(numbers) {
                clock[chain] = at;
                for (_, gate) in cuts.chains[chain].gates_at(at) {
                    if let crate::cuts::chain::Gate::Steps { chain, count } = gate {
                        clock[*chain] = clock[*chain].max(*count);
                    }
                }
                for (numbers, count) in number.iter().zip(&clock) {
                    for other in &numbers[..*count as usize] {
                        if other != write {
                            insert(&mut before[*write], *other);
                        }
                    }
                }
            }
        }
        let mut related = before.clone();
        for (write, earlier) in before.iter().enumerate() {
            for other in members(earlier) {
                insert(&mut related[other], write);
            }
        }
        Some(Self { before, related, known: HashMap::new(), most })
    }

    fn words(&self) -> usize {
        self.before.len().div_ceil(64)
    }

    fn count(&mut self, left: &Set) -> Option<BigUint> {
        if let Some(count) = self.known.get(left) {
            return Some(count.clone());
        }
        let parts = self.parts(left);
        let mut count = BigUint::ZERO;
        if let [part] = &parts[..] {
            if self.known.len() >= self.most {
                return None;
            }
            for first in members(part) {
                let mut waits = self.before[first].iter().zip(&part[..]);
                if waits.all(|(before, left)| before & left == 0) {
                    let mut rest = part.clone();
                    rest[first / 64] &= !(1 << (first % 64));
                    count += self.count(&rest)?;
                }
            }
            self.known.insert(left.clone(), count.clone());
        } else {
            count = BigUint::from(1_u8);
            let mut length = 0_usize;
            for part in &parts {
                count *= self.count(part)?;
                // The ways to shuffle it into the parts before it.
                for place in 1..=members(part).count() {
                    length += 1;
                    count *= length;
                    count /= place;
                }
            }
        }
        Some(count)
    }

    /// The parts of a set between which nothing is ordered.
    fn parts(&self, left: &Set) -> Vec<Set> {
        let mut unseen = left.clone();
        let mut parts = Vec::new();
        loop {
            let Some(first) = members(&unseen).next() else { return parts };
            let mut part = set_of(&[], self.words());
            let mut waiting = vec![first];
            unseen[first / 64] &= !(1 << (first % 64));
            while let Some(write) = waiting.pop() {
                insert(&mut part, write);
                for (at, related) in self.related[write].iter().enumerate() {
                    let mut found = related & unseen[at];
                    unseen[at] &= !found;
                    while found != 0 {
                        waiting.push(at * 64 + found.trailing_zeros() as usize);
                        found &= found - 1;
                    }
                }
            }
            parts.push(part);
        }
    }
}

fn set_of(members: &[usize], words: usize) -> Set {
    let mut set = vec![0; words].into_boxed_slice();
    for member in members {
        insert(&mut set, *member);
    }
    set
}

fn insert(set: &mut Set, member: usize) {
    set[member / 64] |= 1 << (member % 64);
}

fn members(set: &Set) -> impl Iterator<Item = usize> {
    set.iter().enumerate().flat_map(|(at, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}

//! How many outputs are possible, and one of them at random.
//!
//! An output is a text, and two runs that print the same text count once. From a
//! state of the automaton as many texts go on as from all the states together that
//! one more line leads to, and one more when the output may end there; because each
//! text leads to one state, none is counted twice. A line more is a step more, so no
//! state leads back to itself, and the states can be gone through from the last to
//! the first: then each count is a sum of counts that are known.
//!
//! Where all lines differ and nobody is killed, a state is one cut, and a cut is a
//! row of small numbers: the digits of a place in a table. A step raises one digit by
//! one, which leads to a place further on, so that going through the table backwards
//! meets every sum when its parts are known. The table also has places for cuts that
//! no run gets to; nobody asks for their counts.
//!
//! The counts also give a fair draw. Number all outputs, and draw a number. At each
//! state the lines that can come next share the numbers, each as many as outputs go
//! on with it, and the drawn number falls on one of them. So each number leads to an
//! output of its own, and each output is as likely as any other.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Count".

use std::collections::{HashMap, HashSet};
use std::fmt;

use num_bigint::BigUint;
use rand::Rng;

use super::extensions;
use crate::Order;
use crate::cuts::Cuts;
use crate::cuts::automaton::{Automaton, State};
use crate::cuts::chain::Chain;
use crate::cuts::cut::Cut;
use crate::model::pattern::Pattern;

/// How many cuts a [`Census`] goes through at most, one by one.
const MOST: usize = 100_000;

/// How many it has in a table at most.
const MOST_IN_TABLE: usize = 4_000_000;

/// How many sets of writes are counted before the cuts are, and how many if those are too
/// many.
const FEW_SETS: usize = 20_000;
const MOST_SETS: usize = 1_000_000;

/// An order has too many cuts to count the outputs: more than four million; or more than
/// a hundred thousand, when different processes print equal lines or one is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl std::error::Error for TooMany {}

impl Order {
    /// How many outputs are possible: texts that differ in a line. Two lines whose
    /// placeholders differ are different lines, as `[pid a]` and `[pid b]` are.
    ///
    /// # Errors
    ///
    /// [`TooMany`].
    pub fn count(&self) -> Result<BigUint, TooMany> {
        if self.prints_in_pieces() {
            return Err(TooMany);
        }
        // Where processes have little to do with each other, few sets are to be counted.
        if let Some(count) = extensions::count(self, FEW_SETS) {
            return Ok(count);
        }
        match self.census() {
            Ok(census) => Ok(census.count().clone()),
            Err(TooMany) => extensions::count(self, MOST_SETS).ok_or(TooMany),
        }
    }

    /// The number of possible outputs after each beginning.
    ///
    /// # Errors
    ///
    /// [`TooMany`].
    pub fn census(&self) -> Result<Census<'_>, TooMany> {
        if self.prints_in_pieces() {
            return Err(TooMany);
        }
        Census::of(Automaton::of(&self.0))
    }
}

/// How many outputs are possible after each beginning.
pub struct Census<'a> {
    automaton: Automaton<'a>,
    counts: Counts,
    count: BigUint,
}

/// What comes after the beginning of an output. Made by [`Census::after`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After<'a> {
    /// Whether the beginning is an output.
    pub may_end: bool,
    /// Each line that can come next, and how many outputs then are possible.
    pub next: Vec<(&'a Pattern, BigUint)>,
}

impl After<'_> {
    /// How many outputs begin like this.
    pub fn count(&self) -> BigUint {
        let longer = self.next.iter().map(|(_, count)| count);
        longer.sum::<BigUint>() + u8::from(self.may_end)
    }
}

/// How many outputs go on from each state.
enum Counts {
    /// In a table with a place for each cut, when each text leads to one cut only.
    Table {
        places: Places,
        counts: Vec<u128>,
    },
    /// The same, when a number is too large for that.
    Large {
        places: Places,
        counts: Vec<BigUint>,
    },
    Map(HashMap<State, BigUint>),
}

impl<'a> Census<'a> {
    fn of(automaton: Automaton<'a>) -> Result<Self, TooMany> {
        let counts = match automaton.count_in_table() {
            Some(counts) => counts,
            None => Counts::Map(automaton.count_in_map()?),
        };
        let count = counts.of(&automaton.start());
        Ok(Self { automaton, counts, count })
    }

    /// How many outputs are possible.
    pub fn count(&self) -> &BigUint {
        &self.count
    }

    /// What comes after `lines` in the outputs that begin with them.
    pub fn after<'l>(
        &self,
        lines: impl IntoIterator<Item = &'l Pattern>,
    ) -> After<'a> {
        let mut state = self.automaton.start();
        for line in lines {
            let texts = self.automaton.texts.iter();
            let label = texts.enumerate().find(|(_, text)| **text == line);
            let next = label.and_then(|(label, _)| {
                self.automaton.next(&state).into_iter().find(|(it, _)| *it == label)
            });
            state = next.map(|(_, state)| state).unwrap_or_default();
        }
        let next = self.automaton.next(&state).into_iter();
        let next = next.map(|(label, state)| {
            (self.automaton.texts[label], self.counts.of(&state))
        });
        After { may_end: self.automaton.may_end(&state), next: next.collect() }
    }

    // ANCHOR: sample
    /// One of the possible outputs, each as likely as any other.
    pub fn sample(&self, rng: &mut (impl Rng + ?Sized)) -> Vec<&'a Pattern> {
        let mut text = Vec::new();
        let mut state = self.automaton.start();
        let mut number = below(&self.count, rng);
        // The outputs that go on from here have numbers: first the one that ends here, then
        // those of the first line that can come next, and so on.
        loop {
            if self.automaton.may_end(&state) {
                if number == BigUint::ZERO {
                    return text;
                }
                number -= 1_u8;
            }
            for (label, next) in self.automaton.next(&state) {
                let count = self.counts.of(&next);
                if number < count {
                    text.push(self.automaton.texts[label]);
                    state = next;
                    break;
                }
                number -= count;
            }
        }
    }
    // ANCHOR_END: sample
}

impl fmt::Debug for Census<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Census of {} outputs", self.count)
    }
}

impl Counts {
    fn of(&self, state: &State) -> BigUint {
        match self {
            Self::Table { places, counts } => {
                let cut = state.first().expect("a state is not empty");
                BigUint::from(counts[places.of(cut)])
            }
            Self::Large { places, counts } => {
                let cut = state.first().expect("a state is not empty");
                counts[places.of(cut)].clone()
            }
            Self::Map(counts) => counts[state].clone(),
        }
    }
}

/// A place for each cut in a table: a number with one digit for each chain.
struct Places {
    /// What each digit is worth.
    worth: Vec<usize>,
    /// How many places there are.
    count: usize,
}

impl Places {
    fn of_all(cuts: &Cuts) -> Option<Self> {
        let mut count = 1_usize;
        let mut worth = Vec::new();
        for chain in &cuts.chains {
            worth.push(count);
            count = count.checked_mul(chain.steps.len() + 1)?;
        }
        (count <= MOST_IN_TABLE).then_some(Self { worth, count })
    }

    fn of(&self, cut: &Cut) -> usize {
        let digits = cut.all_steps().zip(&self.worth);
        digits.map(|(digit, worth)| digit as usize * worth).sum()
    }

    /// Makes `cut` that of the place before its own.
    fn step_back(cuts: &Cuts, cut: &mut Cut) {
        for (place, chain) in cuts.chains.iter().enumerate() {
            if let Some(less) = cut.steps(place).checked_sub(1) {
                return cut.set(place, less);
            }
            cut.set(place, chain.len());
        }
    }
}

impl Automaton<'_> {
    /// `None` when a text can lead to several cuts, or when there are too many cuts for a
    /// table.
    fn count_in_table(&self) -> Option<Counts> {
        let lines: usize = self.labels.iter().map(Vec::len).sum();
        if self.cuts.anybody_killed || self.texts.len() < lines {
            return None;
        }
        let places = Places::of_all(self.cuts)?;
        // ANCHOR: table
        let mut counts = vec![0_u128; places.count];
        let mut cut = Cut::of(self.cuts.chains.iter().map(Chain::len));
        counts[places.count - 1] = 1;
        for place in (0..places.count - 1).rev() {
            Places::step_back(self.cuts, &mut cut);
            for (chain, worth) in places.worth.iter().enumerate() {
                if self.cuts.may_advance(&cut, chain) {
                    let sum = counts[place].checked_add(counts[place + worth]);
                    let Some(sum) = sum else {
                        return Some(self.count_in_large_table(places));
                    };
                    counts[place] = sum;
                }
            }
        }
        // ANCHOR_END: table
        Some(Counts::Table { places, counts })
    }

    fn count_in_large_table(&self, places: Places) -> Counts {
        let mut counts = vec![BigUint::ZERO; places.count];
        let mut cut = Cut::of(self.cuts.chains.iter().map(Chain::len));
        counts[places.count - 1] = BigUint::from(1_u8);
        for place in (0..places.count - 1).rev() {
            Places::step_back(self.cuts, &mut cut);
            for (chain, worth) in places.worth.iter().enumerate() {
                if self.cuts.may_advance(&cut, chain) {
                    let (here, later) = counts.split_at_mut(place + 1);
                    here[place] += &later[worth - 1];
                }
            }
        }
        Counts::Large { places, counts }
    }

    fn count_in_map(&self) -> Result<HashMap<State, BigUint>, TooMany> {
        // Each state with those that a line more leads to.
        let mut levels: Vec<Vec<(State, Vec<State>)>> = Vec::new();
        let mut level = HashSet::from([self.start()]);
        let mut cuts = 0;
        while !level.is_empty() {
            let with_next = level.drain().map(|state| {
                let next = self.next(&state).into_iter().map(|(_, state)| state);
                (state, next.collect())
            });
            let with_next: Vec<(State, Vec<State>)> = with_next.collect();
            level.extend(with_next.iter().flat_map(|(_, next)| next).cloned());
            cuts += level.iter().map(Vec::len).sum::<usize>();
            if cuts > MOST {
                return Err(TooMany);
            }
            levels.push(with_next);
        }
        let mut counts: HashMap<State, BigUint> = HashMap::new();
        for (state, next) in levels.into_iter().rev().flatten() {
            let ended = BigUint::from(u8::from(self.may_end(&state)));
            let longer = next.iter().map(|next| &counts[next]);
            let count = longer.fold(ended, |sum, count| sum + count);
            counts.insert(state, count);
        }
        Ok(counts)
    }
}

/// A number less than `bound`, each as likely as any other.
pub(crate) fn below(bound: &BigUint, rng: &mut (impl Rng + ?Sized)) -> BigUint {
    let bits = bound.bits();
    let mut bytes =
        vec![0; usize::try_from(bits.div_ceil(8)).expect("it is in memory")];
    loop {
        rng.fill_bytes(&mut bytes);
        let number =
            BigUint::from_bytes_le(&bytes) >> (bytes.len() as u64 * 8 - bits);
        if number < *bound {
            return number;
        }
    }
}

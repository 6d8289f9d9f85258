//! How many different outputs the orders of a program have together, and which.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use num_bigint::BigUint;
use rand::Rng;

use super::Cases;
use super::gave_up::GaveUp;
use super::texts::{self, Counts, State, Texts, Walk};
use crate::Order;
use crate::model::pattern::Pattern;

/// An output: what a program prints from its start to its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Output {
    /// Its lines. What varies from run to run is a placeholder in them.
    pub lines: Vec<Pattern>,
    /// Whether the last line has its line end; so has every other one.
    pub is_ended: bool,
}

impl Output {
    pub(super) fn of(texts: &Texts, tokens: &[u32]) -> Self {
        let (lines, is_ended) = texts::lines(&texts.graph, tokens);
        Self { lines, is_ended }
    }
}

/// The text, as a program would print it.
impl Display for Output {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let last = self.lines.len().saturating_sub(1);
        for (at, line) in self.lines.iter().enumerate() {
            write!(f, "{line}")?;
            if at < last || self.is_ended {
                f.write_str("\n")?;
            }
        }
        Ok(())
    }
}

impl Cases {
    /// How many outputs the program has: different texts, of which each counts once, in
    /// however many cases it is possible. Two lines whose placeholders differ are different.
    ///
    /// If the set is not complete, there are at least so many.
    ///
    /// # Errors
    ///
    /// [`GaveUp`] when there are too many ways in which the processes can have got so far.
    pub fn count(&self) -> Result<BigUint, GaveUp> {
        // One order is counted part by part, where nothing orders the parts.
        if let [order] = &self.orders[..]
            && let Ok(count) = order.count()
        {
            return Ok(count);
        }
        Ok(self.tally()?.count().clone())
    }

    /// How many different texts the program has printed when it stands still.
    ///
    /// # Errors
    ///
    /// [`GaveUp`], as [`count`](Self::count).
    pub fn count_deadlocks(&self) -> Result<BigUint, GaveUp> {
        Ok(Tally::of(&self.stuck)?.total)
    }

    /// The outputs, counted, so that each can be drawn with the same chance.
    ///
    /// # Errors
    ///
    /// [`GaveUp`], as [`count`](Self::count).
    pub fn tally(&self) -> Result<Tally, GaveUp> {
        Tally::of(&self.orders)
    }

    /// The different outputs, one after the other, in an order that is always the same.
    ///
    /// # Errors
    ///
    /// [`GaveUp`] when there are too many ways in which the processes can have got so far.
    pub fn outputs(&self) -> Result<Listing, GaveUp> {
        let texts = Texts::of(&self.orders)?;
        let walk = Walk::of(&texts);
        Ok(Listing { texts, walk })
    }
}

/// What can come after the beginning of an output. Made by [`Tally::after`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Whether the beginning is an output.
    pub may_end: bool,
    /// What can come next, and how many outputs then are possible.
    pub next: Vec<(Pattern, BigUint)>,
}

/// The outputs of a program, counted. Made by [`Cases::tally`].
pub struct Tally {
    texts: Texts,
    counts: Counts,
    total: BigUint,
}

impl Tally {
    fn of(orders: &[Order]) -> Result<Self, GaveUp> {
        let texts = Texts::of(orders)?;
        let counts = Counts::of(&texts)?;
        let groups = texts.groups.iter().map(|group| counts.get(group));
        let total = groups.sum();
        Ok(Self { texts, counts, total })
    }

    /// How many there are.
    pub fn count(&self) -> &BigUint {
        &self.total
    }

    /// What can come after `lines` in the outputs that begin with them: each line, and how
    /// many outputs then are possible. Where lines are printed in pieces, what comes next is
    /// a character or a placeholder of a line, or a line end.
    pub fn after<'l>(&self, lines: impl IntoIterator<Item = &'l Pattern>) -> Next {
        let graph = &self.texts.graph;
        let tokens = graph.tokens();
        let mut states = self.texts.groups.clone();
        for line in lines {
            for token in tokens.split(line) {
                let goes_on = |state: State| {
                    let mut next = texts::next(graph, &state).into_iter();
                    next.find(|(other, _)| Some(*other) == token)
                        .map(|(_, state)| state)
                };
                states = states.into_iter().filter_map(goes_on).collect();
            }
        }
        let mut next: BTreeMap<u32, BigUint> = BTreeMap::new();
        for (token, state) in states.iter().flat_map(|it| texts::next(graph, it)) {
            *next.entry(token).or_default() += self.counts.get(&state);
        }
        let next = next.into_iter();
        Next {
            may_end: states.iter().any(|state| texts::may_end(graph, state)),
            next: next.map(|(it, count)| (tokens.get(it).clone(), count)).collect(),
        }
    }

    /// One of the outputs, each as likely as any other; nothing when there is none.
    pub fn sample(&self, rng: &mut (impl Rng + ?Sized)) -> Option<Output> {
        if self.total == BigUint::ZERO {
            return None;
        }
        let tokens = texts::sample(&self.texts, &self.counts, &self.total, rng);
        Some(Output::of(&self.texts, &tokens))
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Tally of {} outputs", self.total)
    }
}

/// The outputs of a program, one after the other. Made by [`Cases::outputs`].
pub struct Listing {
    texts: Texts,
    walk: Walk,
}

impl Iterator for Listing {
    type Item = Output;

    fn next(&mut self) -> Option<Output> {
        let tokens = self.walk.next(&self.texts.graph)?;
        Some(Output::of(&self.texts, &tokens))
    }
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Listing")
    }
}

//! The writes of an order, one after the other: as it allows, or with one pair turned
//! round.
//!
//! Again and again a write is chosen among those before which nothing is left that
//! happens before it. There always is one, because happens-before has no circle; and
//! what comes of it is a possible output with every line, whichever is chosen.
//!
//! A pair that is turned round is `second` directly before `first`, in the turn of
//! `first`, when nothing else is left that happens before either. There always is
//! something to choose then, too. If anything is left that nothing left happens
//! before, other than `first`, it is chosen. Otherwise everything that is left comes
//! after `first`. Then nothing left but `first` happens before `second`, because such
//! a write would be between the two, and a pair has no write between it. So it is the
//! turn of the pair. The one thing that such an arrangement breaks is the order of
//! the pair.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Two lines, two orders".

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::Order;
use crate::model::edge::Rule;
use crate::model::id::EventId;

/// Which write comes before which, for every two writes of an order.
#[derive(Debug)]
pub struct Arrangements {
    events: Vec<EventId>,
    /// Row by row: whether that write happens before this one.
    before: Vec<Vec<bool>>,
}

/// Two writes of which the first happens before the second, and no write between them.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The one that happens before the other.
    pub first: EventId,
    /// The other one.
    pub second: EventId,
    /// What orders them.
    pub rules: Vec<Rule>,
}

impl Arrangements {
    /// All that `order` allows.
    pub fn of(order: &Order) -> Self {
        let events: Vec<_> =
            order.writes().map(|(place, _)| order.model().event_id(place)).collect();
        let row = |a: &EventId| {
            events.iter().map(|b| order.happens_before(*a, *b)).collect::<Vec<_>>()
        };
        let before = events.iter().map(row).collect();
        Self { events, before }
    }

    /// The writes, process by process, in program order.
    pub fn events(&self) -> &[EventId] {
        &self.events
    }

    /// All pairs with no write between them.
    ///
    /// # Panics
    ///
    /// When `order` is not the one that it was made of.
    pub fn pairs(&self, order: &Order) -> Vec<Pair> {
        let count = self.events.len();
        let all = (0..count).flat_map(|first| (0..count).map(move |it| (first, it)));
        let pairs = all.filter_map(|(first, second)| {
            let is_between = |write: usize| {
                self.before[first][write] && self.before[write][second]
            };
            if (0..count).any(is_between) {
                return None;
            }
            let (first, second) = (self.events[first], self.events[second]);
            let rules = order.why(first, second)?.rules();
            Some(Pair { first, second, rules })
        });
        pairs.collect()
    }

    /// Any write that can come next comes next.
    pub fn at_random(&self, rng: &mut StdRng) -> Vec<EventId> {
        self.arranged(None, |ready| ready.choose(rng).copied())
    }

    /// One process prints as much as it can, before another one does.
    pub fn in_blocks(&self, rng: &mut StdRng) -> Vec<EventId> {
        let mut ranks: Vec<_> =
            self.events.iter().map(|event| event.process()).collect();
        ranks.dedup();
        ranks.shuffle(rng);
        let rank = |write: &usize| {
            let process = self.events[*write].process();
            ranks.iter().position(|other| *other == process)
        };
        self.arranged(None, |ready| {
            ready.iter().min_by_key(|write| rank(write)).copied()
        })
    }

    /// Whoever came last goes first.
    pub fn last_first(&self) -> Vec<EventId> {
        self.arranged(None, |ready| ready.last().copied())
    }

    /// At random but for `pair`, which is turned round: the second directly before the first.
    ///
    /// # Panics
    ///
    /// When `pair` is none of the [pairs](Self::pairs), because then a write may have to come
    /// between the two.
    pub fn turned(&self, pair: &Pair, rng: &mut StdRng) -> Vec<EventId> {
        self.arranged(Some(pair), |ready| ready.choose(rng).copied())
    }

    fn arranged(
        &self,
        turned: Option<&Pair>,
        mut pick: impl FnMut(&[usize]) -> Option<usize>,
    ) -> Vec<EventId> {
        let at =
            |event: EventId| self.events.iter().position(|other| *other == event);
        let turned = turned.and_then(|pair| at(pair.first).zip(at(pair.second)));
        let mut left: Vec<_> = (0..self.events.len()).collect();
        let mut arranged = Vec::new();
        while !left.is_empty() {
            let ready: Vec<_> = left
                .iter()
                .copied()
                .filter(|write| self.is_ready(*write, turned, &left))
                .collect();
            let next = pick(&ready).expect("one can come next");
            let next = match turned {
                Some((first, second)) if first == next => vec![second, first],
                _ => vec![next],
            };
            left.retain(|write| !next.contains(write));
            arranged.extend(next.into_iter().map(|write| self.events[write]));
        }
        arranged
    }

    /// Whether nothing that is `left` happens before `write`. A pair that is to be turned
    /// round comes at once, in the turn of its first.
    fn is_ready(
        &self,
        write: usize,
        turned: Option<(usize, usize)>,
        left: &[usize],
    ) -> bool {
        let is_free = |write: usize, but: Option<usize>| {
            let mut left = left.iter().filter(|other| Some(**other) != but);
            left.all(|other| !self.before[*other][write])
        };
        match turned {
            Some((first, second)) if write == first => {
                is_free(first, None) && is_free(second, Some(first))
            }
            Some((_, second)) if write == second => false,
            _ => is_free(write, None),
        }
    }
}

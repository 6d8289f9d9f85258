//! The lines of an order, one after the other: as it allows, or with one pair turned round.

use crate::{EventId, Order, Rule};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

/// Which line comes before which, for every two lines.
pub struct Lines {
    pub ids: Vec<EventId>,
    /// Row by row: whether that line happens before this one.
    before: Vec<Vec<bool>>,
}

/// Two lines of which the first happens before the second, and no line between them.
#[derive(Clone)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
    /// What orders them.
    pub rules: Vec<Rule>,
}

impl Lines {
    pub fn of(order: &Order) -> Self {
        let ids: Vec<_> = order.lines().map(|(id, _)| id).collect();
        let row = |a: &EventId| {
            ids.iter().map(|b| order.happens_before(*a, *b)).collect::<Vec<_>>()
        };
        let before = ids.iter().map(row).collect();
        Self { ids, before }
    }

    /// All pairs with no line between them.
    pub fn pairs(&self, order: &Order) -> Vec<Pair> {
        let count = self.ids.len();
        let all = (0..count).flat_map(|first| (0..count).map(move |it| (first, it)));
        let pairs = all.filter_map(|(first, second)| {
            let is_between =
                |line: usize| self.before[first][line] && self.before[line][second];
            if (0..count).any(is_between) {
                return None;
            }
            let rules = order.why(self.ids[first], self.ids[second])?.rules();
            Some(Pair { first, second, rules })
        });
        pairs.collect()
    }

    /// Any line that can come next comes next.
    pub fn at_random(&self, rng: &mut StdRng) -> Vec<EventId> {
        self.arranged(None, |ready| *ready.choose(rng).expect("one can come next"))
    }

    /// One process prints as much as it can, before another one does.
    pub fn in_blocks(&self, rng: &mut StdRng) -> Vec<EventId> {
        let mut ranks: Vec<_> = self.ids.iter().map(|id| id.process).collect();
        ranks.dedup();
        ranks.shuffle(rng);
        let rank = |line: &usize| {
            let process = self.ids[*line].process;
            ranks.iter().position(|other| *other == process)
        };
        self.arranged(None, |ready| {
            *ready.iter().min_by_key(|line| rank(line)).expect("one can come next")
        })
    }

    /// Whoever came last goes first.
    pub fn last_first(&self) -> Vec<EventId> {
        self.arranged(None, |ready| *ready.last().expect("one can come next"))
    }

    /// At random but for `pair`, which is turned round: the second directly before the first.
    pub fn turned(&self, pair: &Pair, rng: &mut StdRng) -> Vec<EventId> {
        self.arranged(Some(pair), |ready| {
            *ready.choose(rng).expect("one can come next")
        })
    }

    fn arranged(
        &self,
        turned: Option<&Pair>,
        mut pick: impl FnMut(&[usize]) -> usize,
    ) -> Vec<EventId> {
        let mut left: Vec<_> = (0..self.ids.len()).collect();
        let mut arranged = Vec::new();
        while !left.is_empty() {
            let is_free = |line: usize, but: Option<usize>| {
                let mut left = left.iter().filter(|other| Some(**other) != but);
                left.all(|other| !self.before[*other][line])
            };
            let is_ready = |line: &usize| match turned {
                // Both come at once.
                Some(pair) if *line == pair.first => {
                    is_free(pair.first, None)
                        && is_free(pair.second, Some(pair.first))
                }
                Some(pair) if *line == pair.second => false,
                _ => is_free(*line, None),
            };
            let ready: Vec<_> =
                left.iter().copied().filter(|it| is_ready(it)).collect();
            let next = pick(&ready);
            let both = turned.filter(|pair| pair.first == next);
            let next = both.map_or(vec![next], |pair| vec![pair.second, pair.first]);
            left.retain(|line| !next.contains(line));
            arranged.extend(next.into_iter().map(|line| self.ids[line]));
        }
        arranged
    }
}

#[cfg(test)]
mod tests {
    use crate::{EventId, Order};
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::Lines;
    use crate::lesson::Lesson;

    fn orders() -> impl Iterator<Item = Order> {
        let lessons = Lesson::all().expect("the lessons").into_iter();
        lessons.map(|lesson| lesson.order().expect("an order"))
    }

    /// The pairs of lines that stand in the order that they cannot have.
    fn wrong(order: &Order, arranged: &[EventId]) -> Vec<(EventId, EventId)> {
        let all = arranged.iter().enumerate();
        let pairs =
            all.flat_map(|(at, a)| arranged[..at].iter().map(move |b| (*a, *b)));
        pairs.filter(|(a, b)| order.happens_before(*a, *b)).collect()
    }

    #[test]
    fn what_the_order_allows_is_possible() {
        let mut rng = StdRng::seed_from_u64(1);
        for order in orders() {
            let lines = Lines::of(&order);
            let arranged = [
                lines.at_random(&mut rng),
                lines.in_blocks(&mut rng),
                lines.last_first(),
            ];
            for arranged in arranged {
                assert_eq!(arranged.len(), lines.ids.len());
                assert_eq!(wrong(&order, &arranged), []);
            }
        }
    }

    #[test]
    fn only_the_pair_is_turned_round() {
        let mut rng = StdRng::seed_from_u64(1);
        for order in orders() {
            let lines = Lines::of(&order);
            for pair in lines.pairs(&order) {
                let arranged = lines.turned(&pair, &mut rng);
                let pair = (lines.ids[pair.first], lines.ids[pair.second]);
                assert_eq!(arranged.len(), lines.ids.len());
                assert_eq!(wrong(&order, &arranged), [pair]);
            }
        }
    }
}

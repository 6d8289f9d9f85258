//! Whether one line always comes before another, in all runs of a program.
//!
//! In one order the answer is happens-before. Over all orders, the first line always comes
//! before the second if it does in each order that has both. Where a line is printed more
//! than once, each printing is held against each: *always* is said only if it holds for all
//! of them. So a *sometimes* has two outputs, one in which a printing of the first line
//! comes before one of the second, and one with the two the other way.

use std::collections::HashSet;

use super::Cases;
use super::gave_up::GaveUp;
use super::graph::write;
use crate::Order;
use crate::cuts::cut::Cut;
use crate::model::id::{EventId, Place};
use crate::model::pattern::Pattern;
use crate::words::{Told, by};

/// So many pairs of events are compared at most.
const MOST: usize = 200_000;

/// A line that is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The process that prints it, if only its lines are meant.
    pub process: Option<&'a str>,
    /// The line, as it is printed or as a snapshot writes it.
    pub line: &'a str,
    /// Which of those lines of each process, if only one is meant; the first is 0.
    pub nth: Option<usize>,
}

impl<'a> Asked<'a> {
    /// The line, whichever process prints it.
    pub fn line(line: &'a str) -> Self {
        Self { process: None, line, nth: None }
    }

    /// The events of `order` that print it, in each order of their process.
    fn events(&self, order: &Order) -> Vec<(EventId, usize)> {
        let mut counts = vec![0; order.histories().len()];
        let lines = order.lines().filter(|line| {
            let process = line.event.process();
            let is_meant =
                self.process.is_none_or(|name| name == order.name(process))
                    && (line.pattern.matches(self.line)
                        || *line.pattern == Pattern::parse(self.line));
            if !is_meant {
                return false;
            }
            let count = &mut counts[line.event.place().process];
            *count += 1;
            self.nth.is_none_or(|nth| nth + 1 == *count)
        });
        lines.map(|line| (line.event, line.position)).collect()
    }
}

/// How two lines of a program come, in all its runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// Which comes first.
    pub relation: Relation,
    /// Whether that holds for all runs; otherwise for all runs that were found.
    pub is_complete: bool,
    /// The positions of the cases that lack one of the two lines, or both.
    pub lacking: Vec<usize>,
    /// Whether the first line is printed more than once in an order: by several processes, or
    /// several times by one.
    pub first_is_repeated: bool,
    /// The same of the second line.
    pub second_is_repeated: bool,
}

/// Which of two lines comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The first one, in every run that has both.
    Always {
        /// The position of an order that has both.
        order: usize,
        /// Why, in that order.
        path: Told,
    },
    /// The second one, in every run that has both.
    Never {
        /// The position of an order that has both.
        order: usize,
        /// Why, in that order.
        path: Told,
    },
    /// Either.
    Sometimes {
        /// The position of an order, and its writes one after the other, with the first line
        /// before the second.
        before: (usize, Vec<EventId>),
        /// The same with the second line before the first.
        after: (usize, Vec<EventId>),
    },
    /// No run has both.
    Apart,
    /// One of the two is printed in no run.
    NoSuchLine {
        /// Whether it is the first one.
        first: bool,
    },
}

/// A printing of each of the two lines, in the order at a position.
#[derive(Clone, Copy)]
struct Pair {
    order: usize,
    a: (EventId, usize),
    b: (EventId, usize),
}

impl Cases {
    /// Whether line `a` comes before line `b`: always, never, or sometimes.
    ///
    /// # Errors
    ///
    /// [`GaveUp`] when the lines are printed so often that there are too many pairs.
    pub fn why(&self, a: Asked<'_>, b: Asked<'_>) -> Result<Together, GaveUp> {
        if self.orders.iter().any(Order::prints_in_pieces) {
            return Err(GaveUp::Pieces);
        }
        let (mut lacking, mut repeated, mut printed) =
            (Vec::new(), [false; 2], [false; 2]);
        // A pair of which the first line can be the first, and one of which the second can.
        let (mut before, mut after) = (None, None);
        let mut pairs = 0;
        for (number, order) in self.orders.iter().enumerate() {
            let events = [a.events(order), b.events(order)];
            for line in 0..2 {
                repeated[line] |= events[line].len() > 1;
                printed[line] |= !events[line].is_empty();
            }
            let case = self.case_of(number);
            let is_lacking = events.iter().any(Vec::is_empty);
            if is_lacking && lacking.last() != Some(&case) {
                lacking.push(case);
            }
            pairs += events[0].len() * events[1].len();
            if pairs > MOST {
                return Err(GaveUp::Pairs(MOST));
            }
            for a in &events[0] {
                for b in events[1].iter().filter(|b| *b != a) {
                    let pair = Pair { order: number, a: *a, b: *b };
                    if before.is_none() && !is_before(order, *b, *a) {
                        before = Some(pair);
                    }
                    if after.is_none() && !is_before(order, *a, *b) {
                        after = Some(pair);
                    }
                }
            }
        }
        let relation = match (before, after) {
            (Some(Pair { order, a, b }), None) => {
                Relation::Always { order, path: path(&self.orders[order], a, b) }
            }
            (None, Some(Pair { order, a, b })) => {
                Relation::Never { order, path: path(&self.orders[order], b, a) }
            }
            (Some(one), Some(other)) => Relation::Sometimes {
                before: self.run(one.order, one.a, one.b)?,
                after: self.run(other.order, other.b, other.a)?,
            },
            (None, None) => match printed.iter().position(|printed| !printed) {
                Some(line) => Relation::NoSuchLine { first: line == 0 },
                None => Relation::Apart,
            },
        };
        Ok(Together {
            relation,
            is_complete: self.complete,
            lacking,
            first_is_repeated: repeated[0],
            second_is_repeated: repeated[1],
        })
    }

    /// A run of an order in which the one line comes before the other.
    fn run(
        &self,
        number: usize,
        first: (EventId, usize),
        second: (EventId, usize),
    ) -> Result<(usize, Vec<EventId>), GaveUp> {
        let order = &self.orders[number];
        let run = if first.0 == second.0 {
            run_with(order, first.0, first.0)
        } else {
            match order.output_with(first.0, second.0) {
                Some(run) => Ok(run),
                // Only a run can have it in which somebody is killed earlier.
                None => run_with(order, first.0, second.0),
            }
        };
        Ok((number, run?))
    }
}

/// Whether the one line comes before the other in every run that has both.
fn is_before(order: &Order, a: (EventId, usize), b: (EventId, usize)) -> bool {
    if a.0 == b.0 { a.1 < b.1 } else { order.happens_before(a.0, b.0) }
}

/// Why that is so.
fn path(order: &Order, a: (EventId, usize), b: (EventId, usize)) -> Told {
    match order.why(a.0, b.0) {
        Some(path) => Told::new(|language| path.told(language)),
        None => {
            let process = order.name(a.0.process());
            Told::new(|language| by!(language, in_one_write(process)))
        }
    }
}

/// A run, told by its writes, that has both, and `second` not before `first`: found by going
/// over all cuts.
fn run_with(
    order: &Order,
    first: EventId,
    second: EventId,
) -> Result<Vec<EventId>, GaveUp> {
    let cuts = &order.0;
    let [first, second] = [first, second].map(EventId::place);
    let mut found = vec![((cuts.start(), false, false), None)];
    let mut seen = HashSet::from([found[0].0.clone()]);
    let mut at = 0;
    while at < found.len() {
        let ((cut, has_first, has_second), _) = found[at].clone();
        for cut in cuts.silently(&cut) {
            if has_first && has_second && cuts.is_complete(&cut) {
                return Ok(way_to(order, &found, at));
            }
            for chain in 0..cuts.width() {
                let Some((place, after)) = write(cuts, &cut, chain) else {
                    continue;
                };
                let has_first = has_first || place == first;
                let has_second = has_second || place == second;
                let next = (after, has_first, has_second);
                if (has_first || !has_second) && seen.insert(next.clone()) {
                    found.push((next, Some((at, place))));
                }
            }
        }
        at += 1;
        if found.len() > MOST {
            return Err(GaveUp::Cuts(MOST));
        }
    }
    // Happens-before says that there is one.
    unreachable!("a run has the two lines in this order");
}

/// A cut with whether both lines were printed, and how a run got there.
type Found = ((Cut, bool, bool), Option<(usize, Place)>);

fn way_to(order: &Order, found: &[Found], mut at: usize) -> Vec<EventId> {
    let mut events = Vec::new();
    while let Some((before, place)) = found[at].1 {
        events.push(order.model().event_id(place));
        at = before;
    }
    events.reverse();
    events
}

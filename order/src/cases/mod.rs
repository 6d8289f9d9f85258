//! A program as a set of orders.
//!
//! What a program does can depend on which of its processes is faster: main finds a child
//! alive or ended, one of two writers is the first. Each way is an [`Order`], and what the
//! program can print is what any of them can. A *case* is all orders in which every process
//! prints the same lines, because that is the difference that a reader of the output sees
//! first; which order of a case it was can often not be told from the output at all.
//!
//! Whether that is all is not known here: who has made the set says whether it is complete.
//! If it is not, nothing is called impossible, and nothing is said of all runs.

mod check;
mod compare;
mod gave_up;
mod graph;
mod name;
mod normal;
mod text;
mod texts;
mod union;
mod why;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::Order;
use crate::model::action::Action;
use crate::model::pattern::Pattern;
use crate::words::{Language, Told};
use normal::Normal;

pub use check::{Answer, Nearest, Way};
pub use compare::{Comparison, Witness};
pub use gave_up::GaveUp;
pub use union::{Listing, Next, Output, Tally};
pub use why::{Asked, Relation, Together};

/// A program as a set of orders: its outputs are those of all of them.
///
/// Equal orders are kept once, and an order that is contained in another one is not kept.
///
/// ```
/// use process_order::Cases;
///
/// let in_time = "main\n  start a\n  join a\n  | in time\n\na\n  | done\n".parse()?;
/// let too_late = "main\n  start a\n  | timed out\n\na\n  | done\n".parse()?;
/// let program = Cases::new(vec![in_time, too_late], true);
///
/// assert_eq!(program.count()?.to_string(), "3");
/// assert!(program.check_text("done\ntimed out\n").is_possible());
/// let names: Vec<_> = program.cases().iter().map(|case| case.name()).collect();
/// assert_eq!(names, [
///     "main prints `timed out`",
///     "main prints `in time` in place of `timed out`",
/// ]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Cases {
    /// Case by case.
    orders: Vec<Order>,
    named: Vec<Case>,
    /// Of the runs that stand still, what they do until then.
    stuck: Vec<Order>,
    complete: bool,
}

/// The orders of a program in which every process prints the same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    name: Told,
    orders: std::ops::Range<usize>,
}

impl Case {
    /// What is different about it, as a sentence without its full stop.
    pub fn name(&self) -> &str {
        self.told(Language::English)
    }

    /// The same in words of this language.
    pub fn told(&self, language: Language) -> &str {
        self.name.told(language)
    }

    /// The positions of its orders among [`Cases::orders`].
    pub fn orders(&self) -> std::ops::Range<usize> {
        self.orders.clone()
    }
}

/// So many orders of a case at most are held against each other, every two.
const MOST_PAIRED: usize = 1_500;

impl Cases {
    /// The program that has these orders, and, when they are `complete`, no others.
    ///
    /// Of each order every output has to be possible.
    pub fn new(orders: Vec<Order>, complete: bool) -> Self {
        let mut by_lines: HashMap<Vec<Said>, Vec<(Normal, Order)>> = HashMap::new();
        for (normal, order) in different(orders) {
            by_lines.entry(said(&order)).or_default().push((normal, order));
        }
        let mut cases: Vec<_> = by_lines.into_iter().collect();
        for (_, orders) in &mut cases {
            drop_contained(orders);
            // The same set gives the same text, in whichever order it was found.
            orders.sort_by_cached_key(|(_, order)| rank(order));
        }
        let count =
            |said: &[Said]| said.iter().map(|(_, it)| it.len()).sum::<usize>();
        cases.sort_by_cached_key(|(said, orders)| {
            (usize::MAX - count(said), rank(&orders[0].1))
        });
        let of_case = |(said, orders): (_, Vec<(Normal, Order)>)| {
            (said, orders.into_iter().map(|(_, order)| order).collect())
        };
        Self::of_cases(cases.into_iter().map(of_case).collect(), complete)
    }

    /// The program of these cases, in this order.
    fn of_cases(cases: Vec<(Vec<Said>, Vec<Order>)>, complete: bool) -> Self {
        let names = name::names(
            &cases.iter().map(|(said, _)| &said[..]).collect::<Vec<_>>(),
        );
        let (mut all, mut named) = (Vec::<Order>::new(), Vec::new());
        for ((_, orders), name) in cases.into_iter().zip(names) {
            let start = all.len();
            for order in orders {
                let order = match all.first() {
                    Some(first) => arranged(&order, first),
                    None => order,
                };
                all.push(order);
            }
            named.push(Case { name, orders: start..all.len() });
        }
        Self { orders: all, named, stuck: Vec::new(), complete }
    }

    /// The same program with `order` as its first: the order that one reads first, and from
    /// which the others are told apart. An order whose outputs are all outputs of it is left
    /// out, because it says the same in another way.
    ///
    /// When these are all runs, and `order` has an output that none of them has, then it is
    /// no order of this program, and nothing is changed.
    #[must_use]
    pub fn led_by(self, order: &Order) -> Self {
        let leader = Self::new(vec![order.clone()], false);
        let is_within = |one: &Self, other: &Self| {
            one.compare(other).is_ok_and(|it| it.first_only.is_none())
        };
        if self.complete && !is_within(&leader, &self) {
            return self;
        }
        let is_new =
            |it: &Order| !is_within(&Self::new(vec![it.clone()], false), &leader);
        self.begun_with(order, is_new)
    }

    /// With `order` before all orders of which `is_kept` says so.
    fn begun_with(self, order: &Order, is_kept: impl Fn(&Order) -> bool) -> Self {
        let mut cases = vec![(said(order), vec![order.clone()])];
        for case in &self.named {
            let orders = self.orders[case.orders()].iter();
            let orders = orders.filter(|it| *it != order && is_kept(it)).cloned();
            let orders: Vec<_> = orders.collect();
            let Some(said) = orders.first().map(said) else { continue };
            match cases.iter_mut().find(|(known, _)| *known == said) {
                Some((_, known)) => known.extend(orders),
                None => cases.push((said, orders)),
            }
        }
        Self::of_cases(cases, self.complete).with_deadlocks(self.stuck)
    }

    /// The same program, which can also stand still: each of `orders` is what the processes
    /// do until none of them can go on. What it prints until then is no output, because the
    /// program does not end.
    #[must_use]
    pub fn with_deadlocks(self, orders: Vec<Order>) -> Self {
        let mut stuck = different(orders);
        drop_contained(&mut stuck);
        let mut stuck: Vec<_> = stuck.into_iter().map(|(_, order)| order).collect();
        stuck.sort_by_cached_key(rank);
        if let Some(first) = self.orders.first().or(stuck.first()).cloned() {
            stuck = stuck.iter().map(|order| arranged(order, &first)).collect();
        }
        Self { stuck, ..self }
    }

    /// The cases, that with the most lines first, unless another one [leads](Self::led_by).
    pub fn cases(&self) -> &[Case] {
        &self.named
    }

    /// The orders, case by case.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// What the processes do in the runs that stand still, until none of them can go on.
    pub fn deadlocks(&self) -> &[Order] {
        &self.stuck
    }

    /// Whether these are all runs of the program.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The position of the case to which the order at `order` belongs.
    ///
    /// # Panics
    ///
    /// When there is no such order.
    pub fn case_of(&self, order: usize) -> usize {
        let mut cases = self.named.iter();
        cases
            .position(|case| case.orders.contains(&order))
            .expect("a position of an order")
    }

    /// The set of the orders of one case, as if it were all that the program can do.
    ///
    /// # Panics
    ///
    /// When there is no such case.
    #[must_use]
    pub fn only(&self, case: usize) -> Self {
        let case = &self.named[case];
        let orders = self.orders[case.orders()].to_vec();
        let all = Case { name: case.name.clone(), orders: 0..orders.len() };
        Self { orders, named: vec![all], stuck: Vec::new(), complete: self.complete }
    }
}

/// One program with one order, which is complete.
impl From<Order> for Cases {
    fn from(order: Order) -> Self {
        Self::new(vec![order], true)
    }
}

impl std::fmt::Debug for Cases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// A process, and the lines that it prints; the last of them may have no end.
type Said = (String, Vec<SaidLine>);

/// A line, and whether it is ended.
type SaidLine = (Pattern, bool);

/// What each process prints, by name; nothing of those that print nothing.
fn said(order: &Order) -> Vec<Said> {
    let said = order.histories().iter().filter_map(|history| {
        let lines = history.actions.iter().filter_map(|action| action.printed());
        let lines: Vec<_> = lines
            .flat_map(|lines| {
                let last = lines.len() - 1;
                let ended = move |at| at < last || lines.is_ended();
                lines.iter().enumerate().map(move |(at, it)| (it.clone(), ended(at)))
            })
            .collect();
        (!lines.is_empty()).then(|| (history.name.clone(), lines))
    });
    let mut said: Vec<_> = said.collect();
    said.sort_by(|(a, _), (b, _)| a.cmp(b));
    said
}

/// Shorter texts first, whichever order the processes have but for main. Of equal length the one
/// in which joins come late: a look that finds a child ended by chance is a join too,
/// and nobody has written one there.
fn rank(order: &Order) -> (usize, Reverse<usize>, String) {
    let mut histories = order.model().named();
    histories[1..].sort_by(|a, b| a.name.cmp(&b.name));
    let text: String = histories.iter().map(ToString::to_string).collect();
    let joins = histories.iter().flat_map(|history| {
        let actions = history.actions.iter().enumerate();
        actions.filter(|(_, action)| matches!(action, Action::Join(_)))
    });
    (text.len(), Reverse(joins.map(|(place, _)| place).sum()), text)
}

/// The same order, with the processes in the order in which `first` has them.
fn arranged(order: &Order, first: &Order) -> Order {
    let mut histories = order.model().named();
    histories[1..].sort_by_key(|history| {
        first.model().position(&history.name).unwrap_or(usize::MAX)
    });
    Order::new(&histories).expect("it was an order before")
}

/// Each order once. Of those that look the same from outside the shortest is kept; and none
/// of which the processes are those of another order, killed before they had done as much.
fn different(orders: Vec<Order>) -> Vec<(Normal, Order)> {
    let mut kept: Vec<(Normal, Order)> = Vec::new();
    let mut places = HashMap::new();
    for order in orders {
        let next = kept.len();
        let normal = Normal::of(&order);
        let place = *places.entry(normal.clone()).or_insert(next);
        match kept.get_mut(place) {
            None => kept.push((normal, order)),
            Some((_, known)) if rank(&order) < rank(known) => *known = order,
            Some(_) => {}
        }
    }
    let killed = kept.extract_if(.., |(_, order)| order.0.anybody_killed);
    let mut killed: Vec<_> =
        killed.map(|pair| (pair.1.model().named(), pair)).collect();
    if killed.len() <= MOST_PAIRED {
        drop_where(&mut killed, |(this, _), (other, _)| {
            normal::is_cut_short(this, other)
        });
    }
    kept.extend(killed.into_iter().map(|(_, pair)| pair));
    kept
}

/// Drops each order of which every output is one of another order.
fn drop_contained(orders: &mut Vec<(Normal, Order)>) {
    if orders.len() <= MOST_PAIRED {
        drop_where(orders, |(this, _), (other, _)| this.is_within(other));
    }
}

/// Drops each that is within another one that is kept.
fn drop_where<T>(all: &mut Vec<T>, is_within: impl Fn(&T, &T) -> bool) {
    let mut at = 0;
    while at < all.len() {
        let mut others = all.iter().enumerate().filter(|(other, _)| *other != at);
        if others.any(|(_, other)| is_within(&all[at], other)) {
            all.remove(at);
        } else {
            at += 1;
        }
    }
}

//! What of an order can be seen in its outputs, so that what cannot is not kept twice.
//!
//! An explorer meets the same order again and again: with a message more that follows from
//! others, or with a join in another place between the same two lines. What can be seen of
//! an order in which nobody is killed is, for each write, how many writes of each chain come
//! before it, and the ends that a line can speak of. The [gates](crate::cuts) of an order
//! say just that, and each only where it is new: they are what is left of the relation on
//! the writes when all is left out that follows from the rest. So two orders are equal in
//! this sense exactly when their chains have the same writes and the same gates, whatever
//! else their processes do.
//!
//! One such order is *contained* in another with the same writes if it asks for everything
//! that the other asks for: then every output of it is one of the other.
//!
//! Of an order in which somebody is killed more can be seen, because what is guaranteed
//! depends on every event. Two of these are the same only if they say the same. And one is
//! contained in another if it is the same but for processes that are killed, of which the
//! other has what this one has and then more: a process that is killed may stop there, since
//! all else that happens is the same, and needs no more of it.
//!
//! So what is dropped has no output of its own. What could be dropped and is not costs
//! time, and no answer is another for it.

use std::collections::BTreeMap;

use crate::Order;
use crate::cuts::chain::Gate;
use crate::model::action::{Action, History};
use crate::model::placeholder::Placeholder;

/// What can be seen of an order, comparable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Normal {
    /// Nobody is killed.
    Relation(Relation),
    /// Somebody is, and this is the whole order as text.
    Text(String),
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Relation {
    /// Of each chain the name of its process, and its writes, as text.
    chains: Vec<(String, Vec<String>)>,
    /// For each step of each chain, how many steps of each chain come before it.
    before: Vec<Vec<Vec<u32>>>,
    /// The same for the end of each process of which a line says that it has ended.
    ends: BTreeMap<String, Vec<u32>>,
}

impl Normal {
    pub(super) fn of(order: &Order) -> Self {
        if order.0.anybody_killed {
            return Self::Text(super::rank(order).2);
        }
        let cuts = &order.0;
        let mut chains: Vec<usize> = (0..cuts.width())
            .filter(|chain| cuts.chains[*chain].len() > 0)
            .collect();
        let name = |chain: usize| cuts.model.name(cuts.chains[chain].process);
        chains.sort_by_key(|chain| (name(*chain), *chain));
        let place = |chain: usize| chains.iter().position(|other| *other == chain);
        let mut before = Vec::new();
        for chain in &chains {
            let chain = &cuts.chains[*chain];
            let mut clock = vec![0; chains.len()];
            let steps = (0..chain.len()).map(|step| {
                for (_, gate) in chain.gates_at(step) {
                    if let Gate::Steps { chain, count } = gate
                        && let Some(place) = place(*chain)
                    {
                        clock[place] = clock[place].max(*count);
                    }
                }
                clock.clone()
            });
            before.push(steps.collect());
        }
        let chains_said = chains.iter().map(|chain| {
            let steps = cuts.chains[*chain].steps.iter();
            let writes = steps.filter(|step| !step.continues_a_write());
            let texts = writes.map(|step| written(cuts.model.action(step.place)));
            (name(*chain).to_owned(), texts.collect())
        });
        let ends = spoken_of(order).into_iter().filter_map(|name| {
            let process = cuts.model.position(name)?;
            let end = &cuts.ends[process].steps;
            let end = chains.iter().map(|chain| end[*chain]).collect();
            Some((name.to_owned(), end))
        });
        let ends = ends.collect();
        Self::Relation(Relation { chains: chains_said.collect(), before, ends })
    }

    /// Whether every output of this order is one of `other`.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let (Self::Relation(this), Self::Relation(other)) = (self, other) else {
            return self == other;
        };
        let asks = |this: &Vec<u32>, other: &Vec<u32>| {
            this.iter().zip(other).all(|(this, other)| this >= other)
        };
        this.chains == other.chains
            && this.ends.len() == other.ends.len()
            && this.ends.values().zip(other.ends.values()).all(|(a, b)| asks(a, b))
            && this.before.iter().zip(&other.before).all(|(this, other)| {
                this.iter().zip(other).all(|(this, other)| asks(this, other))
            })
    }
}

/// Whether `this` is `other` but for processes that are killed, of which `other` has more;
/// but for what another process could notice.
pub(super) fn is_cut_short(
    this: &[History<String>],
    other: &[History<String>],
) -> bool {
    let goes_unnoticed = |action: &Action<String>| {
        !matches!(action, Action::Start(_) | Action::Terminate(_))
    };
    let is_beginning = |(this, other): (&History<String>, &History<String>)| {
        this.name == other.name
            && this.end == other.end
            && (this.actions == other.actions
                || this.is_killed()
                    && other.actions.starts_with(&this.actions)
                    && other.actions[this.actions.len()..]
                        .iter()
                        .all(goes_unnoticed))
    };
    this.len() == other.len() && this.iter().zip(other).all(is_beginning)
}

/// A write as it is written in a snapshot.
fn written(action: &Action) -> String {
    let lines: Vec<_> = action.lines().map(ToString::to_string).collect();
    let is_ended = action.printed().is_some_and(crate::Lines::is_ended);
    format!("{}{}", lines.join("\n"), if is_ended { "\n" } else { "" })
}

/// The processes of which a line can say that they have ended.
fn spoken_of(order: &Order) -> Vec<&str> {
    let placeholders = order.lines().flat_map(|line| line.pattern.placeholders());
    let mut names: Vec<_> = placeholders
        .filter_map(|placeholder| match placeholder {
            Placeholder::Alive(name) | Placeholder::State(name) => {
                Some(name.as_str())
            }
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

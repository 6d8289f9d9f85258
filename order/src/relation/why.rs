//! Whether one event happens before another, and why.
//!
//! Happens-before is the smallest transitive relation that contains program order and
//! the edges (Lamport, 1978). So one event happens before another exactly when a path
//! of program order and edges leads from one to the other, and a search in breadth
//! finds a shortest, counted in edges. Program order need not be walked: whatever has
//! been reached, everything later in its process is reached as well. So for each
//! process it is enough to know the earliest event that has been reached, and a link
//! that leads to a later one of a process tells nothing new.
//!
//! Two exceptions. Free writes of one group are not ordered by program order. And the
//! end of a process that was killed is not reached from an earlier event of the
//! process, because the process may have been killed before that event; unless the
//! event is the one that is asked about, or is [guaranteed](crate::cuts::guaranteed)
//! in every run that has both of the events.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "The edges".

use std::borrow::Cow;

use crate::Order;
use crate::cuts::Cuts;
use crate::cuts::guaranteed::Guaranteed;
use crate::model::action::Action;
use crate::model::edge::{Edge, Link, Rule};
use crate::model::id::{EventId, Place};

/// Why one event happens before another: the way from process to process.
#[derive(Clone)]
pub struct CausalPath<'a> {
    pub(crate) cuts: &'a Cuts,
    pub(crate) from: Place,
    pub(crate) links: Vec<Link>,
    pub(crate) to: Place,
}

impl Order {
    /// Whether `a` happens before `b`: in every run in which both occur it comes first.
    ///
    /// # Panics
    ///
    /// When one of them is of another order.
    pub fn happens_before(&self, a: EventId, b: EventId) -> bool {
        self.why(a, b).is_some()
    }

    /// Whether `a` and `b` can come in both orders.
    ///
    /// # Panics
    ///
    /// When one of them is of another order.
    pub fn concurrent(&self, a: EventId, b: EventId) -> bool {
        a != b && !self.happens_before(a, b) && !self.happens_before(b, a)
    }

    /// Why `a` happens before `b`, with as few steps from process to process as there can
    /// be; `None` when it does not.
    ///
    /// # Panics
    ///
    /// When one of them is of another order.
    pub fn why(&self, a: EventId, b: EventId) -> Option<CausalPath<'_>> {
        self.0.path(self.place(a), self.place(b))
    }
}

/// A place that has been reached, and by which link from which place before it.
type Reached = (Place, Option<(usize, Link)>);

impl Cuts {
    /// The shortest path from `a` to `b`, if there is one.
    pub(crate) fn path(&self, a: Place, b: Place) -> Option<CausalPath<'_>> {
        self.path_when(&self.guaranteed_with([a, b]), a, b)
    }

    /// Why `a` comes before `b` in every run that has what is `guaranteed`.
    pub(crate) fn path_when(
        &self,
        guaranteed: &Guaranteed,
        a: Place,
        b: Place,
    ) -> Option<CausalPath<'_>> {
        let path = |links| CausalPath { cuts: self, from: a, links, to: b };
        if a.process == b.process {
            let is_first = a.event < b.event && !self.in_one_group(a, b);
            return is_first.then(|| path(Vec::new()));
        }
        // What is reached in fewer steps is before what is reached in more.
        let mut reached: Vec<Reached> = vec![(a, None)];
        let mut number = 0;
        while let Some((at, _)) = reached.get(number).copied() {
            if at.process == b.process && at.event <= b.event {
                return Some(path(way_to(&reached, number)));
            }
            let links = self.model.links.iter();
            for link in links.filter(|link| link.from.process == at.process) {
                let leads_on = link.from.event >= at.event
                    && (number == 0 || self.is_reached(at, link.from, guaranteed));
                let is_new = !reached.iter().any(|(other, _)| {
                    other.process == link.to.process
                        && other.event <= link.to.event
                        && self.is_reached(*other, link.to, guaranteed)
                });
                if leads_on && is_new {
                    reached.push((link.to, Some((number, *link))));
                }
            }
            number += 1;
        }
        None
    }

    /// What every run has in which the events at `places` occur.
    pub(crate) fn guaranteed_with(
        &self,
        places: impl IntoIterator<Item = Place>,
    ) -> Cow<'_, Guaranteed> {
        if !self.anybody_killed {
            return Cow::Borrowed(&self.guaranteed);
        }
        let mut known = vec![None; self.model.histories.len()];
        for place in places {
            let certain = Some(self.certain_with(place));
            known[place.process] = certain.max(known[place.process]);
        }
        Cow::Owned(self.guaranteed.with(&self.model, known))
    }

    /// Whether a process that has got to the first place gets to the later one, if that is
    /// there at all: one that is killed has an end before that.
    fn is_reached(
        &self,
        first: Place,
        later: Place,
        guaranteed: &Guaranteed,
    ) -> bool {
        let history = &self.model.histories[first.process];
        let end = history.actions.len();
        later.event != end
            || first.event == end
            || !history.is_killed()
            || first.event < guaranteed.events[first.process]
    }

    /// Whether nothing orders two events of one process: free writes without another event
    /// between them.
    fn in_one_group(&self, a: Place, b: Place) -> bool {
        let actions = &self.model.histories[a.process].actions;
        let between = &actions[a.event..=b.event.min(actions.len() - 1)];
        b.event < actions.len() && between.iter().all(Action::is_free)
    }
}

/// The links that led to what was reached as number `number`.
fn way_to(reached: &[Reached], mut number: usize) -> Vec<Link> {
    let mut links = Vec::new();
    while let (_, Some((before, link))) = reached[number] {
        links.push(link);
        number = before;
    }
    links.reverse();
    links
}

impl CausalPath<'_> {
    /// The edges that lead from process to process; none in one process.
    pub fn edges(&self) -> Vec<Edge> {
        self.links.iter().map(|link| self.cuts.model.edge(link)).collect()
    }

    /// The rules that it is made of, each once, in the order of their use.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        for Link { rule, .. } in &self.links {
            if !rules.contains(rule) {
                rules.push(*rule);
            }
        }
        if rules.is_empty() { vec![Rule::ProgramOrder] } else { rules }
    }
}

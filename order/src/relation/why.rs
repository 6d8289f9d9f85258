//! Whether one event happens before another, and why.

use std::borrow::Cow;
use std::fmt;

use crate::Order;
use crate::cuts::guaranteed::Guaranteed;
use crate::model::edges::{Edge, Rule};
use crate::model::event::{Event, EventId, History};

/// Why one event happens before another: the way from process to process.
#[derive(Clone, Debug)]
pub struct CausalPath<'a> {
    order: &'a Order,
    from: EventId,
    hops: Vec<Edge>,
    to: EventId,
}

impl Order {
    /// Whether `a` happens before `b`: in every run in which both occur it comes first.
    pub fn happens_before(&self, a: EventId, b: EventId) -> bool {
        self.why(a, b).is_some()
    }

    /// Whether `a` and `b` can come in both orders.
    pub fn concurrent(&self, a: EventId, b: EventId) -> bool {
        a != b && !self.happens_before(a, b) && !self.happens_before(b, a)
    }

    /// Why `a` happens before `b`, with as few steps from process to process as there can
    /// be; `None` when it does not.
    pub fn why(&self, a: EventId, b: EventId) -> Option<CausalPath<'_>> {
        self.why_when(&self.must_with([a, b]), a, b)
    }

    /// Why `a` comes before `b` in every run that has what it `must` have.
    pub(crate) fn why_when(
        &self,
        must: &Guaranteed,
        a: EventId,
        b: EventId,
    ) -> Option<CausalPath<'_>> {
        if a.process == b.process {
            let first = a.event < b.event && !self.in_one_group(a, b);
            return first.then(|| CausalPath {
                order: self,
                from: a,
                hops: vec![],
                to: b,
            });
        }
        // Where everything from there on happens after `a`, and the way there. What is
        // reached in fewer steps stands before what is reached in more.
        let mut reached = vec![(a, None)];
        let mut place = 0;
        while let Some((at, _)) = reached.get(place).copied() {
            if at.process == b.process && at.event <= b.event {
                let hops = way(&reached, place);
                return Some(CausalPath { order: self, from: a, hops, to: b });
            }
            for edge in
                self.edges.iter().filter(|edge| edge.from.process == at.process)
            {
                let leads_on = edge.from.event >= at.event
                    && (place == 0 || self.is_reached(at, edge.from, must));
                let is_new = !reached.iter().any(|(other, _)| {
                    other.process == edge.to.process && other.event <= edge.to.event
                });
                if leads_on && is_new {
                    reached.push((edge.to, Some((place, *edge))));
                }
            }
            place += 1;
        }
        None
    }

    /// What every run has in which `events` occur.
    pub(crate) fn must_with(
        &self,
        events: impl IntoIterator<Item = EventId>,
    ) -> Cow<'_, Guaranteed> {
        if !self.anybody_killed {
            return Cow::Borrowed(&self.must);
        }
        let mut known = vec![None; self.histories().len()];
        for event in events {
            let certain = Some(self.certain_with(event));
            known[event.process] = certain.max(known[event.process]);
        }
        Cow::Owned(self.must.with(self.histories(), &self.edges, known))
    }

    /// Whether a process that has got to `event` gets to `later`, if that is there at all:
    /// one that is killed has an end before that.
    fn is_reached(&self, event: EventId, later: EventId, must: &Guaranteed) -> bool {
        let History { events, .. } = &self.histories()[event.process];
        let is_end = later.event == events.len();
        !is_end
            || event.event == events.len()
            || !self.histories()[event.process].is_killed()
            || event.event < must.events[event.process]
    }

    /// Whether nothing orders two events of one process: free lines without another event
    /// between them.
    fn in_one_group(&self, a: EventId, b: EventId) -> bool {
        let events = &self.histories()[a.process].events;
        let between = &events[a.event.min(b.event)..=a.event.max(b.event)];
        between.iter().all(|event| matches!(event, Event::FreeLine(_)))
    }
}

/// The edges that led to `place`.
fn way(reached: &[(EventId, Option<(usize, Edge)>)], mut place: usize) -> Vec<Edge> {
    let mut hops = Vec::new();
    while let (_, Some((before, edge))) = reached[place] {
        hops.push(edge);
        place = before;
    }
    hops.reverse();
    hops
}

impl CausalPath<'_> {
    /// The edges that lead from process to process; none in one process.
    pub fn edges(&self) -> &[Edge] {
        &self.hops
    }

    /// The rules that it is made of, each once, in the order of their use.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        for Edge { kind, .. } in &self.hops {
            if !rules.contains(kind) {
                rules.push(*kind);
            }
        }
        if rules.is_empty() { vec![Rule::ProgramOrder] } else { rules }
    }
}

/// `child prints "hello", main then joins child, then prints "joined"`.
impl fmt::Display for CausalPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |id| self.order.name(id);
        write!(f, "{} {}", name(self.from), Deed(self.order.event(self.from)))?;
        // What leads over to the next thing that the process spoken of does.
        let mut link = ", then ";
        for edge in &self.hops {
            let (from, to) = (name(edge.from), name(edge.to));
            let told = edge.from == self.from;
            link = match edge.kind {
                Rule::Join => {
                    write!(f, ", {to} then joins {from}")?;
                    ", then "
                }
                Rule::Signal => {
                    write!(f, "{link}sends {to} a signal")?;
                    ", then "
                }
                Rule::Start if told => ", which ",
                Rule::Message if told => ", which receives it and then ",
                Rule::Message => {
                    write!(f, "{link}sends a message to {to}")?;
                    ", which receives it and then "
                }
                Rule::Start | Rule::ProgramOrder => {
                    write!(f, "{link}starts {to}")?;
                    ", which "
                }
            };
        }
        write!(f, "{link}{}", Deed(self.order.event(self.to)))
    }
}

/// An event as a verb and its object.
pub(crate) struct Deed<'a>(pub(crate) &'a Event);

impl fmt::Display for Deed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Event::Line(line) | Event::FreeLine(line) => {
                write!(f, "prints `{line}`")
            }
            Event::Start(name) => write!(f, "starts {name}"),
            Event::Join(name) => write!(f, "joins {name}"),
            Event::Terminate(name) => write!(f, "sends {name} a signal"),
            Event::Send(number) => write!(f, "sends its message {number}"),
            Event::Receive { from, number } => {
                write!(f, "receives message {number} of {from}")
            }
        }
    }
}

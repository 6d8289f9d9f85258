//! Where a chain of edges breaks, when another order is to follow it.

use process_workbook::order::{Chain, Edge, Event, EventId, Order, Rule};

/// The edge of a chain that another order has not.
pub(super) struct Gap<'a> {
    /// The order of the chain.
    order: &'a Order,
    pub(super) edge: Edge,
    /// What is done before it, and behind it, in the process that it leads from or to.
    before: EventId,
    after: EventId,
}

/// The first edge of `chain`, which leads from `from` to `to` in `order`, that `other` has
/// not, where the same lines are `start` and `end`.
pub(super) fn of<'a>(
    order: &'a Order,
    chain: &Chain<'_>,
    [from, to]: [EventId; 2],
    other: &Order,
    [start, end]: [EventId; 2],
) -> Option<Gap<'a>> {
    let edges = chain.edges();
    let gap = |place: usize| Gap {
        order,
        edge: edges[place],
        before: if place == 0 { from } else { edges[place - 1].to },
        after: edges.get(place + 1).map_or(to, |next| next.from),
    };
    let mut at = start;
    for (place, edge) in edges.iter().enumerate() {
        match follow(order, edge, other, at) {
            Some(next) => at = next,
            // A start that comes too early for a join is a join that comes too late.
            None if place > 0 && edges[place - 1].kind == Rule::Join => {
                return Some(gap(place - 1));
            }
            None => return Some(gap(place)),
        }
    }
    let arrives = at.process == end.process && at.event <= end.event;
    (!arrives && !edges.is_empty()).then(|| gap(edges.len() - 1))
}

/// Where one gets in `other` from `at` by an edge like this one.
fn follow(
    order: &Order,
    edge: &Edge,
    other: &Order,
    at: EventId,
) -> Option<EventId> {
    let (from, to) = (order.name(edge.from), order.name(edge.to));
    let events =
        |process: usize| other.histories()[process].events.iter().enumerate();
    let process = other.position(to)?;
    match edge.kind {
        Rule::Start => {
            let starts = |event: &Event| *event == Event::Start(to.to_owned());
            let mut starts = events(at.process).filter(|(_, event)| starts(event));
            let (event, _) = starts.next()?;
            (event >= at.event).then_some(EventId { process, event: 0 })
        }
        Rule::Join => {
            let joins = |event: &Event| *event == Event::Join(from.to_owned());
            let mut joins = events(process).filter(|(_, event)| joins(event));
            joins.next().map(|(event, _)| EventId { process, event })
        }
        Rule::Message => {
            let sent =
                events(at.process).skip(at.event).filter_map(
                    |(_, event)| match event {
                        Event::Send(number) => Some(*number),
                        _ => None,
                    },
                );
            let sent: Vec<_> = sent.collect();
            let mut receipts = events(process).filter(|(_, event)| {
                matches!(event, Event::Receive { from: sender, number }
                    if sender == from && sent.contains(number))
            });
            receipts.next().map(|(event, _)| EventId { process, event })
        }
        Rule::ProgramOrder | Rule::Signal => None,
    }
}

impl Gap<'_> {
    /// What is not done that should be, as a sentence.
    pub(super) fn as_missing(&self) -> String {
        let (from, to) = self.ends();
        let (before, after) = (self.deed(self.before), self.deed(self.after));
        match self.edge.kind {
            Rule::Join => format!("{to} does not join {from} before it {after}"),
            Rule::Message => {
                format!("{to} waits for no message of {from} before it {after}")
            }
            _ => format!("{from} starts {to} before it {before}"),
        }
    }

    /// What is done that should not be, as a sentence.
    pub(super) fn as_excess(&self) -> String {
        let (from, to) = self.ends();
        let (before, after) = (self.deed(self.before), self.deed(self.after));
        match self.edge.kind {
            Rule::Join => format!("{to} joins {from} before it {after}"),
            Rule::Message => {
                format!("{to} waits for a message of {from} before it {after}")
            }
            _ => format!("{from} starts {to} only after it {before}"),
        }
    }

    /// The names of the processes that the edge leads from and to.
    fn ends(&self) -> (&str, &str) {
        (self.order.name(self.edge.from), self.order.name(self.edge.to))
    }

    fn deed(&self, id: EventId) -> String {
        let events = &self.order.histories()[id.process].events;
        match events.get(id.event) {
            Some(Event::Line(line) | Event::FreeLine(line)) => {
                format!("prints `{line}`")
            }
            Some(Event::Start(name)) => format!("starts {name}"),
            Some(Event::Join(name)) => format!("joins {name}"),
            Some(Event::Terminate(name)) => format!("sends {name} a signal"),
            Some(Event::Send(_)) => "sends its message".to_owned(),
            Some(Event::Receive { from, .. }) => {
                format!("receives a message of {from}")
            }
            None => "ends".to_owned(),
        }
    }
}

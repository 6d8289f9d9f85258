//! Where a chain of edges breaks, when another order is to follow it.

use process_order::{CausalPath, Edge, Event, EventId, Order, Rule};

/// The edge of a chain that another order has not.
pub(crate) struct Gap<'a> {
    /// The order of the chain.
    order: &'a Order,
    pub(crate) edge: Edge,
    /// What is done before it, and behind it, in the process that it leads from or to.
    before: EventId,
    after: EventId,
}

/// The first edge of `chain`, which leads from `from` to `to` in `order`, that `other` has
/// not, where the same lines are `start` and `end`.
pub(crate) fn of<'a>(
    order: &'a Order,
    chain: &CausalPath<'_>,
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
            let sent = events(at.process).skip(at.event);
            let sent: Vec<_> =
                sent.filter_map(|(_, event)| sent_by(event)).collect();
            let mut receipts = events(process).filter(|(_, event)| {
                matches!(event, Event::Receive { from: sender, number }
                    if sender == from && sent.contains(number))
            });
            receipts.next().map(|(event, _)| EventId { process, event })
        }
        Rule::ProgramOrder | Rule::Signal => None,
    }
}

/// The number of the message that is sent, if one is.
fn sent_by(event: &Event) -> Option<u32> {
    match event {
        Event::Send(number) => Some(*number),
        _ => None,
    }
}

impl Gap<'_> {
    /// What is not done that should be, as a sentence.
    pub(crate) fn as_missing(&self) -> String {
        let (from, to) = self.ends();
        let (before, after) = (self.deed(self.before), self.deed(self.after));
        match self.edge.kind {
            Rule::Join => format!("{to} does not join {from} before it {after}"),
            Rule::Message => format!(
                "{to} {after} without a message that {from} sends after it {before}"
            ),
            _ => format!("{from} starts {to} before it {before}"),
        }
    }

    /// What is done that should not be, as a sentence.
    pub(crate) fn as_excess(&self) -> String {
        let (from, to) = self.ends();
        let (before, after) = (self.deed(self.before), self.deed(self.after));
        match self.edge.kind {
            Rule::Join => format!("{to} joins {from} before it {after}"),
            Rule::Message => format!(
                "{to} waits for a message before it {after}, and {from} sends that only \
                 after it {before}"
            ),
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

#[cfg(test)]
mod tests {
    use process_order::{Difference, Order};

    /// What is said of the first pair of lines whose order differs.
    #[track_caller]
    fn says(found: &str, wanted: &str) -> String {
        let read = |text: &str| text.parse::<Order>().expect("an order");
        let (found, wanted) = (read(found), read(wanted));
        let same = |order: &Order, line: &str| {
            let mut lines = order.lines();
            lines.find(|(_, text)| text.to_string() == line).expect("the line").0
        };
        let pair =
            |order: &Order, [a, b]: [&str; 2]| [same(order, a), same(order, b)];
        let text = |id| found.event(id).line().expect("a line").to_string();
        match found.differences(&wanted).first() {
            Some(Difference::Missing { before, after }) => {
                let lines = [text(*before), text(*after)];
                let theirs = pair(&wanted, [&lines[0], &lines[1]]);
                let chain = wanted.why(theirs[0], theirs[1]).expect("it is ordered");
                let gap =
                    super::of(&wanted, &chain, theirs, &found, [*before, *after]);
                gap.expect("there is a gap").as_missing()
            }
            Some(Difference::Excess { before, after }) => {
                let lines = [text(*before), text(*after)];
                let theirs = pair(&wanted, [&lines[0], &lines[1]]);
                let chain = found.why(*before, *after).expect("it is ordered");
                let gap =
                    super::of(&found, &chain, [*before, *after], &wanted, theirs);
                gap.expect("there is a gap").as_excess()
            }
            other => panic!("{other:?}"),
        }
    }

    const FREE: &str = "main\n  start a\n  start b\n  | end\n  join a\n  join b\n\n\
        a\n  | a\n\nb\n  | b\n";

    #[test]
    fn a_join_is_missing_or_too_much() {
        let joined = FREE.replace("  | end\n  join a\n", "  join a\n  | end\n");
        assert_eq!(
            says(FREE, &joined),
            "main does not join a before it prints `end`"
        );
        assert_eq!(says(&joined, FREE), "main joins a before it prints `end`");
        let serial = "main\n  start a\n  join a\n  start b\n  | end\n  join b\n\n\
            a\n  | a\n\nb\n  | b\n";
        assert_eq!(says(&joined, serial), "main does not join a before it starts b");
        assert_eq!(says(serial, &joined), "main joins a before it starts b");
    }

    #[test]
    fn a_start_is_too_early_or_too_late() {
        let late = "main\n  | end\n  start a\n  start b\n  join a\n  join b\n\n\
            a\n  | a\n\nb\n  | b\n";
        assert_eq!(says(FREE, late), "main starts a before it prints `end`");
        assert_eq!(says(late, FREE), "main starts a only after it prints `end`");
    }

    #[test]
    fn a_message_is_missing_or_too_early_or_too_much() {
        let sent = FREE.replace("  | a\n", "  | a\n  send 1\n");
        let received = sent.replace("  | b\n", "  receive a 1\n  | b\n");
        let missing =
            "b prints `b` without a message that a sends after it prints `a`";
        assert_eq!(says(&sent, &received), missing);
        let too_early = received.replace("  | a\n  send 1\n", "  send 1\n  | a\n");
        assert_eq!(says(&too_early, &received), missing);
        assert_eq!(
            says(&received, &sent),
            "b waits for a message before it prints `b`, and a sends that only after it \
             prints `a`"
        );
    }
}

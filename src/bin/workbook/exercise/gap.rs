//! Where a causal path breaks, when another order is to follow it.

use crate::words::{language, words};
use process_order::{
    Action, CausalPath, Edge, EventId, Moment, Order, ProcessId, Rule,
    words as rules,
};

/// The edge of a path that another order has not.
pub(crate) struct Gap<'a> {
    /// The order of the path.
    order: &'a Order,
    pub(crate) edge: Edge,
    /// What is done before it, and behind it, in the process that it leads from or to.
    before: Moment,
    after: Moment,
}

/// The first edge of `path`, which leads from `from` to `to` in `order`, that `other` has
/// not, where the same lines are `start` and `end`.
pub(crate) fn of<'a>(
    order: &'a Order,
    path: &CausalPath<'_>,
    [from, to]: [EventId; 2],
    other: &Order,
    [start, end]: [EventId; 2],
) -> Option<Gap<'a>> {
    let edges = path.edges();
    let gap = |place: usize| Gap {
        order,
        edge: edges[place],
        before: if place == 0 { Moment::Event(from) } else { edges[place - 1].to },
        after: edges.get(place + 1).map_or(Moment::Event(to), |next| next.from),
    };
    let mut at = (start.process(), start.index());
    for (place, edge) in edges.iter().enumerate() {
        match follow(order, edge, other, at) {
            Some(next) => at = next,
            // A start that comes too early for a join is a join that comes too late.
            None if place > 0 && edges[place - 1].rule == Rule::Join => {
                return Some(gap(place - 1));
            }
            None => return Some(gap(place)),
        }
    }
    let arrives = at.0 == end.process() && at.1 <= end.index();
    (!arrives && !edges.is_empty()).then(|| gap(edges.len() - 1))
}

/// A process of the other order, and the position from which on one has got there.
type At = (ProcessId, usize);

/// Where one gets in `other` from `at` by an edge like this one.
fn follow(order: &Order, edge: &Edge, other: &Order, at: At) -> Option<At> {
    let same = |moment: Moment| other.process(order.name(moment.process()));
    let process = same(edge.to)?;
    let actions = |process| &other.history(process).actions;
    match edge.rule {
        Rule::Start => {
            let start = Action::Start(process);
            let started =
                actions(at.0).iter().position(|action| *action == start)?;
            (started >= at.1).then_some((process, 0))
        }
        Rule::Join => {
            let join = Action::Join(same(edge.from)?);
            let joined = actions(process).iter().position(|action| *action == join);
            joined.map(|joined| (process, joined))
        }
        Rule::Message => {
            let sender = same(edge.from)?;
            let sent: Vec<_> = actions(at.0).iter().skip(at.1).collect();
            let received = actions(process).iter().position(|action| {
                matches!(action, Action::Receive { from, number }
                    if *from == sender && sent.contains(&&Action::Send(*number)))
            });
            received.map(|received| (process, received))
        }
        Rule::ProgramOrder | Rule::Signal => None,
    }
}

impl Gap<'_> {
    /// What is not done that should be, as a sentence.
    pub(crate) fn as_missing(&self) -> String {
        let (from, to) = self.ends();
        let (before, after) = (self.deed(self.before), self.deed(self.after));
        match self.edge.rule {
            Rule::Join => words!(
                "{to} does not join {from} before it {after}",
                to,
                from,
                after
            ),
            Rule::Message => words!(
                "{to} {after} without a message that {from} sends after it {before}",
                to,
                after,
                from,
                before
            ),
            _ => words!("{from} starts {to} before it {before}", from, to, before),
        }
    }

    /// What is done that should not be, as a sentence.
    pub(crate) fn as_excess(&self) -> String {
        let (from, to) = self.ends();
        let (before, after) = (self.deed(self.before), self.deed(self.after));
        match self.edge.rule {
            Rule::Join => {
                words!("{to} joins {from} before it {after}", to, from, after)
            }
            Rule::Message => words!(
                "{to} waits for a message before it {after}, and {from} sends that only \
                 after it {before}",
                to,
                after,
                from,
                before
            ),
            _ => {
                words!("{from} starts {to} only after it {before}", from, to, before)
            }
        }
    }

    /// The names of the processes that the edge leads from and to.
    fn ends(&self) -> (&str, &str) {
        let name = |moment: Moment| self.order.name(moment.process());
        (name(self.edge.from), name(self.edge.to))
    }

    fn deed(&self, moment: Moment) -> String {
        match moment.event().map(|event| self.order.action(event)) {
            Some(Action::Send(_)) => words!("sends its message").to_owned(),
            Some(action) => rules::does_briefly(language(), action, |other| {
                self.order.name(*other)
            }),
            None => words!("ends").to_owned(),
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
            let found = lines.find(|it| it.pattern.to_string() == line);
            found.expect("the line").event
        };
        let pair =
            |order: &Order, [a, b]: [&str; 2]| [same(order, a), same(order, b)];
        let text =
            |event| found.action(event).lines().next().expect("a line").to_string();
        match found.differences(&wanted).first() {
            Some(Difference::Missing { before, after }) => {
                let lines = [text(*before), text(*after)];
                let theirs = pair(&wanted, [&lines[0], &lines[1]]);
                let path = wanted.why(theirs[0], theirs[1]).expect("it is ordered");
                let gap =
                    super::of(&wanted, &path, theirs, &found, [*before, *after]);
                gap.expect("there is a gap").as_missing()
            }
            Some(Difference::Excess { before, after }) => {
                let lines = [text(*before), text(*after)];
                let theirs = pair(&wanted, [&lines[0], &lines[1]]);
                let path = found.why(*before, *after).expect("it is ordered");
                let gap =
                    super::of(&found, &path, [*before, *after], &wanted, theirs);
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

//! Gives everything that the processes do its row and its lane.
//!
//! Rows grow downwards, and every edge leads down or is level. Both ends of an edge stand in
//! one row, so that an arrow can be drawn straight across; the lanes between them are empty
//! there. Only messages that cross each other cannot be level.

use process_order::{Edge, Moment, Order, Rule};

use super::lanes;
use super::layout::{Arrow, Layout, Point, What};

impl Layout {
    pub(crate) fn of(order: &Order) -> Self {
        let lane_of = lanes::of(order);
        let lanes = lane_of.iter().max().map_or(0, |last| last + 1);
        let mut placement = Placement {
            order,
            lane_of,
            done: vec![0; order.histories().len()],
            writing: vec![None; order.histories().len()],
            links: order.edges().map(|edge| Link::of(order, edge)).collect(),
            taken: vec![false; lanes],
            points: Vec::new(),
            arrows: Vec::new(),
        };
        let mut row = 0;
        while !placement.is_finished() {
            placement.fill(row);
            row += 1;
        }
        Self { points: placement.points, arrows: placement.arrows, lanes, rows: row }
    }
}

/// A process, and how many steps it does before this one: it begins, its events, it ends.
type Step = (usize, usize);

/// An edge from step to step.
#[derive(Clone, Copy)]
struct Link {
    rule: Rule,
    source: Step,
    target: Step,
}

impl Link {
    fn of(order: &Order, edge: Edge) -> Self {
        let step = |moment: Moment| {
            let number = match moment {
                Moment::Begin(_) => 0,
                Moment::Event(event) => event.index() + 1,
                Moment::End(process) => order.history(process).actions.len() + 1,
            };
            (moment.process().index(), number)
        };
        Self { rule: edge.rule, source: step(edge.from), target: step(edge.to) }
    }
}

/// A drawing that is half done: row after row gets what can be done next.
struct Placement<'a> {
    order: &'a Order,
    lane_of: Vec<usize>,
    /// How many steps of each process have their place.
    done: Vec<usize>,
    /// The event and the line of a write of each process of which the rest has no place.
    writing: Vec<Option<(usize, usize)>>,
    /// The edges of which the target has none.
    links: Vec<Link>,
    /// In which lanes of the row something stands, or an arrow passes.
    taken: Vec<bool>,
    points: Vec<Point>,
    arrows: Vec<Arrow>,
}

impl Placement<'_> {
    fn is_finished(&self) -> bool {
        let mut processes = self.done.iter().enumerate();
        processes.all(|(process, done)| *done > self.last(process))
            && self.writing.iter().all(Option::is_none)
    }

    /// The step by which `process` ends.
    fn last(&self, process: usize) -> usize {
        self.order.histories()[process].actions.len() + 1
    }

    fn fill(&mut self, row: usize) {
        let before = self.points.len();
        self.taken.fill(false);
        for process in 0..self.done.len() {
            self.write_on(process, row);
        }
        for link in self.links.clone() {
            if self.can_meet(link) {
                self.meet(link, row);
            }
        }
        for process in 0..self.done.len() {
            let step = (process, self.done[process]);
            let links = |link: &Link| link.source == step || link.target == step;
            let is_left = step.1 <= self.last(process);
            if is_left
                && self.is_free(process, process)
                && !self.links.iter().any(links)
            {
                self.step(process, row);
            }
        }
        if self.points.len() == before {
            self.go_ahead(row);
        }
    }

    /// Puts one more line of a write into its place, if one is begun: as the first thing in
    /// its row, because the process can do nothing else before.
    fn write_on(&mut self, process: usize, row: usize) {
        let Some((event, line)) = self.writing[process] else { return };
        let what = What::More { event, line };
        self.put(Point { process, lane: self.lane_of[process], row, what });
        self.note_rest(process, event, line + 1);
    }

    fn note_rest(&mut self, process: usize, event: usize, line: usize) {
        let action = &self.order.histories()[process].actions[event];
        let is_left = line < action.lines().count();
        self.writing[process] = is_left.then_some((event, line));
    }

    /// Whether nothing stands or passes from the lane of the one to that of the other.
    fn is_free(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.lane_of[one], self.lane_of[other]);
        !self.taken[one.min(other)..=one.max(other)].contains(&true)
    }

    /// Whether both ends can stand in this row, or the target can, when the source stands
    /// above already.
    fn can_meet(&self, link: Link) -> bool {
        let Link { source, target, .. } = link;
        self.done[source.0] >= source.1
            && self.done[target.0] == target.1
            && !self.waits(source)
            && self.is_free(source.0, target.0)
    }

    /// Whether something leads to `step` that has no place yet.
    fn waits(&self, step: Step) -> bool {
        self.links.iter().any(|link| link.target == step)
    }

    fn meet(&mut self, link: Link, row: usize) {
        let Link { rule, source: (process, step), target } = link;
        let lane = self.lane_of[process];
        let from = if self.done[process] == step {
            self.step(process, row)
        } else if rule == Rule::Join {
            self.put(Point { process, lane, row, what: What::Ended })
        } else {
            let what = What::Event(step - 1);
            let mut points = self.points.iter();
            let above = points.find(|it| it.process == process && it.what == what);
            *above.expect("it has gone ahead")
        };
        let to = self.step(target.0, row);
        if from.row == row {
            self.taken[from.lane.min(to.lane)..=from.lane.max(to.lane)].fill(true);
        }
        self.arrows.push(Arrow { rule, from, to });
        self.links.retain(|link| link.target != target);
    }

    /// Puts the next step of `process` into its place.
    fn step(&mut self, process: usize, row: usize) -> Point {
        let what = match self.done[process] {
            0 => What::Begin,
            last if last == self.last(process) => What::End,
            step => What::Event(step - 1),
        };
        self.done[process] += 1;
        if let What::Event(event) = what {
            self.note_rest(process, event, 1);
        }
        self.put(Point { process, lane: self.lane_of[process], row, what })
    }

    fn put(&mut self, point: Point) -> Point {
        self.taken[point.lane] = true;
        self.points.push(point);
        point
    }

    /// Everybody waits to be level with somebody else. One who sends a message, say, goes
    /// ahead: its receipt comes in a lower row.
    fn go_ahead(&mut self, row: usize) {
        let mut sources = self.links.iter().map(|link| link.source);
        let next = sources
            .find(|step| self.done[step.0] == step.1 && !self.waits(*step))
            .expect("an order has a run");
        self.step(next.0, row);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use process_order::{EventId, Order, Rule};

    use crate::draw::layout::{Layout, Point, What};
    use crate::subject::lesson::Lesson;

    /// Two that send before they receive.
    const CROSSING: &str = "\
main
  send 1
  receive other 1
  exit 0

other
  send 1
  receive main 1
  exit 0
";

    /// A child that is killed, and whose end two others see.
    const SEEN_TWICE: &str = "\
main
  start victim
  receive victim 1
  terminate victim
  join victim
  | over
  exit 0

victim
  start orphan
  send 1
  killed by SIGTERM

orphan
  join victim
  | alone
  exit 0
";

    /// A child that prints three lines in one write while main goes on. // F-50
    const ONE_WRITE: &str = "\
main
  start child
  | main
  join child
  exit 0

child
  | one
  + two
  + three
  exit 0
";

    fn orders() -> Vec<Order> {
        let lessons = Lesson::all().expect("the lessons").into_iter();
        let mut orders: Vec<_> =
            lessons.map(|lesson| lesson.order().expect("an order")).collect();
        orders.extend(
            [CROSSING, SEEN_TWICE, ONE_WRITE]
                .map(|text| text.parse().expect("an order")),
        );
        orders
    }

    #[test]
    fn everything_has_a_place_of_its_own_in_program_order() {
        for order in orders() {
            let layout = Layout::of(&order);
            let places: HashSet<_> =
                layout.points.iter().map(|point| (point.lane, point.row)).collect();
            assert_eq!(places.len(), layout.points.len(), "{order}");
            for (process, history) in order.histories().iter().enumerate() {
                let own = layout.points.iter().filter(|it| it.process == process);
                let own = own.collect::<Vec<_>>();
                assert!(own.is_sorted_by(|a, b| a.row < b.row), "{order}");
                let is_more =
                    |point: &&&Point| matches!(point.what, What::More { .. });
                let lines = history.lines().count();
                let writes =
                    history.actions.iter().filter(|it| it.printed().is_some());
                assert_eq!(
                    own.iter().filter(is_more).count(),
                    lines - writes.count()
                );
                let own = own.into_iter().filter(|point| !is_more(&point));
                let whats: Vec<_> = own.map(|point| point.what).collect();
                let all = 2 + history.actions.len();
                assert_eq!(whats[0], What::Begin);
                assert_eq!(whats[all - 1], What::End);
                assert!(whats[all..].iter().all(|what| *what == What::Ended));
            }
        }
    }

    #[test]
    fn every_edge_leads_down_or_is_level_and_passes_nothing() {
        for order in orders() {
            let layout = Layout::of(&order);
            assert_eq!(layout.arrows.len(), order.edges().count());
            for arrow in &layout.arrows {
                assert!(arrow.from.row <= arrow.to.row, "{order}");
                let between = arrow.left().lane + 1..arrow.right().lane;
                let mut points = layout.points.iter();
                let passed = points.any(|point| {
                    arrow.is_level()
                        && point.row == arrow.to.row
                        && between.contains(&point.lane)
                });
                assert!(!passed, "{order}");
            }
        }
    }

    #[test]
    fn only_messages_that_cross_are_not_level() {
        for order in orders() {
            let layout = Layout::of(&order);
            let bent = layout.arrows.iter().filter(|arrow| !arrow.is_level());
            let bent: Vec<_> = bent.map(|arrow| arrow.rule).collect();
            // Of two messages that cross, one can be level.
            assert_eq!(bent, vec![Rule::Message; crossings(&order)], "{order}");
        }
    }

    /// So many pairs of messages are each sent before the other one is received.
    fn crossings(order: &Order) -> usize {
        let messages = order.edges().filter(|edge| edge.rule == Rule::Message);
        let ends =
            messages.filter_map(|edge| Some((edge.from.event()?, edge.to.event()?)));
        let ends: Vec<_> = ends.collect();
        let is_before = |one: EventId, other: EventId| {
            one.process() == other.process() && order.happens_before(one, other)
        };
        let pairs =
            ends.iter().flat_map(|one| ends.iter().map(move |other| (one, other)));
        let crossing =
            pairs.filter(|((sent, received), (other_sent, other_received))| {
                is_before(*sent, *other_received)
                    && is_before(*other_sent, *received)
            });
        crossing.count() / 2
    }

    #[test]
    fn a_lane_is_used_again_when_it_is_over() {
        let lanes = |text: &str| Layout::of(&text.parse().expect("an order")).lanes;
        let one_by_one = "main\n  start a\n  join a\n  start b\n  join b\n\na\n  | a\n\nb\n  | b\n";
        assert_eq!(lanes(one_by_one), 2);
        let together = "main\n  start a\n  start b\n  join a\n  join b\n\na\n  | a\n\nb\n  | b\n";
        assert_eq!(lanes(together), 3);
    }
}

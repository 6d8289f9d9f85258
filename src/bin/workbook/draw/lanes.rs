//! Which process is drawn in which lane.

use process_order::{Moment, Order, Rule};

/// The lane of each process: one of its own, or that of a process of which everybody has
/// seen the end before this one is started.
pub(crate) fn of(order: &Order) -> Vec<usize> {
    let mut lanes: Vec<usize> = Vec::new();
    for process in 0..order.histories().len() {
        let is_empty = |lane: &usize| {
            let mut others = lanes.iter().enumerate();
            others.all(|(other, its)| its != lane || is_over(order, other, process))
        };
        lanes.extend((0..=process).find(is_empty));
    }
    lanes
}

/// Whether everybody has seen the end of `first` before `second` is started.
fn is_over(order: &Order, first: usize, second: usize) -> bool {
    let of = |moment: Moment, process: usize| moment.process().index() == process;
    let start = order
        .edges()
        .find(|edge| edge.rule == Rule::Start && of(edge.to, second))
        .and_then(|edge| edge.from.event());
    let mut joins = order
        .edges()
        .filter(|edge| edge.rule == Rule::Join && of(edge.from, first))
        .filter_map(|edge| edge.to.event())
        .peekable();
    joins.peek().is_some()
        && start
            .is_some_and(|start| joins.all(|join| order.happens_before(join, start)))
}

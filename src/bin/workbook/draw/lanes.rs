//! Which process is drawn in which lane.

use process_order::{Order, Rule};

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
    let edges = || order.edges().iter();
    let start = edges()
        .find(|edge| edge.kind == Rule::Start && edge.to.process == second)
        .map(|edge| edge.from);
    let mut joins = edges()
        .filter(|edge| edge.kind == Rule::Join && edge.from.process == first)
        .map(|edge| edge.to)
        .peekable();
    joins.peek().is_some()
        && start
            .is_some_and(|start| joins.all(|join| order.happens_before(join, start)))
}

//! A run in which it happened: the learner's own processes, directed.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use process_order::{EventId, Order};

use super::trial::hurried;
use crate::direct::{self, Bounds, Goal, Search, Source, Target, lines_of};

/// What is tried, before nothing is said.
const FEW: Bounds = Bounds { runs: 50, time: Duration::from_secs(5) };

/// Has `program`, of which `order` is an order, print `output`: the lines that it has really
/// printed. Nothing where that cannot be, because the system refuses to hold processes.
///
/// # Errors
///
/// It cannot be run, or traced, for another reason. // F-26
pub(crate) fn of(
    program: &Path,
    order: &Order,
    output: &[EventId],
) -> Result<Option<Vec<String>>> {
    let target = Target::for_command(hurried(program));
    let goal = Goal::of_events(order, Source::Lesson, output);
    let found = match Search::new(&target, &goal, FEW).run() {
        Err(error) if direct::is_refused(&error) => None,
        found => found?,
    };
    let lines = |run| lines_of(&run).into_iter().map(|line| line.text).collect();
    Ok(found.map(lines))
}

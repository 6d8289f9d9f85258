//! A run in which it happened: the learner's own processes, directed.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use process_order::{EventId, Order};

use super::trial::hurried;
use crate::direct::{self, Bounds, Goal, Search, Source, Target, lines_of};

/// What is tried, before it is only said that the order allows it.
const FEW: Bounds = Bounds { runs: 50, time: Duration::from_secs(5) };

/// An output of `order` in which a line comes early.
pub(crate) struct Witness {
    pub(crate) lines: Vec<String>,
    /// Whether it has happened, with real processes.
    pub(crate) happened: bool,
}

/// Has `program`, whose order is `order`, print `output`. Where that cannot be, because the
/// system refuses to hold processes, nothing has happened.
///
/// # Errors
///
/// It cannot be run, or traced, for another reason. // F-26
pub(crate) fn of(
    program: &Path,
    order: &Order,
    output: &[EventId],
) -> Result<Witness> {
    let target = Target::for_command(hurried(program));
    let goal = Goal::of_events(order, Source::Lesson, output);
    let found = match Search::new(&target, &goal, FEW).run() {
        Err(error) if direct::is_refused(&error) => None,
        found => found?,
    };
    let happened = found.is_some();
    let lines = match found {
        Some(run) => lines_of(&run).into_iter().map(|line| line.text).collect(),
        None => {
            let lines = output.iter().flat_map(|event| order.action(*event).lines());
            lines.map(ToString::to_string).collect()
        }
    };
    Ok(Witness { lines, happened })
}

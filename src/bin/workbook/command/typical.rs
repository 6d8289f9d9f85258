//! The order of a typical run, which a snapshot begins with.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use process_order::Order;
use process_workbook::explore::lines_like;

use crate::exercise::trial::{self, Trial};
use crate::subject::watchdog::Halt;
use crate::words::translated;

/// So many runs are watched.
const RUNS: usize = 15;

/// What came of watching some runs.
pub(crate) enum Typical {
    /// The order that most of them had.
    Order(Box<Order>),
    /// A run has none, for this reason.
    None(&'static str),
}

/// The order of a typical run of `program`: that of the `model`, if a run had it, else the one
/// that most runs had.
pub(crate) fn of(program: &Path, model: Option<&Order>) -> Result<Typical> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let run = trial::once(program)?;
        if let Some(reason) = fault(&run) {
            return Ok(Typical::None(reason));
        }
        runs.push(run.recording);
    }
    // What is a pid by chance in one run is none in another.
    let other = runs[1].order_like(&runs[0].order()?)?;
    let mut orders: Vec<(Order, usize)> = Vec::new();
    let mut places = HashMap::new();
    for run in &runs {
        let order = run.order_like(&other)?;
        let order = model.map_or_else(|| order.clone(), |it| lines_like(&order, it));
        if Some(&order) == model {
            return Ok(Typical::Order(Box::new(order)));
        }
        let place = *places.entry(order.to_string()).or_insert(orders.len());
        match orders.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => orders.push((order, 1)),
        }
    }
    let (order, _) = orders
        .into_iter()
        .max_by_key(|(order, count)| (*count, order.to_string()))
        .expect("there are runs");
    Ok(Typical::Order(Box::new(order)))
}

/// Why a run has no order that a snapshot could have.
fn fault(run: &Trial) -> Option<&'static str> {
    match run.halt {
        Some(Halt::StandsStill) => return Some(translated!("it stands still")),
        Some(Halt::NeverEnds) => return Some(translated!("it never ends")),
        None => {}
    }
    if run.floods {
        Some(translated!("it prints without end"))
    } else if run.left_behind {
        Some(translated!("it leaves a process behind"))
    } else if run.recording.exitcode != 0 {
        Some(translated!("it fails"))
    } else {
        None
    }
}

//! Who of a program that is directed prints the next line.

use std::collections::BTreeMap;

use super::directed::{Cue, Held, Intent};
use super::python;
use super::recording::{Deed, Step};
use process_order::Order;

/// Which pid plays which process of the order.
pub(super) struct Troupe<'a> {
    order: &'a Order,
    processes: BTreeMap<u32, usize>,
    /// How many steps are known.
    known: usize,
}

impl<'a> Troupe<'a> {
    pub(super) fn new(order: &'a Order, main: u32) -> Self {
        Self { order, processes: BTreeMap::from([(main, 0)]), known: 0 }
    }

    /// Takes in what was reported.
    pub(super) fn learn(&mut self, steps: &[Step]) {
        for step in &steps[self.known..] {
            if let Deed::Start { pid, name } = &step.deed
                && let Some(process) = self.order.position(name)
            {
                self.processes.insert(*pid, process);
            }
        }
        self.known = steps.len();
    }

    /// Whether `held` is known to be the one who prints the first of `rest`.
    pub(super) fn can_take(&self, held: &Held, rest: &[Cue]) -> bool {
        fits(held, rest, |process| self.processes.get(&held.pid) == Some(&process))
    }

    /// Whether `held` is nobody known, and can be the one who prints the first of `rest`.
    pub(super) fn could_take(&self, held: &Held, rest: &[Cue]) -> bool {
        !self.processes.contains_key(&held.pid)
            && fits(held, rest, |process| {
                !self.processes.values().any(|known| *known == process)
            })
    }

    /// Notes that `held` prints the first of `rest`, and says how many it prints at once.
    pub(super) fn take(&mut self, held: &Held, rest: &[Cue]) -> usize {
        let Intent::Print(lines) = &held.intent else { return 0 };
        if let Some(process) = rest[0].process {
            self.processes.insert(held.pid, process);
        }
        lines.len()
    }
}

/// Whether the lines of `held` are the first of `rest`, and of processes that it can be.
fn fits(held: &Held, rest: &[Cue], is_it: impl Fn(usize) -> bool) -> bool {
    let Intent::Print(lines) = &held.intent else { return false };
    lines.len() <= rest.len()
        && lines.iter().zip(rest).all(|(line, cue)| {
            cue.line.matches(&python::as_in_3_6(line))
                && cue.process.is_none_or(&is_it)
        })
}

//! Who of a program that is controlled prints the next line of a schedule.

use std::collections::BTreeMap;

use process_order::Order;

use super::operation::{Held, Operation, Scheduled};
use super::python;
use super::recording::Step;
use super::table::ProcessTable;

/// Which pid is which process of the order.
pub(super) struct Matching<'a> {
    order: &'a Order,
    table: ProcessTable,
    /// The positions in the order of the processes that are known.
    processes: BTreeMap<u32, usize>,
    /// How many steps are known.
    known: usize,
}

impl<'a> Matching<'a> {
    pub(super) fn new(order: &'a Order, main: u32) -> Self {
        let table = ProcessTable::new(main);
        Self { order, table, processes: BTreeMap::from([(main, 0)]), known: 0 }
    }

    /// Takes in what was reported.
    pub(super) fn learn(&mut self, steps: &[Step]) {
        for step in &steps[self.known..] {
            self.table.see(step);
        }
        self.known = steps.len();
        for process in 0..self.table.len() {
            let name = self.table.name(process);
            if let Some(known) = name.and_then(|name| self.order.process(name)) {
                self.processes.insert(self.table.pid(process), known.index());
            }
        }
    }

    /// The position in the order of the process that has this pid, if it is known.
    pub(super) fn process(&self, pid: u32) -> Option<usize> {
        self.processes.get(&pid).copied()
    }

    /// Whether `held` is known to be the one who prints the first of `rest`.
    pub(super) fn can_take(&self, held: &Held, rest: &[Scheduled]) -> bool {
        fits(held, rest, |process| self.process(held.pid) == Some(process))
    }

    /// Whether `held` is nobody known, and can be the one who prints the first of `rest`.
    pub(super) fn could_take(&self, held: &Held, rest: &[Scheduled]) -> bool {
        !self.processes.contains_key(&held.pid)
            && fits(held, rest, |process| {
                !self.processes.values().any(|known| *known == process)
            })
    }

    /// Notes that `held` prints the first of `rest`, and says how many it prints at once.
    pub(super) fn take(&mut self, held: &Held, rest: &[Scheduled]) -> usize {
        let Operation::Write(lines) = &held.operation else { return 0 };
        if let Some(process) = rest[0].process {
            self.processes.insert(held.pid, process);
        }
        lines.len()
    }
}

/// Whether the lines of `held` are the first of `rest`, and of processes that it can be.
fn fits(held: &Held, rest: &[Scheduled], is_it: impl Fn(usize) -> bool) -> bool {
    let Operation::Write(lines) = &held.operation else { return false };
    lines.len() <= rest.len()
        && lines.iter().zip(rest).all(|(line, scheduled)| {
            scheduled.line.matches(&python::as_in_3_6(line))
                && scheduled.process.is_none_or(&is_it)
        })
}

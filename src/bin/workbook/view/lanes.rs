//! One lane a process, and a name for each.

use std::collections::HashMap;

use process_order::Order;
use process_workbook::record::{ProcessTable, Step};

/// The processes of a run, main first.
pub(crate) struct Lanes {
    table: ProcessTable,
    /// The name of each lane.
    names: Vec<String>,
    /// The lane of each process that has one, by its position in the table.
    by_process: HashMap<usize, usize>,
}

impl Lanes {
    /// For a run whose main is process `main`: a lane for each process of `order`, and more as
    /// they are needed.
    pub(crate) fn of(order: &Order, main: u32) -> Self {
        let names = order.histories().iter().map(|history| history.name.clone());
        Self::new(names.collect(), main)
    }

    /// For a run of which only the pids of the children are known.
    pub(crate) fn of_pids(main: u32) -> Self {
        Self::new(vec!["main".to_owned()], main)
    }

    /// For a run of which every process is known, by its position.
    pub(crate) fn of_names(names: Vec<String>) -> Self {
        Self::new(names, 0)
    }

    fn new(names: Vec<String>, main: u32) -> Self {
        let table = ProcessTable::new(main);
        Self { table, names, by_process: HashMap::from([(0, 0)]) }
    }

    /// The name of each lane.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a process, or its pid where that is all that is known.
    pub(crate) fn name(&self, pid: u32) -> String {
        self.table.label(pid)
    }

    /// Takes a step in, and says by position in the table whose it is.
    pub(crate) fn see(&mut self, step: &Step) -> usize {
        self.table.see(step)
    }

    /// Whether the start of the process was reported, or it has a lane without that.
    pub(crate) fn is_known(&self, process: usize) -> bool {
        self.table.name(process).is_some() || self.by_process.contains_key(&process)
    }

    /// The lane of a process: that of its name, or a new one.
    pub(crate) fn lane(&mut self, process: usize) -> usize {
        if let Some(lane) = self.by_process.get(&process) {
            return *lane;
        }
        let name = match self.table.name(process) {
            Some(name) => name.to_owned(),
            None => format!("pid {}", self.table.pid(process)),
        };
        let known = self.names.iter().position(|other| *other == name);
        let lane = known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.by_process.insert(process, lane);
        lane
    }
}

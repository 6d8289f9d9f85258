//! One lane a process, and a name for each.

use std::collections::HashMap;

use process_order::Order;

/// The processes of a run, main first.
pub(crate) struct Lanes {
    /// The name of each lane.
    names: Vec<String>,
    /// The lane of each process that is known.
    by_pid: HashMap<u32, usize>,
}

impl Lanes {
    /// For a run whose main is process `main`: a lane for each process of `order`, and more as
    /// they are needed.
    pub(crate) fn of(order: &Order, main: u32) -> Self {
        let names = order.histories().iter().map(|history| history.name.clone());
        Self { names: names.collect(), by_pid: HashMap::from([(main, 0)]) }
    }

    /// For a run of which only the pids of the children are known.
    pub(crate) fn of_pids(main: u32) -> Self {
        Self { names: vec!["main".to_owned()], by_pid: HashMap::from([(main, 0)]) }
    }

    /// The name of each lane.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a process, or its pid where that is all that is known.
    pub(crate) fn name(&self, pid: u32) -> String {
        match self.by_pid.get(&pid) {
            Some(lane) => self.names[*lane].clone(),
            None => format!("pid {pid}"),
        }
    }

    pub(crate) fn is_known(&self, pid: u32) -> bool {
        self.by_pid.contains_key(&pid)
    }

    /// Gives a process that was started by this name its lane.
    pub(crate) fn start(&mut self, pid: u32, name: &str) {
        let lane = self.free_lane(name);
        self.by_pid.insert(pid, lane);
    }

    /// The lane of a process: a new one when it is unknown.
    pub(crate) fn lane(&mut self, pid: u32) -> usize {
        if let Some(lane) = self.by_pid.get(&pid) {
            return *lane;
        }
        let lane = self.add_lane(format!("pid {pid}"));
        self.by_pid.insert(pid, lane);
        lane
    }

    /// The lane of the next process that is started by this name.
    fn free_lane(&mut self, name: &str) -> usize {
        let mut numbered = name.to_owned();
        for number in 2.. {
            let lane = self.names.iter().position(|name| *name == numbered);
            match lane {
                None => return self.add_lane(numbered),
                Some(lane) if !self.by_pid.values().any(|taken| *taken == lane) => {
                    return lane;
                }
                // As an order names the second of two.
                Some(_) => numbered = format!("{name} ({number})"),
            }
        }
        unreachable!("there are more numbers than lanes")
    }

    fn add_lane(&mut self, name: String) -> usize {
        self.names.push(name);
        self.names.len() - 1
    }
}

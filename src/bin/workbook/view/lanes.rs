//! Who does what in a run: one lane a process, and a name for each.
//!
//! A child may print before its parent reports that it has started it. Its line, and what is
//! seen after it, is held back until then, so that each line has its name and each start
//! stands before what it makes possible.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use process_order::Order;
use process_workbook::record::{Deed, Step};

/// The processes of a run, main first.
pub(crate) struct Lanes {
    /// The name of each lane.
    names: Vec<String>,
    /// The lane of each process that is known.
    by_pid: HashMap<u32, usize>,
    /// The known ones that go on.
    living: HashSet<u32>,
    /// Who has joined whom. To join once more tells nothing new.
    joined: HashSet<(u32, u32)>,
    /// Whether a start is reported.
    reported: bool,
    /// What is not told yet: nobody knows who did the first of it.
    held: VecDeque<Step>,
    /// Who may still report the start of each unknown one: whoever goes on. A parent does so
    /// before anything else.
    parents: HashMap<u32, HashSet<u32>>,
}

/// One thing that one process did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) lane: usize,
    /// How long after the start of the program it was seen.
    pub(crate) at: Duration,
    pub(crate) what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// It printed this.
    Line(String),
    /// Something else: a verb and its object.
    Deed(String),
}

impl Lanes {
    /// For a run whose main is process `main`, and that reports its starts: a lane for each
    /// process of `order`, and more as they are needed.
    pub(crate) fn of(order: &Order, main: u32) -> Self {
        let names = order.histories().iter().map(|history| history.name.clone());
        Self::new(names.collect(), main, true)
    }

    /// For one that reports nothing. Only the pids of the children are known.
    pub(crate) fn of_pids(main: u32) -> Self {
        Self::new(vec!["main".to_owned()], main, false)
    }

    fn new(names: Vec<String>, main: u32, reported: bool) -> Self {
        Self {
            names,
            by_pid: HashMap::from([(main, 0)]),
            living: HashSet::from([main]),
            joined: HashSet::new(),
            reported,
            held: VecDeque::new(),
            parents: HashMap::new(),
        }
    }

    /// The name of each lane.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Takes in `step`, and gives back what can be told now, in an order that agrees with
    /// all starts.
    pub(crate) fn see(&mut self, step: &Step) -> Vec<Told> {
        if !self.by_pid.contains_key(&step.pid) {
            self.suspect_parents_of(step.pid);
        }
        if let Deed::Join { pid, .. } = step.deed
            && !self.joined.insert((step.pid, pid))
        {
            return Vec::new();
        }
        let mut step = step.clone();
        let mut place = self.held.len();
        if let Deed::Start { pid, name } = &step.deed {
            let lane = self.free_lane(name);
            self.by_pid.insert(*pid, lane);
            self.living.insert(*pid);
            self.parents.remove(pid);
            // What it has done was seen first, and done later.
            if let Some(first) = self.held.iter().position(|held| held.pid == *pid) {
                place = first;
                step.at = self.held[first].at;
            }
        }
        for parents in self.parents.values_mut() {
            parents.remove(&step.pid);
        }
        match step.deed {
            Deed::Exit { .. } => drop(self.living.remove(&step.pid)),
            Deed::Join { pid, .. } => {
                self.living.remove(&pid);
                for parents in self.parents.values_mut() {
                    parents.remove(&pid);
                }
            }
            _ => {}
        }
        self.held.insert(place, step);
        self.tell(false)
    }

    /// What is still held back at the end of the run.
    pub(crate) fn rest(&mut self) -> Vec<Told> {
        self.tell(true)
    }

    fn suspect_parents_of(&mut self, pid: u32) {
        let mut parents = self.living.clone();
        parents.extend(self.parents.keys());
        self.parents.entry(pid).or_insert(parents);
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

    /// What can be told by now; `all` of it when nobody reports any more.
    fn tell(&mut self, all: bool) -> Vec<Told> {
        let mut told = Vec::new();
        while let Some(Step { pid, .. }) = self.held.front() {
            let pid = *pid;
            let may_be_reported = self.reported
                && self.parents.get(&pid).is_some_and(|parents| !parents.is_empty());
            if !all && may_be_reported {
                break;
            }
            let lane = match self.by_pid.get(&pid) {
                Some(lane) => *lane,
                None => self.add_lane(format!("pid {pid}")),
            };
            self.by_pid.insert(pid, lane);
            self.parents.remove(&pid);
            let step = self.held.pop_front().expect("the first");
            told.push(Told { lane, at: step.at, what: self.what(&step.deed) });
        }
        told
    }

    fn what(&self, deed: &Deed) -> What {
        let name = |pid: &u32| match self.by_pid.get(pid) {
            Some(lane) => self.names[*lane].clone(),
            None => format!("pid {pid}"),
        };
        What::Deed(match deed {
            Deed::Line(line) | Deed::Rest(line) => {
                return What::Line(String::from_utf8_lossy(line).into_owned());
            }
            Deed::Start { pid, .. } => format!("starts {}", name(pid)),
            Deed::Join { pid, code: Some(code) } => {
                format!("joins {}, exit code {code}", name(pid))
            }
            Deed::Join { pid, code: None } => format!("joins {}", name(pid)),
            Deed::Terminate { pid } => format!("sends {} a signal", name(pid)),
            Deed::Send { .. } => "sends a message".to_owned(),
            Deed::Receive { pid, .. } => {
                format!("receives a message of {}", name(pid))
            }
            Deed::Exit { code } => format!("ends, exit code {code}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use process_workbook::record::{Deed, Step};

    use super::{Lanes, Told, What};

    const MAIN: u32 = 1;

    fn lanes() -> Lanes {
        let order = "main\n  start a\n  start b\n\na\n\nb\n";
        Lanes::of(&order.parse().expect("an order"), MAIN)
    }

    fn line(pid: u32, text: &str) -> Step {
        step(pid, Deed::Line(text.into()))
    }

    fn start(parent: u32, pid: u32, name: &str) -> Step {
        step(parent, Deed::Start { pid, name: name.to_owned() })
    }

    fn step(pid: u32, deed: Deed) -> Step {
        Step { pid, at: Duration::ZERO, deed }
    }

    /// `a: hello` for each.
    fn texts(lanes: &Lanes, told: &[Told]) -> Vec<String> {
        let text = |told: &Told| {
            let (What::Line(text) | What::Deed(text)) = &told.what;
            format!("{}: {text}", lanes.names()[told.lane])
        };
        told.iter().map(text).collect()
    }

    #[track_caller]
    fn tells(lanes: &mut Lanes, step: &Step, expected: &[&str]) {
        let told = lanes.see(step);
        assert_eq!(texts(lanes, &told), expected);
    }

    #[test]
    fn a_line_waits_for_the_report_of_its_start() {
        let mut lanes = lanes();
        tells(&mut lanes, &line(MAIN, "one"), &["main: one"]);
        tells(&mut lanes, &line(7, "hello"), &[]);
        tells(&mut lanes, &line(7, "bye"), &[]);
        tells(
            &mut lanes,
            &start(MAIN, 7, "a"),
            &["main: starts a", "a: hello", "a: bye"],
        );
        tells(&mut lanes, &line(7, "more"), &["a: more"]);
    }

    #[test]
    fn a_grandchild_waits_for_its_parent_alone() {
        let mut lanes = lanes();
        tells(&mut lanes, &start(MAIN, 7, "a"), &["main: starts a"]);
        tells(&mut lanes, &line(8, "grandchild"), &[]);
        tells(&mut lanes, &line(MAIN, "main goes on"), &[]);
        tells(
            &mut lanes,
            &start(7, 8, "b"),
            &["a: starts b", "b: grandchild", "main: main goes on"],
        );
    }

    #[test]
    fn a_process_that_nobody_can_report_is_named_by_its_pid() {
        let mut lanes = lanes();
        tells(&mut lanes, &start(MAIN, 7, "a"), &["main: starts a"]);
        tells(&mut lanes, &line(9, "by hand"), &[]);
        tells(&mut lanes, &line(MAIN, "not mine"), &[]);
        tells(
            &mut lanes,
            &step(7, Deed::Exit { code: 0 }),
            &["pid 9: by hand", "main: not mine", "a: ends, exit code 0"],
        );
    }

    #[test]
    fn who_was_killed_reports_nothing() {
        let mut lanes = lanes();
        tells(&mut lanes, &start(MAIN, 7, "a"), &["main: starts a"]);
        tells(&mut lanes, &line(9, "by hand"), &[]);
        tells(
            &mut lanes,
            &step(MAIN, Deed::Join { pid: 7, code: Some(-9) }),
            &["pid 9: by hand", "main: joins a, exit code -9"],
        );
    }

    #[test]
    fn only_the_first_join_counts() {
        let mut lanes = lanes();
        tells(&mut lanes, &start(MAIN, 7, "a"), &["main: starts a"]);
        let join = step(MAIN, Deed::Join { pid: 7, code: Some(0) });
        tells(&mut lanes, &join, &["main: joins a, exit code 0"]);
        tells(&mut lanes, &join, &[]);
    }

    #[test]
    fn the_rest_is_told_at_the_end() {
        let mut lanes = lanes();
        tells(&mut lanes, &line(9, "by hand"), &[]);
        let told = lanes.rest();
        assert_eq!(texts(&lanes, &told), ["pid 9: by hand"]);
    }

    #[test]
    fn the_second_of_a_name_has_a_number() {
        let mut lanes = lanes();
        tells(&mut lanes, &start(MAIN, 7, "a"), &["main: starts a"]);
        tells(&mut lanes, &start(MAIN, 8, "a"), &["main: starts a (2)"]);
        tells(&mut lanes, &start(MAIN, 9, "a"), &["main: starts a (3)"]);
    }

    #[test]
    fn without_reports_nothing_waits() {
        let mut lanes = Lanes::of_pids(MAIN);
        tells(&mut lanes, &line(9, "hello"), &["pid 9: hello"]);
        tells(&mut lanes, &line(MAIN, "one"), &["main: one"]);
    }
}

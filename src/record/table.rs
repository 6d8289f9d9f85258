//! Which pid is which process of a run, and what its name is.
//!
//! The kernel gives a pid again once its process was reaped, and a child may print, and even
//! end, before its parent has reported its start. So a pid is that of the process that was
//! seen with it last, unless that one has ended: then it is somebody new.
//!
//! A process has the name that it was started with. Names are given in the order in which
//! starts are reported, which is program order among the children of one process, so that of
//! two children of one name the same is the second in every run.

use std::collections::{HashMap, HashSet};

use super::recording::{Seen, Step};
use crate::process::report::Report;

/// The processes of a run, main first, as far as the run has been seen.
#[derive(Debug)]
pub struct ProcessTable {
    entries: Vec<Entry>,
    /// Who has each pid now, or had it last.
    by_pid: HashMap<u32, usize>,
    /// The pids whose last owner has ended.
    ended: HashSet<u32>,
}

/// What is known of one process.
#[derive(Debug)]
struct Entry {
    pid: u32,
    /// Its name, if its start was reported: unlike that of every other process.
    name: Option<String>,
    /// Its exit code, if it was reported.
    code: Option<i32>,
}

impl ProcessTable {
    /// At the start of a run whose main is process `main`.
    pub fn new(main: u32) -> Self {
        let mut table = Self {
            entries: Vec::new(),
            by_pid: HashMap::new(),
            ended: HashSet::new(),
        };
        let main = table.enter(main);
        table.entries[main].name = Some("main".to_owned());
        table
    }

    /// After all these steps.
    pub fn of<'a>(main: u32, steps: impl IntoIterator<Item = &'a Step>) -> Self {
        let mut table = Self::new(main);
        for step in steps {
            table.see(step);
        }
        table
    }

    /// Takes a step in, and says whose it is, by position.
    pub fn see(&mut self, step: &Step) -> usize {
        let actor = self.actor(step.pid);
        let Seen::Report(report) = &step.seen else { return actor };
        match report {
            Report::Start { pid, name } => self.start(*pid, name),
            Report::Join { pid, code } => {
                let other = self.object(*pid);
                self.entries[other].code = code.or(self.entries[other].code);
                self.ended.insert(*pid);
            }
            Report::Terminate { pid } | Report::Receive { pid, .. } => {
                self.object(*pid);
            }
            Report::Exit { code } => {
                self.entries[actor].code = Some(*code);
                self.ended.insert(step.pid);
            }
            Report::Send { .. } | Report::Sent { .. } => {}
        }
        actor
    }

    /// How many processes were seen.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was seen; main always is.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The process that has this pid now, or had it last.
    pub fn process(&self, pid: u32) -> Option<usize> {
        self.by_pid.get(&pid).copied()
    }

    /// The pid of a process.
    pub fn pid(&self, process: usize) -> u32 {
        self.entries[process].pid
    }

    /// The name of a process, if its start was reported: that with which it was started, the
    /// second of a name with `(2)`.
    pub fn name(&self, process: usize) -> Option<&str> {
        self.entries[process].name.as_deref()
    }

    /// What to call the process that has this pid: by its name, else `pid 4711`.
    pub fn label(&self, pid: u32) -> String {
        let name = self.process(pid).and_then(|process| self.name(process));
        name.map_or_else(|| format!("pid {pid}"), str::to_owned)
    }

    /// The exit code of a process, if it was reported.
    pub fn code(&self, process: usize) -> Option<i32> {
        self.entries[process].code
    }

    fn enter(&mut self, pid: u32) -> usize {
        self.entries.push(Entry { pid, name: None, code: None });
        self.ended.remove(&pid);
        self.by_pid.insert(pid, self.entries.len() - 1);
        self.entries.len() - 1
    }

    /// Who does something with this pid.
    fn actor(&mut self, pid: u32) -> usize {
        match self.by_pid.get(&pid) {
            Some(process) if !self.ended.contains(&pid) => *process,
            _ => self.enter(pid),
        }
    }

    /// Whom somebody does something to. It may have ended.
    fn object(&mut self, pid: u32) -> usize {
        self.process(pid).unwrap_or_else(|| self.enter(pid))
    }

    fn start(&mut self, pid: u32, name: &str) {
        // A child may have printed, and even ended, before its parent said so.
        let known = self.process(pid).filter(|child| self.name(*child).is_none());
        let child = known.unwrap_or_else(|| self.enter(pid));
        self.entries[child].name = Some(self.free_name(name));
    }

    /// `name` as an order can have it, and as no other process has it.
    fn free_name(&self, name: &str) -> String {
        let bad = |c: char| c.is_control() || matches!(c, '[' | ']');
        let name = name.replace(bad, "?");
        let name = if name.trim().is_empty() { "nameless" } else { name.trim() };
        numbered(name, |name| {
            self.entries.iter().any(|entry| entry.name.as_deref() == Some(name))
        })
    }
}

/// `name`, or `name (2)` and so on when that is taken.
pub(super) fn numbered(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut numbered = name.to_owned();
    let mut number = 1;
    while is_taken(&numbered) {
        number += 1;
        numbered = format!("{name} ({number})");
    }
    numbered
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::ProcessTable;
    use crate::process::report::Report;
    use crate::record::recording::{Seen, Step};

    const MAIN: u32 = 1;

    fn step(pid: u32, seen: Seen) -> Step {
        Step { pid, at: Duration::ZERO, seen }
    }

    fn start(parent: u32, pid: u32, name: &'static str) -> Step {
        step(parent, Seen::Report(Report::Start { pid, name: name.into() }))
    }

    fn line(pid: u32) -> Step {
        step(pid, Seen::Lines(vec![b"x".to_vec()]))
    }

    fn names(steps: &[Step]) -> Vec<Option<String>> {
        let table = ProcessTable::of(MAIN, steps);
        (0..table.len()).map(|it| table.name(it).map(str::to_owned)).collect()
    }

    fn named(names: &[&str]) -> Vec<Option<String>> {
        names.iter().map(|name| Some((*name).to_owned())).collect()
    }

    /// The second that was started is the second, also when it prints first. // F-22
    #[test]
    fn the_second_of_a_name_is_the_one_that_was_started_second() {
        let steps = [line(8), start(MAIN, 7, "a"), start(MAIN, 8, "a"), line(7)];
        assert_eq!(names(&steps), named(&["main", "a (2)", "a"]));
    }

    #[test]
    fn a_pid_that_is_given_again_is_another_process() {
        let join = Seen::Report(Report::Join { pid: 7, code: Some(0) });
        let steps = [
            start(MAIN, 7, "a"),
            line(7),
            step(MAIN, join),
            start(MAIN, 7, "b"),
            line(7),
        ];
        assert_eq!(names(&steps), named(&["main", "a", "b"]));
        let mut table = ProcessTable::new(MAIN);
        let actors: Vec<_> = steps.iter().map(|step| table.see(step)).collect();
        assert_eq!(actors, [0, 1, 0, 0, 2]);
        assert_eq!(table.code(1), Some(0));
    }

    #[test]
    fn a_child_that_ended_before_its_start_was_reported_is_that_child() {
        let exit = step(7, Seen::Report(Report::Exit { code: 3 }));
        let table = ProcessTable::of(MAIN, &[line(7), exit, start(MAIN, 7, "a")]);
        assert_eq!(table.len(), 2);
        assert_eq!((table.name(1), table.code(1)), (Some("a"), Some(3)));
        assert_eq!(table.label(7), "a");
        assert_eq!(table.label(8), "pid 8");
    }

    #[test]
    fn a_name_that_no_order_can_have_is_changed() {
        let steps =
            [start(MAIN, 7, " "), start(MAIN, 8, " a[0] "), start(MAIN, 9, "main")];
        assert_eq!(names(&steps), named(&["main", "nameless", "a?0?", "main (2)"]));
    }
}

//! What the processes of a run do, in an order that agrees with all starts.
//!
//! A child may print before its parent reports that it has started it. Its line, and what is
//! seen after it, is held back until then, so that each line has its name and each start
//! stands before what it makes possible. For messages this is known as causal delivery.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use process_order::words;
use process_workbook::record::{Report, Step};

use crate::terminal::harmless::harmless;
use crate::view::lanes::Lanes;
use crate::words::{language, words};

/// Holds back what is seen too early.
pub(crate) struct Delivery {
    lanes: Lanes,
    /// The known processes that go on.
    living: HashSet<u32>,
    /// Who has joined whom. To join once more tells nothing new.
    joined: HashSet<(u32, u32)>,
    /// Whether a start is reported.
    reported: bool,
    /// What is held back, and whose it is by position in the table: nobody knows who did the
    /// first of it.
    held: VecDeque<(usize, Step)>,
    /// Who may still report the start of each unknown one: whoever goes on. A parent does so
    /// before anything else.
    parents: HashMap<u32, HashSet<u32>>,
}

/// One thing that one process did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) lane: usize,
    /// How long after the start of the program it was seen.
    pub(crate) at: Duration,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// It printed this, which no terminal obeys.
    Line(String),
    /// Something else: a verb and its object.
    Deed(String),
}

impl Delivery {
    /// Of a run that reports its starts, and whose main is process `main`.
    pub(crate) fn reported(lanes: Lanes, main: u32) -> Self {
        Self {
            lanes,
            living: HashSet::from([main]),
            joined: HashSet::new(),
            reported: true,
            held: VecDeque::new(),
            parents: HashMap::new(),
        }
    }

    /// Of a run that reports nothing.
    pub(crate) fn unreported(lanes: Lanes, main: u32) -> Self {
        Self { reported: false, ..Self::reported(lanes, main) }
    }

    pub(crate) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// Takes in `step`, and gives back what need not be held back any more.
    pub(crate) fn receive(&mut self, step: &Step) -> Vec<Delivered> {
        let process = self.lanes.see(step);
        if !self.lanes.is_known(process) {
            self.suspect_parents_of(step.pid);
        }
        let mut step = step.clone();
        let mut place = self.held.len();
        self.acquit(step.pid);
        match step.report() {
            Some(Report::Join { pid, .. }) => {
                let pid = *pid;
                if !self.joined.insert((step.pid, pid)) {
                    return Vec::new();
                }
                self.living.remove(&pid);
                self.acquit(pid);
            }
            Some(Report::Start { pid, .. }) => {
                let pid = *pid;
                self.living.insert(pid);
                self.parents.remove(&pid);
                // What it has done was seen first, and done later.
                let first = self.held.iter().position(|(_, held)| held.pid == pid);
                if let Some(first) = first {
                    place = first;
                    step.at = self.held[first].1.at;
                }
            }
            Some(Report::Exit { .. }) => drop(self.living.remove(&step.pid)),
            _ => {}
        }
        self.held.insert(place, (process, step));
        self.deliver(false)
    }

    /// What is still held back at the end of the run.
    pub(crate) fn rest(&mut self) -> Vec<Delivered> {
        self.deliver(true)
    }

    fn suspect_parents_of(&mut self, pid: u32) {
        let mut parents = self.living.clone();
        parents.extend(self.parents.keys());
        self.parents.entry(pid).or_insert(parents);
    }

    /// Process `pid` has gone on or ended, and has reported all its starts before.
    fn acquit(&mut self, pid: u32) {
        for parents in self.parents.values_mut() {
            parents.remove(&pid);
        }
    }

    /// What need not be held back; `all` of it when nobody reports any more.
    fn deliver(&mut self, all: bool) -> Vec<Delivered> {
        let mut delivered = Vec::new();
        while let Some((_, Step { pid, .. })) = self.held.front() {
            let pid = *pid;
            let may_be_reported = self.reported
                && self.parents.get(&pid).is_some_and(|parents| !parents.is_empty());
            if !all && may_be_reported {
                break;
            }
            self.parents.remove(&pid);
            let (process, step) = self.held.pop_front().expect("the first");
            let lane = self.lanes.lane(process);
            let whats = self.whats(&step).into_iter();
            delivered.extend(whats.map(|what| Delivered {
                lane,
                at: step.at,
                what,
            }));
        }
        delivered
    }

    /// What is to be shown of a step: each line of a write, or what else was done.
    fn whats(&self, step: &Step) -> Vec<What> {
        let line = |text: &str| What::Line(harmless(text).into_owned());
        let lines: Vec<_> = step.lines().map(|it| line(&it.text())).collect();
        if !lines.is_empty() {
            return lines;
        }
        let code = match step.report() {
            Some(Report::Exit { code }) => {
                return vec![What::Deed(words!("ends, exit code {code}", code))];
            }
            Some(Report::Join { code: Some(code), .. }) => {
                words!(", exit code {code}", code)
            }
            _ => String::new(),
        };
        let action = step.action().into_iter();
        let deeds = action.map(|action| {
            let does = words::does_briefly(language(), &action, |pid| {
                self.lanes.name(*pid)
            });
            What::Deed(does + &code)
        });
        deeds.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use process_workbook::record::{Report, Seen, Step};

    use super::{Delivered, Delivery, What};
    use crate::view::lanes::Lanes;

    const MAIN: u32 = 1;

    fn run() -> Delivery {
        let order = "main\n  start a\n  start b\n\na\n\nb\n";
        let lanes = Lanes::of(&order.parse().expect("an order"), MAIN);
        Delivery::reported(lanes, MAIN)
    }

    fn line(pid: u32, text: &str) -> Step {
        step(pid, Seen::Lines(vec![text.into()]))
    }

    fn start(parent: u32, pid: u32, name: &'static str) -> Step {
        step(parent, Seen::Report(Report::Start { pid, name: name.into() }))
    }

    fn step(pid: u32, seen: Seen) -> Step {
        Step { pid, at: Duration::ZERO, seen }
    }

    /// `a: hello` for each.
    fn texts(run: &Delivery, delivered: &[Delivered]) -> Vec<String> {
        let text = |it: &Delivered| {
            let (What::Line(text) | What::Deed(text)) = &it.what;
            format!("{}: {text}", run.lanes().names()[it.lane])
        };
        delivered.iter().map(text).collect()
    }

    #[track_caller]
    fn delivers(run: &mut Delivery, step: &Step, expected: &[&str]) {
        let delivered = run.receive(step);
        assert_eq!(texts(run, &delivered), expected);
    }

    #[test]
    fn a_line_waits_for_the_report_of_its_start() {
        let mut run = run();
        delivers(&mut run, &line(MAIN, "one"), &["main: one"]);
        delivers(&mut run, &line(7, "hello"), &[]);
        delivers(&mut run, &line(7, "bye"), &[]);
        delivers(
            &mut run,
            &start(MAIN, 7, "a"),
            &["main: starts a", "a: hello", "a: bye"],
        );
        delivers(&mut run, &line(7, "more"), &["a: more"]);
    }

    // F-86
    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        let title = line(MAIN, "\x1b]0;title\x07");
        delivers(&mut run(), &title, &["main: \\u{1b}]0;title\\u{7}"]);
    }

    #[test]
    fn a_grandchild_waits_for_its_parent_alone() {
        let mut run = run();
        delivers(&mut run, &start(MAIN, 7, "a"), &["main: starts a"]);
        delivers(&mut run, &line(8, "grandchild"), &[]);
        delivers(&mut run, &line(MAIN, "main goes on"), &[]);
        delivers(
            &mut run,
            &start(7, 8, "b"),
            &["a: starts b", "b: grandchild", "main: main goes on"],
        );
    }

    #[test]
    fn a_process_that_nobody_can_report_is_named_by_its_pid() {
        let mut run = run();
        delivers(&mut run, &start(MAIN, 7, "a"), &["main: starts a"]);
        delivers(&mut run, &line(9, "by hand"), &[]);
        delivers(&mut run, &line(MAIN, "not mine"), &[]);
        delivers(
            &mut run,
            &step(7, Seen::Report(Report::Exit { code: 0 })),
            &["pid 9: by hand", "main: not mine", "a: ends, exit code 0"],
        );
    }

    #[test]
    fn who_was_killed_reports_nothing() {
        let mut run = run();
        delivers(&mut run, &start(MAIN, 7, "a"), &["main: starts a"]);
        delivers(&mut run, &line(9, "by hand"), &[]);
        delivers(
            &mut run,
            &step(MAIN, Seen::Report(Report::Join { pid: 7, code: Some(-9) })),
            &["pid 9: by hand", "main: joins a, exit code -9"],
        );
    }

    #[test]
    fn only_the_first_join_counts() {
        let mut run = run();
        delivers(&mut run, &start(MAIN, 7, "a"), &["main: starts a"]);
        let join = step(MAIN, Seen::Report(Report::Join { pid: 7, code: Some(0) }));
        delivers(&mut run, &join, &["main: joins a, exit code 0"]);
        delivers(&mut run, &join, &[]);
    }

    #[test]
    fn the_rest_is_delivered_at_the_end() {
        let mut run = run();
        delivers(&mut run, &line(9, "by hand"), &[]);
        let rest = run.rest();
        assert_eq!(texts(&run, &rest), ["pid 9: by hand"]);
    }

    #[test]
    fn the_second_of_a_name_has_a_number() {
        let mut run = run();
        delivers(&mut run, &start(MAIN, 7, "a"), &["main: starts a"]);
        delivers(&mut run, &start(MAIN, 8, "a"), &["main: starts a (2)"]);
        delivers(&mut run, &start(MAIN, 9, "a"), &["main: starts a (3)"]);
    }

    #[test]
    fn without_reports_nothing_waits() {
        let mut run = Delivery::unreported(Lanes::of_pids(MAIN), MAIN);
        delivers(&mut run, &line(9, "hello"), &["pid 9: hello"]);
        delivers(&mut run, &line(MAIN, "one"), &["main: one"]);
    }
}

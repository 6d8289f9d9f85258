//! The search: run after run, until nothing is left that could be different.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::ops::ControlFlow;
use std::process::Command;
use std::time::{Duration, Instant};

use super::causality::Causality;
use super::exploration::{Exploration, Found, Standstill, Unfinished};
use super::footprint::{Actor, Names};
use super::portrait::{Portrait, text_of};
use super::races::Races;
use super::run::{Run, RunEnd, Runner};
use super::slowness::left_open;
use super::tree::{NodeId, Tree};
use crate::trace::{Error, Result, Situation, Stdout, Tracer, Unknown};

/// How long one run may take.
const ONE_RUN: Duration = Duration::from_secs(20);

/// So many times the first run is made again, to see whether it prints the same.
const REPETITIONS: usize = 3;

/// Makes all runs of a program.
pub struct Explorer<'a> {
    command: Box<dyn Fn() -> Command + 'a>,
    stdout: Stdout,
    time: Option<Duration>,
    most_runs: Option<usize>,
    watch: Box<dyn FnMut(&Progress) -> ControlFlow<()> + 'a>,
}

/// How far a search has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many runs were made.
    pub runs: usize,
    /// How many different orders were found.
    pub orders: usize,
    /// How many branches are known that are still to be tried; it grows and shrinks.
    pub left: usize,
}

impl<'a> Explorer<'a> {
    /// For the program of the commands that `command` makes, which are all the same.
    pub fn new(command: impl Fn() -> Command + 'a) -> Self {
        Self {
            command: Box::new(command),
            stdout: Stdout::default(),
            time: None,
            most_runs: None,
            watch: Box::new(|_| ControlFlow::Continue(())),
        }
    }

    /// What the program's stdout is.
    #[must_use]
    pub fn stdout(mut self, stdout: Stdout) -> Self {
        self.stdout = stdout;
        self
    }

    /// Stops after this time, between two runs.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = Some(time);
        self
    }

    /// Stops after so many runs.
    #[must_use]
    pub fn most_runs(mut self, runs: usize) -> Self {
        self.most_runs = Some(runs);
        self
    }

    /// Tells `watch` after each run how far the search has got; `Break` stops it.
    #[must_use]
    pub fn watch(
        mut self,
        watch: impl FnMut(&Progress) -> ControlFlow<()> + 'a,
    ) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// Makes the runs.
    ///
    /// # Errors
    ///
    /// What [`Tracer::start`] says when the program cannot be started or traced.
    pub fn explore(mut self) -> Result<Exploration> {
        let start = Instant::now();
        let mut search = Search::default();
        let mut goal = None;
        loop {
            let run = self.run(&mut search, goal)?;
            if search.begins_anew(&run) {
                goal = None;
                continue;
            }
            search.learn(&run);
            let progress = Progress {
                runs: search.result.runs,
                orders: search.result.found.len(),
                left: search.tree.left(),
            };
            let is_stopped = (self.watch)(&progress).is_break()
                || self.time.is_some_and(|time| start.elapsed() >= time)
                || self.most_runs.is_some_and(|most| progress.runs >= most);
            if is_stopped && progress.left > 0 {
                search.result.unfinished.insert(Unfinished::Bound(progress.left));
                break;
            }
            goal = search.tree.next();
            if goal.is_none() {
                break;
            }
        }
        if self.is_left_to_chance(&search)? {
            search.result.unfinished.insert(Unfinished::Chance);
        }
        Ok(search.result)
    }

    fn run(
        &self,
        search: &mut Search,
        goal: Option<(NodeId, Actor)>,
    ) -> Result<Run> {
        let controller = self.tracer(search.signals).fixed_addresses().start()?;
        Runner::new(controller, &mut search.tree, &mut search.names, goal).run()
    }

    fn tracer(&self, signals: u64) -> Tracer {
        let mut command = (self.command)();
        // Python would put the strings of a set into another order each time.
        command.env("PYTHONHASHSEED", "0");
        Tracer::new(command)
            .stdout(self.stdout)
            .timeout(ONE_RUN)
            .conflicts(signals)
            .quiet()
    }

    /// Whether the first run prints something else when it is made again with other
    /// addresses and other hashes.
    fn is_left_to_chance(&self, search: &Search) -> Result<bool> {
        let Some(found) = search.first.as_ref() else { return Ok(false) };
        for repetition in 1..=REPETITIONS {
            let mut command = (self.command)();
            command.env("PYTHONHASHSEED", repetition.to_string());
            let tracer = Tracer::new(command)
                .stdout(self.stdout)
                .timeout(ONE_RUN)
                .conflicts(search.signals)
                .quiet();
            match print_again(tracer, &found.schedule) {
                Ok(Some(texts)) if texts == found.texts => {}
                Ok(_) | Err(Error::TimedOut) => return Ok(true),
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}

/// What each thread prints when it is its turn as in `schedule`; nothing when it cannot be.
fn print_again(tracer: Tracer, schedule: &[String]) -> Result<Option<Vec<String>>> {
    let mut controller = tracer.start()?;
    for place in schedule {
        let Situation::Held(held) = controller.situation()? else { return Ok(None) };
        let next =
            held.iter().find(|it| it.place == *place && it.readiness.may_go());
        let Some(next) = next else { return Ok(None) };
        controller.let_go(next.actor)?;
    }
    Ok(Some(printed(&controller.execution()?)))
}

/// What was printed, with placeholders in place of pids.
fn printed(execution: &crate::trace::Execution) -> Vec<String> {
    let prints = execution.steps.iter().filter_map(|step| match &step.operation {
        crate::trace::Operation::Print(bytes) => Some(text_of(execution, bytes)),
        _ => None,
    });
    prints.collect()
}

/// The first run, to be made again.
#[derive(Debug)]
struct First {
    schedule: Vec<String>,
    texts: Vec<String>,
}

/// A search on its way.
#[derive(Debug, Default)]
struct Search {
    tree: Tree,
    names: Names,
    /// Which runs that ended have been found, and which that stood still.
    known: HashMap<Portrait, usize>,
    still: BTreeSet<(String, Vec<Vec<u8>>)>,
    first: Option<First>,
    /// The signals that are sent in some run, a bit each.
    signals: u64,
    result: Exploration,
}

impl Search {
    /// Whether the run has shown a signal that nobody has thought of. Then the operations that
    /// it can come between have not been told apart, and all runs have to be made anew.
    fn begins_anew(&mut self, run: &Run) -> bool {
        let signals = self.signals | run.execution.signals;
        let is_new = signals != self.signals;
        if is_new {
            *self = Self { signals, ..Self::default() };
        }
        is_new
    }

    /// Takes in what a run has shown.
    fn learn(&mut self, run: &Run) {
        self.result.runs += 1;
        self.result.unfinished.extend(run.unfinished.iter().cloned());
        // An order has words for writes that do not end their lines.
        let unknown = run
            .execution
            .unknown
            .iter()
            .filter(|it| **it != Unknown::Pieces)
            .cloned();
        self.result.unfinished.extend(unknown.map(Unfinished::Unknown));
        let causality = Causality::of(&run.execution, &mut self.names);
        let races = Races {
            execution: &run.execution,
            causality: &causality,
            path: &run.path,
        };
        races.reverse(run.first_new, &mut self.tree, &mut self.names);
        let open = left_open(&run.execution, &causality, &run.path, &self.tree);
        self.result.unfinished.extend(open);
        match &run.end {
            RunEnd::Cut(reason) => {
                self.result.unfinished.insert(reason.clone());
            }
            RunEnd::Redundant => self.result.redundant += 1,
            RunEnd::Ended | RunEnd::StandsStill => self.enter(run, &causality),
        }
    }

    fn enter(&mut self, run: &Run, causality: &Causality) {
        let Ok((portrait, order)) = Portrait::of(&run.execution, causality) else {
            // A name that no order can have.
            self.result.unfinished.insert(Unfinished::Diverged);
            return;
        };
        let actors = &run.execution.actors;
        let schedule = run.execution.choices.iter();
        let schedule: Vec<_> =
            schedule.map(|it| actors[it.actor].place.clone()).collect();
        if self.first.is_none() {
            let texts = printed(&run.execution);
            self.first = Some(First { schedule: schedule.clone(), texts });
        }
        let found = Found { order, schedule, portrait: portrait.clone() };
        if run.end == RunEnd::Ended {
            if !self.known.contains_key(&portrait) {
                self.known.insert(portrait, self.result.found.len());
                self.result.found.push(found);
            }
            return;
        }
        let deadlock = run.execution.deadlock.clone();
        let who = deadlock.as_ref().map_or_else(String::new, ToString::to_string);
        let texts = found.texts().into_iter().collect();
        if self.still.insert((who, texts)) {
            self.result.standstills.push(Standstill { begun: found, deadlock });
        }
    }
}

impl fmt::Debug for Explorer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer").finish_non_exhaustive()
    }
}

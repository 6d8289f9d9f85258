//! The search: run after run, until nothing is left that could be different.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::ControlFlow;
use std::process::Command;
use std::time::{Duration, Instant};

use process_order::{Action, Order};

use super::causality::Causality;
use super::exploration::{Exploration, Found, Standstill, Unfinished};
use super::footprint::{Actor, Names};
use super::portrait::{Portrait, Write, writes};
use super::races::Races;
use super::run::{Run, RunEnd, Runner};
use super::slowness::left_open;
use super::tree::{NodeId, Tree};
use crate::trace::{Error, Execution, Result, Situation, Stdout, Tracer, Unknown};

/// How long one run may take.
const ONE_RUN: Duration = Duration::from_secs(20);

/// The same of the last one, which may go on when the time for all of them is up.
const LAST_RUN: Duration = Duration::from_secs(2);

/// So many times one run is made again, to see whether it prints the same. Of three
/// things in a random order, that misses the randomness once in a million.
const REPETITIONS: usize = 8;

/// So often a run is made at most that does not do what it did before.
const TRIES: usize = 3;

/// So many addresses and hashes are tried at most, and so many in a row that bring nothing.
const CHANCES: usize = 40;
const IN_VAIN: usize = 12;

type Wanted<'a> = Box<dyn FnMut(&Order) -> bool + 'a>;

type Watch<'a> = Box<dyn FnMut(&Progress<'_>) -> ControlFlow<()> + 'a>;

/// Makes all runs of a program.
pub struct Explorer<'a> {
    command: Box<dyn Fn() -> Command + 'a>,
    stdout: Stdout,
    time: Option<Duration>,
    most_runs: Option<usize>,
    watch: Watch<'a>,
    is_wanted: Wanted<'a>,
    start: Instant,
}

/// How far a search has got.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// What was found.
    pub so_far: &'a Exploration,
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
            is_wanted: Box::new(|_| false),
            start: Instant::now(),
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
        watch: impl FnMut(&Progress<'_>) -> ControlFlow<()> + 'a,
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
        self.start = Instant::now();
        let mut search = Search::default();
        let is_over = self.search(&mut search, Chance::NONE)?;
        // What is unfinished anyway need not be held against other addresses.
        if is_over && let Some(why) = self.is_left_to_chance(&search)? {
            search.result.unfinished.insert(why);
            self.search_by_chance(&mut search)?;
        }
        Ok(search.result)
    }

    /// Makes runs until one of them has an order that `is_wanted`, and gives that run; nothing
    /// when there is none, or none was found in time.
    ///
    /// # Errors
    ///
    /// As [`explore`](Self::explore) has them.
    pub fn find(
        mut self,
        is_wanted: impl FnMut(&Order) -> bool + 'a,
    ) -> Result<Option<Execution>> {
        self.start = Instant::now();
        self.is_wanted = Box::new(is_wanted);
        let mut search = Search::default();
        self.search(&mut search, Chance::NONE)?;
        Ok(search.found)
    }

    /// Makes all runs with these addresses and hashes; `false` when it was stopped before.
    fn search(&mut self, search: &mut Search, chance: Chance) -> Result<bool> {
        let mut goal = None;
        loop {
            let run = self.run(search, chance, goal)?;
            if search.begins_anew(&run) {
                goal = None;
                continue;
            }
            let known = search.result.found.len();
            search.learn(&run);
            let new = search.result.found.get(known..).unwrap_or_default();
            if new.iter().any(|found| (self.is_wanted)(&found.order)) {
                search.found = Some(run.execution);
                return Ok(false);
            }
            let (so_far, left) = (&search.result, search.tree.left());
            let progress = Progress { so_far, left };
            let is_stopped = (self.watch)(&progress).is_break()
                || self.is_late()
                || self.most_runs.is_some_and(|most| so_far.runs >= most);
            if is_stopped && left > 0 {
                search.result.unfinished.insert(Unfinished::Bound(left));
                return Ok(false);
            }
            goal = search.tree.next();
            if goal.is_none() {
                return Ok(!is_stopped);
            }
        }
    }

    /// Makes one run; again, if it did not do what it did before: a machine that is busy can
    /// make a process seem to wait that does not.
    fn run(
        &self,
        search: &mut Search,
        chance: Chance,
        goal: Option<(NodeId, Actor)>,
    ) -> Result<Run> {
        let mut tries = 1;
        loop {
            let tracer = self.tracer(chance, search.signals).fixed_addresses();
            let controller = match tracer.start() {
                // It has done too much before its first step that another could notice.
                Err(Error::TimedOut) => return Ok(Run::timed_out()),
                controller => controller?,
            };
            let runner =
                Runner::new(controller, &mut search.tree, &mut search.names, goal);
            let run = runner.run()?;
            if run.end != RunEnd::Cut(Unfinished::Diverged) || tries == TRIES {
                return Ok(run);
            }
            tries += 1;
        }
    }

    /// Makes the runs with other addresses and hashes, too, as long as there is time and they
    /// bring something new.
    fn search_by_chance(&mut self, search: &mut Search) -> Result<()> {
        let mut in_vain = 0;
        for number in 1..=CHANCES {
            let before = search.result.found.len();
            search.forget_the_way();
            if !self.search(search, Chance(number))? {
                return Ok(());
            }
            let is_new = search.result.found.len() > before;
            in_vain = if is_new { 0 } else { in_vain + 1 };
            if in_vain == IN_VAIN {
                return Ok(());
            }
        }
        Ok(())
    }

    fn tracer(&self, chance: Chance, signals: u64) -> Tracer {
        let left = self.time.map_or(ONE_RUN, |time| {
            time.saturating_sub(self.start.elapsed()).max(LAST_RUN)
        });
        let mut command = (self.command)();
        // Python would put the strings of a set into another order each time; and the length
        // of a variable moves what the program puts into its memory after it.
        command.env("PYTHONHASHSEED", chance.0.to_string());
        command.env("WORKBOOK_CHANCE", "x".repeat(8 * chance.0));
        Tracer::new(command)
            .stdout(self.stdout)
            .timeout(left.min(ONE_RUN))
            .conflicts(signals)
            .quiet()
    }

    /// Whether the time is up.
    fn is_late(&self) -> bool {
        self.time.is_some_and(|time| self.start.elapsed() >= time)
    }

    /// Whether a run prints something else when it is made again with other addresses and
    /// other hashes; or there is no time to see.
    fn is_left_to_chance(&self, search: &Search) -> Result<Option<Unfinished>> {
        let result = &search.result;
        let begun = result.standstills.iter().map(|it| &it.begun);
        let all = result.found.iter().chain(begun);
        // What prints the most shows the most.
        let found = all.max_by_key(|it| it.portrait.writes().len());
        let Some(found) = found else { return Ok(None) };
        for number in 1..=REPETITIONS {
            if self.is_late() {
                return Ok(Some(Unfinished::TimedOut));
            }
            let tracer = self.tracer(Chance(number), search.signals);
            match print_again(tracer, &found.schedule) {
                Ok(Some(writes)) if writes == found.portrait.writes() => {}
                Ok(_) => return Ok(Some(Unfinished::Chance)),
                Err(Error::TimedOut) => return Ok(Some(Unfinished::TimedOut)),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// What a program can take for random, if it does: a number for the hashes of Python and for
/// where memory is.
#[derive(Clone, Copy, Debug)]
struct Chance(usize);

impl Chance {
    const NONE: Self = Self(0);
}

/// What each thread prints when it is its turn as in `schedule`; nothing when it cannot be.
fn print_again(tracer: Tracer, schedule: &[String]) -> Result<Option<Vec<Write>>> {
    let mut controller = tracer.start()?;
    for place in schedule {
        let Situation::Held(held) = controller.situation()? else { return Ok(None) };
        let next =
            held.iter().find(|it| it.place == *place && it.readiness.may_go());
        let Some(next) = next else { return Ok(None) };
        controller.let_go(next.actor)?;
    }
    Ok(Some(writes(&controller.execution()?)))
}

/// A search on its way.
#[derive(Debug, Default)]
struct Search {
    tree: Tree,
    names: Names,
    /// Which runs that ended have been found, and where; and which that stood still.
    known: HashMap<Portrait, usize>,
    still: HashSet<(String, Portrait)>,
    /// The run that was wanted.
    found: Option<Execution>,
    /// The signals that are sent in some run, a bit each.
    signals: u64,
    result: Exploration,
}

impl Search {
    /// Whether the run has shown a signal that nobody has thought of. Then the operations that
    /// it can come between have not been told apart, and all runs have to be made anew. What
    /// earlier runs have shown stays: nobody had sent that signal in them.
    fn begins_anew(&mut self, run: &Run) -> bool {
        let signals = self.signals | run.execution.signals;
        let is_new = signals != self.signals;
        if is_new {
            self.signals = signals;
            self.forget_the_way();
        }
        is_new
    }

    /// Keeps what was found, and begins with another first run.
    fn forget_the_way(&mut self) {
        self.tree = Tree::default();
        self.names = Names::default();
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
        if run.end == RunEnd::Cut(Unfinished::Diverged) {
            // What it did last is on no path of the tree, so it cannot be held against one.
            self.result.unfinished.insert(Unfinished::Diverged);
            return;
        }
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
            RunEnd::Ended | RunEnd::StandsStill => {
                let sure = Causality::that_is_sure(&run.execution, &mut self.names);
                self.enter(run, &sure);
            }
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
        let found = Found { order, schedule, portrait: portrait.clone() };
        if run.end == RunEnd::Ended {
            let all = &mut self.result.found;
            let place = *self.known.entry(portrait).or_insert(all.len());
            match all.get_mut(place) {
                None => all.push(found),
                // A look that finds a child ended by chance is a join, and orders nothing in
                // the runs in which it comes too early. Who reads the order is to see what
                // the program waits for.
                Some(known) if waits(&known.order) < waits(&found.order) => {
                    *known = found;
                }
                Some(_) => {}
            }
            return;
        }
        let deadlock = run.execution.deadlock.clone();
        let who = deadlock.as_ref().map_or_else(String::new, ToString::to_string);
        if self.still.insert((who, portrait)) {
            self.result.standstills.push(Standstill { begun: found, deadlock });
        }
    }
}

/// How few joins there are, and how late they come.
fn waits(order: &Order) -> (Reverse<usize>, usize) {
    let places = order.histories().iter().flat_map(|history| {
        let actions = history.actions.iter().enumerate();
        actions.filter_map(|(at, it)| matches!(it, Action::Join(_)).then_some(at))
    });
    (Reverse(places.clone().count()), places.sum())
}

impl fmt::Debug for Explorer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer").finish_non_exhaustive()
    }
}

//! Looks for a run that prints exactly what is wanted.
//!
//! The first run is led: whoever can print the next wanted line goes first, a line that is
//! not wanted now is not printed, and in between everybody else goes on in the order of
//! arrival, but ends last. That is enough for most outputs. The second way is exact where it
//! can be gone: one whole run says what of it comes before what, so that its steps can be
//! [scheduled](Execution::schedule) anew. If that run does not allow what is wanted, all runs
//! are [explored](Explorer) until one does. Then more runs are led, each with one choice or two
//! made otherwise than before, the latest first. Only choices are made otherwise that can make
//! a difference: who starts a process or opens a file changes nothing for others.
//!
//! The search is bounded. That it finds nothing says nothing about what is possible.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use anyhow::Result;
use process_order::{Cases, Order};
use process_workbook::explore::Explorer;
use process_workbook::trace::{
    Controller, Deadlock, Error, Execution, Held, Operation, Readiness, Situation,
};

use super::goal::{Goal, refuse_nothing};
use super::progress::{Progress, Step};
use super::{PATIENCE, Target, refused};
use crate::terminal::progress;
use crate::words::words;

/// How much is tried.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) runs: usize,
    pub(crate) time: Duration,
}

/// A search, and how many runs it has made.
pub(crate) struct Search<'a> {
    target: &'a Target,
    goal: &'a Goal,
    bounds: Bounds,
    start: Instant,
    pub(crate) runs: usize,
    /// Whether a run was ended because somebody in it computed without end.
    pub(crate) is_endless: bool,
    /// Where the best of the runs that failed came to an end.
    pub(crate) stuck: Option<Stuck>,
}

/// Where nobody could print the next line.
pub(crate) struct Stuck {
    /// How many lines were printed.
    pub(crate) after: usize,
    pub(crate) held: Vec<Held>,
    pub(crate) deadlock: Option<Deadlock>,
}

/// How a run is led.
#[derive(Clone, Debug, Default)]
struct Lead {
    seed: usize,
    /// Whether processes end as soon as they can, and not as late.
    ends_first: bool,
    /// At which choice another one goes than the first, and which.
    turns: Vec<(usize, usize)>,
}

/// How a run went that was led.
enum Led {
    /// To its end. How many could have gone at each choice, and made a difference, is known
    /// here too.
    Ended(Box<Execution>, Vec<usize>, Stuck),
    Stuck(Vec<usize>, Stuck),
}

/// So many different orders of a Python set are tried.
const SEEDS: usize = 200;

/// So many choices are made otherwise in one run.
const TURNS: usize = 2;

impl<'a> Search<'a> {
    pub(crate) fn new(target: &'a Target, goal: &'a Goal, bounds: Bounds) -> Self {
        Self {
            target,
            goal,
            bounds,
            start: Instant::now(),
            runs: 0,
            is_endless: false,
            stuck: None,
        }
    }

    /// A run that has printed exactly what is wanted, if one is found.
    pub(crate) fn run(&mut self) -> Result<Option<Execution>> {
        refuse_nothing(self.goal)?;
        let looking = words!("looking for a run that prints exactly this");
        progress::spinner(looking.to_owned());
        let found = self.look();
        drop(progress::clear());
        found
    }

    fn look(&mut self) -> Result<Option<Execution>> {
        let mut waiting = VecDeque::new();
        for ends_first in [false, true] {
            let lead = Lead { ends_first, ..Lead::default() };
            if let Some(run) = self.lead(&lead, &mut waiting)? {
                return Ok(Some(run));
            }
            if self.is_over() {
                return Ok(None);
            }
            if !ends_first {
                let run = self.start(0)?.finish()?;
                if let Some(run) = self.replay(&run)? {
                    return Ok(Some(run));
                }
            }
        }
        if self.target.is_python {
            for seed in 1..SEEDS {
                let lead = Lead { seed, ..Lead::default() };
                if self.is_over() {
                    return Ok(None);
                }
                if let Some(run) = self.lead(&lead, &mut VecDeque::new())? {
                    return Ok(Some(run));
                }
            }
        }
        if let Some(run) = self.explore()? {
            return Ok(Some(run));
        }
        while let Some(lead) = waiting.pop_front() {
            if self.is_over() {
                return Ok(None);
            }
            if let Some(run) = self.lead(&lead, &mut waiting)? {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }

    fn is_over(&self) -> bool {
        self.is_endless
            || self.runs >= self.bounds.runs
            || self.start.elapsed() >= self.bounds.time
    }

    fn start(&mut self, seed: usize) -> Result<Controller> {
        self.runs += 1;
        // What the program says on stderr would be said in every run.
        let tracer = self.target.tracer(seed).quiet();
        let patience = self.bounds.time.min(PATIENCE);
        refused(tracer.timeout(self.bounds.time).patience(patience).start())
    }

    /// `run` once more with its lines as they are wanted.
    fn replay(&mut self, run: &Execution) -> Result<Option<Execution>> {
        let prints = self.goal.prints(run);
        let Some(schedule) = prints.and_then(|prints| run.schedule(&prints)) else {
            return Ok(None);
        };
        match schedule.replay(self.start(0)?) {
            Ok(replay) if self.goal.is_output_of(&replay.execution) => {
                Ok(Some(replay.execution))
            }
            Ok(_) | Err(Error::TimedOut) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// One of all runs that allows what is wanted, and that run once more with its lines as
    /// they are wanted. The explorer knows of a run what can be swapped in it.
    fn explore(&mut self) -> Result<Option<Execution>> {
        // In a run it is a number.
        let cpus = process_workbook::cpu_count().to_string();
        let text = self.goal.to_string().replace("[cpus]", &cpus);
        let left = self.bounds.time.saturating_sub(self.start.elapsed()) / 2;
        let is_wanted = |order: &Order| {
            Cases::from(order.clone()).check_text(&text).is_possible()
        };
        let found = Explorer::new(|| self.target.command(0)).time(left);
        let Some(run) = refused(found.find(is_wanted))? else { return Ok(None) };
        self.replay(&run)
    }

    /// Makes the run that `lead` says. When it is stuck, the runs that make one more choice
    /// otherwise are added to those that are `waiting`.
    fn lead(
        &mut self,
        lead: &Lead,
        waiting: &mut VecDeque<Lead>,
    ) -> Result<Option<Execution>> {
        let started = self.start(lead.seed);
        let controller = match started {
            Err(error) if is_timeout(&error) => {
                self.is_endless = true;
                return Ok(None);
            }
            started => started?,
        };
        match led(controller, self.goal, lead) {
            Ok(Led::Ended(run, ..)) if self.goal.is_output_of(&run) => {
                return Ok(Some(*run));
            }
            Ok(Led::Ended(_, choices, stuck) | Led::Stuck(choices, stuck)) => {
                let first = lead.turns.last().map_or(0, |(choice, _)| choice + 1);
                if lead.turns.len() < TURNS {
                    for choice in (first..choices.len()).rev() {
                        for turn in 1..choices[choice] {
                            let mut other = lead.clone();
                            other.turns.push((choice, turn));
                            waiting.push_back(other);
                        }
                    }
                }
                let best = self.stuck.as_ref().map(|best| best.after);
                if best.is_none_or(|best| best < stuck.after) {
                    self.stuck = Some(stuck);
                }
            }
            Err(Error::TimedOut) => self.is_endless = true,
            Err(error) => return Err(error.into()),
        }
        Ok(None)
    }
}

fn is_timeout(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<Error>(), Some(Error::TimedOut))
}

/// Leads a run to print what is wanted, and then to its end.
fn led(
    mut controller: Controller,
    goal: &Goal,
    lead: &Lead,
) -> process_workbook::trace::Result<Led> {
    let mut progress = Progress::new(goal);
    let mut rounds = Rounds::default();
    let mut choices = Vec::new();
    loop {
        let (held, deadlock) = match controller.situation()? {
            Situation::Held(held) => (held, None),
            Situation::Deadlock(deadlock) => (Vec::new(), Some(deadlock)),
            Situation::Ended => {
                let run = controller.finish()?;
                let stuck = Stuck {
                    after: progress.lines,
                    held: Vec::new(),
                    deadlock: None,
                };
                return Ok(Led::Ended(Box::new(run), choices, stuck));
            }
        };
        progress.meet(&held);
        let mut able = able(&held, &progress, &rounds, lead.ends_first);
        let choice = choices.len();
        choices.push(able.len());
        let turn = lead.turns.iter().find(|(it, _)| *it == choice);
        let turn = turn.map_or(0, |(_, turn)| *turn);
        if turn >= able.len() {
            let stuck = Stuck { after: progress.lines, held, deadlock };
            return Ok(Led::Stuck(choices, stuck));
        }
        let (chosen, step) = able.swap_remove(turn);
        rounds.note(chosen);
        controller.let_go(chosen.actor)?;
        if let Some(step) = step {
            progress.take(step);
        }
    }
}

/// Who goes round in a circle: looks, or sleeps and looks, while nobody else does anything
/// that it could find. To look once more is then to wait.
#[derive(Default)]
struct Rounds(HashMap<usize, usize>);

impl Rounds {
    /// After so many looks it is the turn of those who would go last.
    const MANY: usize = 20;
    /// After so many it is taken to look forever.
    const TOO_MANY: usize = 500;

    /// `held` is let go.
    fn note(&mut self, held: &Held) {
        if looks(&held.operation) {
            *self.0.entry(held.actor).or_insert(0) += 1;
        } else {
            self.0.clear();
        }
    }

    fn of(&self, held: &Held) -> usize {
        if looks(&held.operation) {
            self.0.get(&held.actor).copied().unwrap_or(0)
        } else {
            0
        }
    }
}

/// Whether nobody else can find out that it was done.
fn looks(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Wait { polls: true, .. }
            | Operation::Poll { .. }
            | Operation::Sleep(_)
            | Operation::Yield
    )
}

/// Who may go now, the first one being whoever goes unless another turn is taken. What a
/// print would come to is beside him who prints.
fn able<'a>(
    held: &'a [Held],
    progress: &Progress<'_>,
    rounds: &Rounds,
    ends_first: bool,
) -> Vec<(&'a Held, Option<Step>)> {
    let may_go = || held.iter().filter(|held| held.readiness.may_go());
    let prints = may_go().filter_map(|held| match &held.operation {
        Operation::Print(bytes) => Some((held, Some(progress.with(held, bytes)?))),
        _ => None,
    });
    let prints: Vec<_> = prints.collect();
    if !prints.is_empty() {
        return prints;
    }
    let others = may_go().filter(|it| !matches!(it.operation, Operation::Print(_)));
    let others = others.filter(|held| rounds.of(held) < Rounds::TOO_MANY);
    let mut others: Vec<_> = others.collect();
    others.sort_by_key(|held| {
        let goes_round = rounds.of(held) >= Rounds::MANY;
        (goes_round, rank(held, ends_first))
    });
    // Whoever comes later makes a difference only by something that others can see.
    let first = others.first().map(|first| first.actor);
    let matter = others
        .into_iter()
        .filter(|held| Some(held.actor) == first || matters(&held.operation));
    matter.map(|held| (held, None)).collect()
}

/// What has a smaller rank goes first.
fn rank(held: &Held, ends_first: bool) -> (usize, Duration) {
    let is_end = matches!(held.operation, Operation::Exit { .. });
    match held.readiness {
        _ if is_end => (if ends_first { 0 } else { 2 }, Duration::ZERO),
        Readiness::TimesOut { due } => {
            let is_sleep = matches!(held.operation, Operation::Sleep(_));
            (if is_sleep { 1 } else { 3 }, due)
        }
        _ => (1, Duration::ZERO),
    }
}

/// Whether it can make a difference when somebody does this.
fn matters(operation: &Operation) -> bool {
    !matches!(
        operation,
        Operation::Fork
            | Operation::StartThread
            | Operation::Exec { .. }
            | Operation::Begin
            | Operation::Yield
    )
}

//! One run: along a way that is known, then one choice that is new, then on as it comes.
//!
//! Beyond the new choice whoever went last goes on until he waits, then the oldest who can.
//! That lets a process arrive at its waiting before somebody ends it, which makes for fewer
//! races that come to nothing; and it lets those who only look, again and again, go last.

use std::collections::HashMap;

use super::exploration::Unfinished;
use super::footprint::{Actor, Footprint, Names};
use super::tree::{Branch, Candidate, Node, NodeId, Tree};
use crate::trace::{
    Controller, Deadlock, Error, Execution, Held, Outcome, Readiness, Result,
    Situation,
};

/// So many looks in vain in a row are made, if it is not seen that they go in a circle.
const MOST_IDLE: usize = 50;

/// So many choices a run has at most.
const MOST_CHOICES: usize = 50_000;

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RunEnd {
    /// All processes have ended.
    Ended,
    /// Nobody can go on; or whoever can goes in a circle.
    StandsStill,
    /// Whatever could come next is a repetition of another run.
    Redundant,
    /// It was broken off.
    Cut(Unfinished),
}

/// A run that was made.
#[derive(Debug)]
pub(super) struct Run {
    /// The state before each choice.
    pub(super) path: Vec<NodeId>,
    pub(super) execution: Execution,
    pub(super) end: RunEnd,
    /// The first choice that no earlier run has made.
    pub(super) first_new: usize,
    /// What is not known because of this run.
    pub(super) unfinished: Vec<Unfinished>,
}

/// A run on its way.
pub(super) struct Runner<'a> {
    controller: Controller,
    tree: &'a mut Tree,
    names: &'a mut Names,
    /// What is to be done first.
    way: Vec<(NodeId, Actor)>,
    path: Vec<NodeId>,
    /// Who is asleep in the state that comes.
    sleep: Vec<(Actor, Footprint)>,
    done: Vec<(Actor, Footprint)>,
    last: Option<(Actor, bool)>,
    loops: Loops,
    deadlock: Option<Deadlock>,
    unfinished: Vec<Unfinished>,
}

impl Run {
    /// One that did not even begin in time.
    pub(super) fn timed_out() -> Self {
        Self {
            path: Vec::new(),
            execution: Execution::default(),
            end: RunEnd::Cut(Unfinished::TimedOut),
            first_new: 0,
            unfinished: Vec::new(),
        }
    }
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        controller: Controller,
        tree: &'a mut Tree,
        names: &'a mut Names,
        goal: Option<(NodeId, Actor)>,
    ) -> Self {
        let way = goal.map(|(node, actor)| {
            let mut way = tree.path(node);
            way.push((node, actor));
            way
        });
        Self {
            controller,
            tree,
            names,
            way: way.unwrap_or_default(),
            path: Vec::new(),
            sleep: Vec::new(),
            done: Vec::new(),
            last: None,
            loops: Loops::default(),
            deadlock: None,
            unfinished: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<Run> {
        let first_new = self.way.len().saturating_sub(1);
        let followed = self.follow();
        let deadlock = self.deadlock.take();
        let run = followed.and_then(|end| Ok((end, self.controller.execution()?)));
        let (end, execution) = match run {
            Ok((end, execution)) => (end, Execution { deadlock, ..execution }),
            Err(Error::TimedOut) => {
                (RunEnd::Cut(Unfinished::TimedOut), Execution::default())
            }
            Err(error) => return Err(error),
        };
        Ok(Run {
            path: self.path,
            execution,
            end,
            first_new,
            unfinished: self.unfinished,
        })
    }

    fn follow(&mut self) -> Result<RunEnd> {
        loop {
            let held = match self.controller.situation()? {
                Situation::Ended => return Ok(RunEnd::Ended),
                Situation::Deadlock(deadlock) => {
                    self.deadlock = Some(deadlock);
                    return Ok(RunEnd::StandsStill);
                }
                Situation::Held(held) => held,
            };
            if self.path.len() >= MOST_CHOICES {
                return Ok(RunEnd::Cut(Unfinished::TooLong));
            }
            let candidates = self.candidates(&held);
            let Some(node) = self.enter(candidates) else {
                return Ok(RunEnd::Cut(Unfinished::Diverged));
            };
            let actor = match self.choose(node, &held) {
                Ok(actor) => actor,
                Err(end) => return Ok(end),
            };
            if !self.let_go(node, actor, &held)? {
                return Ok(RunEnd::Cut(Unfinished::Diverged));
            }
        }
    }

    fn candidates(&mut self, held: &[Held]) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for held in held {
            let actor = self.names.actor(&held.place);
            let mut candidate = Candidate::of(held, actor, self.names);
            if self.last == Some((actor, true)) {
                self.loops.arrive(actor, held.state, &self.done);
            }
            if self.loops.goes_in_a_circle(actor) {
                candidate.may_go = false;
                candidate.only_helper = None;
            }
            candidates.push(candidate);
        }
        candidates.sort_by_key(|it| it.actor);
        candidates
    }

    /// The state that the run has come to; nothing when the run is not the one that it was.
    fn enter(&mut self, candidates: Vec<Candidate>) -> Option<NodeId> {
        let depth = self.path.len();
        let node = if let Some((node, _)) = self.way.get(depth) {
            if self.tree.nodes[*node].candidates != candidates {
                return None;
            }
            *node
        } else {
            let before = self.path.last().copied();
            let parent = before.zip(self.done.last().map(|(actor, _)| *actor));
            let sleep = std::mem::take(&mut self.sleep);
            self.tree.enter(Node {
                parent,
                depth,
                candidates,
                sleep,
                ..Node::default()
            })
        };
        Some(node)
    }

    fn choose(
        &mut self,
        node: NodeId,
        held: &[Held],
    ) -> std::result::Result<Actor, RunEnd> {
        if let Some((_, actor)) = self.way.get(self.path.len()) {
            return Ok(*actor);
        }
        let state = &self.tree.nodes[node];
        let able = state.candidates.iter().filter(|it| it.may_go);
        let able: Vec<_> = able.map(|it| it.actor).collect();
        if able.is_empty() {
            return Err(RunEnd::StandsStill);
        }
        let awake = able.iter().filter(|it| !state.is_asleep(**it));
        let awake: Vec<_> = awake.copied().collect();
        if awake.is_empty() {
            return Err(RunEnd::Redundant);
        }
        let passes_time = |actor: Actor| {
            held.iter().any(|held| {
                self.names.place(actor) == held.place
                    && matches!(held.readiness, Readiness::TimesOut { .. })
            })
        };
        let chosen = awake
            .into_iter()
            .filter(|actor| self.loops.idle(*actor) < MOST_IDLE)
            .min_by_key(|actor| {
                let goes_on = self.last == Some((*actor, false));
                (self.loops.idle(*actor), passes_time(*actor), !goes_on, *actor)
            });
        chosen.ok_or(RunEnd::Cut(Unfinished::Looks))
    }

    /// Whether it has done what it did before, if it did it before.
    fn let_go(&mut self, node: NodeId, actor: Actor, held: &[Held]) -> Result<bool> {
        let place = self.names.place(actor).to_owned();
        let Some(held) = held.iter().find(|it| it.place == place) else {
            return Ok(false);
        };
        if self.controller.let_go(held.actor)? == Outcome::Waits {
            self.unfinished.push(Unfinished::Waits(held.operation.to_string()));
        }
        let choice = self.controller.last_choice()?;
        let footprint = self.names.footprint(&choice.touches);
        let state = &mut self.tree.nodes[node];
        let known = state.branches.iter().find(|it| it.actor == actor);
        if known.is_some_and(|known| known.footprint != footprint) {
            return Ok(false);
        }
        if known.is_none() {
            state.branches.push(Branch { actor, footprint: footprint.clone() });
            if !state.wanted.contains(&actor) {
                state.wanted.push(actor);
            }
        }
        self.sleep = state.sleep_after(actor, &footprint);
        self.loops.note(actor, &footprint, choice.is_idle);
        self.path.push(node);
        self.done.push((actor, footprint));
        self.last = Some((actor, choice.is_idle));
        Ok(true)
    }
}

/// Who looks again and again.
#[derive(Debug, Default)]
struct Loops {
    /// How many of the last choices of each came to nothing.
    idle: HashMap<Actor, usize>,
    /// What each was like when it had looked in vain, and how many choices there had been.
    seen: HashMap<Actor, Vec<(u64, usize)>>,
    /// Who goes in a circle, and what its looks touch.
    circles: HashMap<Actor, Footprint>,
}

impl Loops {
    fn idle(&self, actor: Actor) -> usize {
        self.idle.get(&actor).copied().unwrap_or(0)
    }

    fn goes_in_a_circle(&self, actor: Actor) -> bool {
        self.circles.contains_key(&actor)
    }

    /// `actor` was let go.
    fn note(&mut self, actor: Actor, footprint: &Footprint, is_idle: bool) {
        if is_idle {
            *self.idle.entry(actor).or_default() += 1;
        } else {
            self.idle.remove(&actor);
            self.seen.remove(&actor);
        }
        self.circles.retain(|_, looks| !looks.conflicts_with(footprint));
    }

    /// `actor` has come to its next operation after a look in vain.
    fn arrive(
        &mut self,
        actor: Actor,
        state: Option<u64>,
        done: &[(Actor, Footprint)],
    ) {
        let Some(state) = state else { return };
        let seen = self.seen.entry(actor).or_default();
        let before = seen.iter().rev().find(|(it, _)| *it == state);
        if let Some((_, start)) = before {
            let (own, others): (Vec<_>, Vec<_>) =
                done[*start..].iter().partition(|(it, _)| *it == actor);
            let looks =
                own.iter().fold(Footprint::default(), |all, (_, it)| all.and(it));
            if others.iter().all(|(_, it)| !it.conflicts_with(&looks)) {
                self.circles.insert(actor, looks);
            }
        }
        seen.push((state, done.len()));
    }
}

//! What has been tried: a tree of the states that runs have come to.
//!
//! A node is a state: all threads are held, and somebody goes next. What leads away from it
//! are *branches*, one for each thread that was let go there in some run. Which ones are
//! wanted is decided by the [races](super::races) that are found; the search is over when all
//! that are wanted have been taken.
//!
//! A *sleep set* (Godefroid, "Partial-order methods for the verification of concurrent
//! systems", 1996) keeps a thread from being let go where that would only repeat a run in
//! another order. When branch `p` was taken before branch `q`, then below `q` the same
//! operation of `p` is asleep until something conflicts with it: as long as nothing does, a
//! run that lets it go is one that starts with `p`, swapped, and those are made below `p`.
//! That holds in whichever order the tree is completed, because `q` refers only to branches
//! that were begun before it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::footprint::{Actor, Footprint, Names};
use crate::trace::Held;

/// A position in the tree.
pub(super) type NodeId = usize;

/// A thread in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) actor: Actor,
    /// What it would do, without what differs from run to run.
    pub(super) operation: String,
    pub(super) may_go: bool,
    /// Who alone could end its waiting.
    pub(super) only_helper: Option<String>,
    /// What the operation would touch that a signal interrupts, if it takes one.
    pub(super) interrupted: Option<Footprint>,
}

/// A thread that was let go in a state.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) actor: Actor,
    pub(super) footprint: Footprint,
}

/// How far it is from the beginning, where, and who.
type Open = (Reverse<usize>, NodeId, Actor);

/// A state.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The state before, and who was let go there.
    pub(super) parent: Option<(NodeId, Actor)>,
    /// How many choices lead here.
    pub(super) depth: usize,
    pub(super) candidates: Vec<Candidate>,
    pub(super) sleep: Vec<(Actor, Footprint)>,
    /// Those that were let go here, in this order.
    pub(super) branches: Vec<Branch>,
    /// Those that were, and those that are still to be.
    pub(super) wanted: Vec<Actor>,
}

/// All states.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// What is wanted and has not been tried. What is near the beginning of a run comes first:
    /// the ends of runs differ in little, and a search that is stopped should have found much.
    open: BinaryHeap<Open>,
}

impl Tree {
    /// The choices that lead to a state.
    pub(super) fn path(&self, node: NodeId) -> Vec<(NodeId, Actor)> {
        let mut path = Vec::new();
        let mut here = node;
        while let Some((before, actor)) = self.nodes[here].parent {
            path.push((before, actor));
            here = before;
        }
        path.reverse();
        path
    }

    pub(super) fn enter(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// `actor` is to be let go in a state, unless it was or will be.
    pub(super) fn want(&mut self, node: NodeId, actor: Actor) {
        let wanted = &mut self.nodes[node].wanted;
        if !wanted.contains(&actor) {
            wanted.push(actor);
            let depth = Reverse(self.nodes[node].depth);
            self.open.push((depth, node, actor));
        }
    }

    /// What to try next.
    pub(super) fn next(&mut self) -> Option<(NodeId, Actor)> {
        self.open.pop().map(|(_, node, actor)| (node, actor))
    }

    /// How many branches are still to be tried.
    pub(super) fn left(&self) -> usize {
        self.open.len()
    }
}

impl Node {
    pub(super) fn is_asleep(&self, actor: Actor) -> bool {
        self.sleep.iter().any(|(asleep, _)| *asleep == actor)
    }

    /// Who is asleep after `actor` was let go here, which touched this: whoever was asleep
    /// before, or was let go here in an earlier run, unless that conflicts.
    pub(super) fn sleep_after(
        &self,
        actor: Actor,
        footprint: &Footprint,
    ) -> Vec<(Actor, Footprint)> {
        let earlier = self.branches.iter().take_while(|it| it.actor != actor);
        let earlier = earlier.map(|it| (it.actor, it.footprint.clone()));
        let all = self.sleep.iter().cloned().chain(earlier);
        all.filter(|(asleep, theirs)| {
            *asleep != actor && !theirs.conflicts_with(footprint)
        })
        .collect()
    }
}

impl Candidate {
    pub(super) fn of(held: &Held, actor: Actor, names: &mut Names) -> Self {
        use crate::trace::Operation;
        let operation = match &held.operation {
            _ if held.takes_signal => "take a signal".to_owned(),
            // What it prints may have a pid in it, and the numbers of words depend on who
            // was first.
            Operation::Print(_) => "print".to_owned(),
            Operation::AwaitWord { .. } => "wait for a word".to_owned(),
            Operation::WakeWord { .. } => "wake who waits for a word".to_owned(),
            Operation::Sleep(_) => "sleep".to_owned(),
            other => other.to_string(),
        };
        Self {
            actor,
            operation,
            may_go: held.readiness.may_go(),
            interrupted: held
                .takes_signal
                .then(|| names.footprint(&held.interrupted)),
            only_helper: held.readiness.only_helper().map(str::to_owned),
        }
    }
}

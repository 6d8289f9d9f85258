//! Which events of a run could be the other way round.
//!
//! Two events *race* when they conflict, are of different threads, and nothing between them
//! orders them: no third event that comes after the one and before the other. A run in which
//! the later one comes first is another run. It is made by letting a thread go, in the state
//! before the earlier one, with which such a run can begin: one of the *initials* of what the
//! run did after it and independently of it, followed by the later event. If one of these
//! threads is wanted there already, or asleep, then that run is made anyway (source sets:
//! Abdulla and others, 2014, definition 4.3 and theorem 4.1). If none of them can go there,
//! whoever can is wanted, as Flanagan and Godefroid do (2005, figure 3): something else may
//! have to come first.
//!
//! Three things are added to what the papers have, because processes wait:
//!
//! - who has not gone on when the run is over was about to do something, and that races too:
//!   otherwise a deadlock hides the runs in which somebody else gets the lock;
//! - a choice that moves another thread, as a signal does, races with what that thread was
//!   held before, for it could have gone on first;
//! - a pair is left alone when the later event can never come first: a wait for one child and
//!   the end of that child.

use super::causality::{Bits, Causality};
use super::footprint::{Actor, Footprint, Names};
use super::tree::{NodeId, Tree};
use crate::trace::{Execution, Object, Operation, Outcome, Step};

/// A finished run, as the search for races sees it.
pub(super) struct Races<'a> {
    pub(super) execution: &'a Execution,
    pub(super) causality: &'a Causality,
    /// The state before each event.
    pub(super) path: &'a [NodeId],
}

/// What comes later in a race: an event of the run, or what a thread was about to do.
#[derive(Clone, Copy)]
struct Later<'a> {
    /// Where it comes, or would come.
    at: usize,
    actor: Actor,
    footprint: &'a Footprint,
    is_pending: bool,
}

impl Races<'_> {
    /// Wants whatever the races ask for whose later event is `first_new` or comes after it.
    pub(super) fn reverse(
        &self,
        first_new: usize,
        tree: &mut Tree,
        names: &mut Names,
    ) {
        for at in first_new..self.causality.events.len() {
            let event = &self.causality.events[at];
            let later = Later {
                at,
                actor: event.actor,
                footprint: &event.footprint,
                is_pending: false,
            };
            self.reverse_all(later, tree, names);
            // What a signal has interrupted could have come earlier, too.
            let held = tree.nodes[self.path[at]].candidates.iter();
            let interrupted = held
                .filter(|it| it.actor == event.actor)
                .find_map(|it| it.interrupted.clone());
            if let Some(footprint) = interrupted {
                let footprint = &footprint;
                let later = Later { footprint, is_pending: true, ..later };
                self.reverse_all(later, tree, names);
            }
            self.let_victims_go_on(at, tree);
        }
        for (actor, touches) in &self.execution.pending {
            let actor = names.actor(&self.execution.actors[*actor].place);
            let footprint = names.footprint(touches);
            let later = Later {
                at: self.causality.events.len(),
                actor,
                footprint: &footprint,
                is_pending: true,
            };
            self.reverse_all(later, tree, names);
        }
    }

    fn reverse_all(&self, later: Later<'_>, tree: &mut Tree, names: &Names) {
        // What comes before it anyway: the past of its own thread.
        let mut past = Bits::default();
        if let Some(last) = self.causality.last_of(later.actor, later.at) {
            past.add(self.causality.past(last));
        }
        for earlier in (0..later.at).rev() {
            if past.has(earlier) {
                continue;
            }
            let event = &self.causality.events[earlier];
            // A pair that cannot be the other way round hides nothing that comes before it:
            // there the later event may have been able to go.
            if event.footprint.conflicts_with(later.footprint)
                && !self.has_to_precede(earlier, later)
                && !self.is_only_helper(earlier, later, tree, names)
                && self.reverse_one(earlier, later, tree)
            {
                past.add(self.causality.past(earlier));
            }
        }
    }

    /// Wants a run that has the later event before `earlier`; whether it may be one.
    fn reverse_one(
        &self,
        earlier: usize,
        later: Later<'_>,
        tree: &mut Tree,
    ) -> bool {
        let node = self.path[earlier];
        let initials = self.initials(earlier, later);
        let state = &tree.nodes[node];
        let is_made =
            |actor: &Actor| state.wanted.contains(actor) || state.is_asleep(*actor);
        if initials.iter().any(is_made) {
            return true;
        }
        let able = state.candidates.iter().filter(|it| it.may_go);
        let able: Vec<_> = able.map(|it| it.actor).collect();
        if let Some(initial) = initials.iter().find(|it| able.contains(it)) {
            tree.want(node, *initial);
            return true;
        }
        for actor in able {
            if !tree.nodes[node].is_asleep(actor) {
                tree.want(node, actor);
            }
        }
        false
    }

    /// The threads with which a run can begin that has the later event before `earlier`.
    fn initials(&self, earlier: usize, later: Later<'_>) -> Vec<Actor> {
        let independent = (earlier + 1..later.at)
            .filter(|event| !self.causality.is_before(earlier, *event));
        let independent: Vec<_> = independent.collect();
        let is_first = |events: &[usize], event: usize| {
            !events
                .iter()
                .any(|it| *it != event && self.causality.is_before(*it, event))
        };
        let mut initials: Vec<_> = independent
            .iter()
            .filter(|event| is_first(&independent, **event))
            .map(|event| self.causality.events[*event].actor)
            .collect();
        let waits = independent.iter().any(|event| {
            let it = &self.causality.events[*event];
            it.moved.contains(&later.actor)
                || it.footprint.conflicts_with(later.footprint)
        });
        if !waits {
            initials.push(later.actor);
        }
        initials
    }

    /// The end of a child comes before a wait for that child alone; every close comes before
    /// the end of file.
    fn has_to_precede(&self, earlier: usize, later: Later<'_>) -> bool {
        if later.is_pending {
            return false;
        }
        let later = self.execution.steps_of(later.at);
        let [Step { operation, outcome, .. }] = later else { return false };
        match operation {
            Operation::Wait { children, polls: false, .. } => {
                let [child] = &children[..] else { return false };
                is_unique(&self.execution.actors, child)
                    && self.execution.ends_in(earlier, child)
            }
            Operation::Read { waits: true, .. }
                if *outcome == Outcome::EndOfFile =>
            {
                let touches = &self.execution.choices[earlier].touches;
                let closes = touches
                    .iter()
                    .any(|touch| matches!(touch.object, Object::Writers(_)));
                let others = touches.iter().any(|touch| {
                    matches!(touch.object, Object::Back(_) | Object::Front(_))
                });
                closes && !others
            }
            _ => false,
        }
    }

    /// Whether the later event was held in the state before the earlier one already, and could
    /// not go before just that thread had gone.
    fn is_only_helper(
        &self,
        earlier: usize,
        later: Later<'_>,
        tree: &Tree,
        names: &Names,
    ) -> bool {
        let has_moved_since = (earlier..later.at)
            .any(|event| self.causality.events[event].moved.contains(&later.actor));
        if has_moved_since {
            return false;
        }
        let candidates = &tree.nodes[self.path[earlier]].candidates;
        let Some(held) = candidates.iter().find(|it| it.actor == later.actor) else {
            return false;
        };
        let Some(helper) = held.only_helper.as_deref().filter(|_| !held.may_go)
        else {
            return false;
        };
        let actors = &self.execution.actors;
        let place = names.place(self.causality.events[earlier].actor);
        let Some(mover) = actors.iter().find(|it| it.place == place) else {
            return false;
        };
        let process = &actors[mover.process];
        // One thread of it could help as well as another.
        let is_alone =
            actors.iter().filter(|it| it.process == mover.process).count() == 1;
        is_alone
            && (process.place == helper || process.name == helper)
            && is_unique(actors, &process.name)
            && is_unique(actors, helper)
    }

    /// Who was moved by another's choice could have gone on before it.
    fn let_victims_go_on(&self, at: usize, tree: &mut Tree) {
        let event = &self.causality.events[at];
        let node = self.path[at];
        for victim in event.moved.iter().filter(|it| **it != event.actor) {
            let state = &tree.nodes[node];
            let was_able =
                state.candidates.iter().any(|it| it.actor == *victim && it.may_go);
            if was_able && !state.is_asleep(*victim) {
                tree.want(node, *victim);
            }
        }
    }
}

/// Whether at most one process has this name.
fn is_unique(actors: &[crate::trace::Actor], name: &str) -> bool {
    actors.iter().filter(|it| it.name == name).count() <= 1
}

//! The runs of an order, found by trying everything: a process that can do something does
//! it, a process that is to be killed may die instead.

use std::collections::{BTreeSet, HashSet};

use process_order::{Action, EventId, Order};

/// Where every process is. Small, because there are very many.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct World {
    /// Which events of each process are done.
    done: [Bits; 8],
    /// Which processes are started, and which of them have ended.
    started: Bits,
    ended: Bits,
}

/// A set of small numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Bits(u32);

impl Bits {
    fn has(self, number: usize) -> bool {
        self.0 & 1 << number != 0
    }

    #[must_use]
    fn with(self, number: usize) -> Self {
        Self(self.0 | 1 << number)
    }
}

/// The lines of every run that does not stand still, in the order in which they come.
pub(crate) fn runs(order: &Order) -> BTreeSet<Vec<EventId>> {
    let histories = order.histories();
    let is_started = |process: usize| {
        let mut actions = histories.iter().flat_map(|history| &history.actions);
        actions.any(|action| {
            matches!(action, Action::Start(child) if child.index() == process)
        })
    };
    let mut world = World {
        done: [Bits::default(); 8],
        started: Bits::default(),
        ended: Bits::default(),
    };
    for process in 0..histories.len() {
        if !is_started(process) {
            world.started = world.started.with(process);
        }
    }
    let mut runs = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![(world, vec![])];
    while let Some((world, lines)) = waiting.pop() {
        if !seen.insert((world, lines.clone())) {
            continue;
        }
        if world.started == world.ended {
            runs.insert(lines);
        } else {
            let all = |process| moves(order, &world, process).into_iter();
            let mut moves: Vec<_> = (0..histories.len()).flat_map(all).collect();
            // What nobody sees and nothing can prevent may as well come first.
            if let Some(quiet) = moves.iter().position(|next| next.quiet) {
                moves = vec![moves.swap_remove(quiet)];
            }
            waiting.extend(moves.into_iter().map(|next| {
                (next.world, lines.iter().copied().chain(next.line).collect())
            }));
        }
    }
    runs
}

struct Move {
    world: World,
    line: Option<EventId>,
    /// It prints nothing, and no signal can come before it.
    quiet: bool,
}

/// What `process` can do next.
fn moves(order: &Order, world: &World, process: usize) -> Vec<Move> {
    let mut moves = Vec::new();
    if !world.started.has(process) || world.ended.has(process) {
        return moves;
    }
    let history = &order.histories()[process];
    let killed = history.is_killed();
    let done = world.done[process];
    let first = (0..history.actions.len()).find(|event| !done.has(*event));
    if if killed { may_die(order, world, process) } else { first.is_none() } {
        let mut next = *world;
        next.ended = next.ended.with(process);
        moves.push(Move { world: next, line: None, quiet: !killed });
    }
    let Some(first) = first else { return moves };
    // Only free neighbours may be overtaken.
    let group = history.actions[first..]
        .iter()
        .take_while(|action| action.is_free())
        .count();
    for event in first..first + group.max(1) {
        let what = &history.actions[event];
        if done.has(event) || !may_happen(order, world, what) {
            continue;
        }
        let mut next = *world;
        next.done[process] = done.with(event);
        if let Action::Start(child) = what {
            next.started = next.started.with(child.index());
        }
        let line = what.printed().map(|_| event_id(order, process, event));
        moves.push(Move { world: next, line, quiet: line.is_none() && !killed });
    }
    moves
}

/// Whether the signal can have been sent that kills `process`.
fn may_die(order: &Order, world: &World, process: usize) -> bool {
    let is_signal = |action: &Action| matches!(action, Action::Terminate(victim) if victim.index() == process);
    let sent: Vec<_> = order
        .histories()
        .iter()
        .zip(world.done)
        .flat_map(|(history, done)| {
            let events = history.actions.iter().enumerate();
            events.map(move |(event, what)| (what, done.has(event)))
        })
        .filter_map(|(what, done)| is_signal(what).then_some(done))
        .collect();
    // With none it came from somebody else; with two, of one process, one is enough.
    sent.is_empty() || sent.contains(&true)
}

fn may_happen(order: &Order, world: &World, action: &Action) -> bool {
    match action {
        Action::Join(child) => world.ended.has(child.index()),
        Action::Receive { from, number } => {
            let mut actions = order.history(*from).actions.iter();
            let sent = actions.position(
                |action| matches!(action, Action::Send(it) if it == number),
            );
            world.done[from.index()].has(sent.expect("it is sent"))
        }
        _ => true,
    }
}

fn event_id(order: &Order, process: usize, event: usize) -> EventId {
    let process = order.process_at(process).expect("a process");
    order.events(process).nth(event).expect("an event").0
}

//! The runs of an order, found by trying everything: a process that can do something does
//! it, a process that is to be killed may die instead.

use std::collections::{BTreeSet, HashSet};

use process_workbook::order::{End, Event, EventId, Order};

/// Where every process is.
#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    /// Which events of each process are done.
    done: Vec<Vec<bool>>,
    started: Vec<bool>,
    ended: Vec<bool>,
}

/// The lines of every run that does not stand still, in the order in which they come.
pub(crate) fn runs(order: &Order) -> BTreeSet<Vec<EventId>> {
    let histories = order.histories();
    let is_started = |name: &String| {
        let mut events = histories.iter().flat_map(|history| &history.events);
        events.any(|event| *event == Event::Start(name.clone()))
    };
    let world = World {
        done: histories
            .iter()
            .map(|history| vec![false; history.events.len()])
            .collect(),
        started: histories
            .iter()
            .map(|history| !is_started(&history.name))
            .collect(),
        ended: vec![false; histories.len()],
    };
    let mut runs = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![(world, vec![])];
    while let Some((world, lines)) = waiting.pop() {
        if !seen.insert((world.clone(), lines.clone())) {
            continue;
        }
        let all_over = (0..histories.len())
            .all(|process| world.ended[process] || !world.started[process]);
        if all_over {
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
    if !world.started[process] || world.ended[process] {
        return moves;
    }
    let history = &order.histories()[process];
    let killed = matches!(history.end, End::Killed(_));
    let is_over = world.done[process].iter().all(|done| *done);
    if if killed { may_die(order, world, process) } else { is_over } {
        let mut next = world.clone();
        next.ended[process] = true;
        moves.push(Move { world: next, line: None, quiet: !killed });
    }
    let Some(first) = world.done[process].iter().position(|done| !done) else {
        return moves;
    };
    // Only free neighbours may be overtaken.
    let is_free = |event: &Event| matches!(event, Event::FreeLine(_));
    let group =
        history.events[first..].iter().take_while(|event| is_free(event)).count();
    for event in first..first + group.max(1) {
        let what = &history.events[event];
        if world.done[process][event] || !may_happen(order, world, what) {
            continue;
        }
        let mut next = world.clone();
        next.done[process][event] = true;
        if let Event::Start(name) = what {
            next.started[order.position(name).expect("a process")] = true;
        }
        let line = what.line().map(|_| EventId { process, event });
        moves.push(Move { world: next, line, quiet: line.is_none() && !killed });
    }
    moves
}

/// Whether the signal can have been sent that kills `process`.
fn may_die(order: &Order, world: &World, process: usize) -> bool {
    let name = &order.histories()[process].name;
    let signals: Vec<_> = order
        .histories()
        .iter()
        .zip(&world.done)
        .flat_map(|(history, done)| history.events.iter().zip(done))
        .filter(|(event, _)| **event == Event::Terminate(name.clone()))
        .collect();
    // With two it is not known which one it was.
    signals.len() != 1 || *signals[0].1
}

fn may_happen(order: &Order, world: &World, event: &Event) -> bool {
    match event {
        Event::Join(name) => world.ended[order.position(name).expect("a process")],
        Event::Receive { from, number } => {
            let sender = order.position(from).expect("a process");
            let events = &order.histories()[sender].events;
            let sent =
                events.iter().position(|event| *event == Event::Send(*number));
            world.done[sender][sent.expect("it is sent")]
        }
        _ => true,
    }
}

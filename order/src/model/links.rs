//! Finds what leads from one process to another.
//!
//! Each start leads to the beginning of a child, each end to the joins that saw it,
//! each sending to its receipt. A signal leads to the end of the process that it
//! killed, where it is the only signal that can have done that. Of two, either may
//! have been the one, so that neither has to come before the end; but what happens
//! before both of them does, and if the one happens before the other, that one. An
//! edge too few makes more outputs possible than there are, and an edge too many makes
//! fewer; so each link here is one that holds in every run. With program order they are
//! all that the histories say, but for this: of two signals that nothing orders, one had
//! been sent, and that is no matter of edges. (Whoever has seen a run knows which of the
//! two it was, and leaves the other out.)
//!
//! What would make a link ambiguous is refused here, with its place: a process that
//! is started twice, two messages of one number, a message that is received twice or
//! was never sent.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "The edges".

use std::collections::HashMap;

use super::action::{Action, History};
use super::edge::{Link, Rule};
use super::fault::{Fault, FaultKind, Where};
use super::id::{Place, ProcessId};

/// Where each message is sent, by its sender and number; and whether it is received.
type Messages = HashMap<(usize, u32), (Place, bool)>;

pub(super) fn links_of(histories: &[History]) -> Result<Vec<Link>, Fault> {
    let mut finder = Finder {
        histories,
        sent: messages_of(histories)?,
        started: vec![false; histories.len()],
        links: Vec::new(),
    };
    for (here, action) in actions_of(histories) {
        finder.follow(here, action)?;
    }
    let Finder { mut links, .. } = finder;
    let signals = fatal_signals(histories, &links);
    links.extend(signals);
    Ok(links)
}

fn actions_of(histories: &[History]) -> impl Iterator<Item = (Place, &Action)> {
    histories.iter().enumerate().flat_map(|(process, history)| {
        let actions = history.actions.iter().enumerate();
        actions.map(move |(event, action)| (Place { process, event }, action))
    })
}

fn messages_of(histories: &[History]) -> Result<Messages, Fault> {
    let mut messages = Messages::new();
    for (here, action) in actions_of(histories) {
        if let Action::Send(number) = action
            && messages.insert((here.process, *number), (here, false)).is_some()
        {
            let sender = histories[here.process].name.clone();
            return Err(fault(here, FaultKind::SentTwice(sender, *number)));
        }
    }
    Ok(messages)
}

fn fault(here: Place, kind: FaultKind) -> Fault {
    let at = Where::Action { process: here.process, action: here.event };
    Fault { at, kind }
}

struct Finder<'a> {
    histories: &'a [History],
    sent: Messages,
    /// Whether each process has been started by now.
    started: Vec<bool>,
    links: Vec<Link>,
}

impl Finder<'_> {
    fn follow(&mut self, here: Place, action: &Action) -> Result<(), Fault> {
        let (rule, from, to) = match action {
            Action::Start(child) => {
                if std::mem::replace(&mut self.started[child.index()], true) {
                    return Err(fault(
                        here,
                        FaultKind::StartedTwice(self.name(*child)),
                    ));
                }
                (Rule::Start, here, Place { process: child.index(), event: 0 })
            }
            Action::Join(child) => {
                (Rule::Join, end_of(self.histories, child.index()), here)
            }
            Action::Receive { from, number } => {
                (Rule::Message, self.sending_of(here, *from, *number)?, here)
            }
            Action::Print(_)
            | Action::FreePrint(_)
            | Action::Terminate(_)
            | Action::Send(_) => return Ok(()),
        };
        self.links.push(Link { rule, from, to });
        Ok(())
    }

    /// Where the message was sent that is received `here`.
    fn sending_of(
        &mut self,
        here: Place,
        from: ProcessId,
        number: u32,
    ) -> Result<Place, Fault> {
        let kind = match self.sent.get_mut(&(from.index(), number)) {
            None => FaultKind::NeverSent(self.name(from), number),
            Some((_, true)) => FaultKind::ReceivedTwice(self.name(from), number),
            Some((sent, received)) => {
                *received = true;
                return Ok(*sent);
            }
        };
        Err(fault(here, kind))
    }

    fn name(&self, process: ProcessId) -> String {
        self.histories[process.index()].name.clone()
    }
}

fn end_of(histories: &[History], process: usize) -> Place {
    Place { process, event: histories[process].actions.len() }
}

/// To the end of each process that was killed, from the signal that did it; or, where it can
/// have been one of several, from the last that happens before all of these.
fn fatal_signals(histories: &[History], links: &[Link]) -> Vec<Link> {
    let mut sent: Vec<Vec<Place>> = vec![Vec::new(); histories.len()];
    for (here, action) in actions_of(histories) {
        if let Action::Terminate(victim) = action {
            sent[victim.index()].push(here);
        }
    }
    let mut fatal = Vec::new();
    for (victim, mut signals) in sent.into_iter().enumerate() {
        if !histories[victim].is_killed() {
            continue;
        }
        if signals.len() > 1 {
            signals = last_before_all(histories, links, &signals);
        }
        let to = end_of(histories, victim);
        let links = signals.into_iter();
        fatal.extend(links.map(|from| Link { rule: Rule::Signal, from, to }));
    }
    fatal
}

/// The events that are or happen before all of `places`, of each process the last; without
/// those that happen before others of these.
fn last_before_all(
    histories: &[History],
    links: &[Link],
    places: &[Place],
) -> Vec<Place> {
    let mut common = up_to(histories, links, places[0]);
    for place in &places[1..] {
        let other = up_to(histories, links, *place);
        for (common, other) in common.iter_mut().zip(other) {
            *common = (*common).min(other);
        }
    }
    let last = common.iter().enumerate().filter_map(|(process, count)| {
        Some(Place { process, event: count.checked_sub(1)? })
    });
    let last: Vec<_> = last.collect();
    let covered = |place: &Place| {
        last.iter().any(|other| {
            other != place
                && up_to(histories, links, *other)[place.process] > place.event
        })
    };
    last.iter().copied().filter(|place| !covered(place)).collect()
}

/// How many events of each process are this one or happen before it, at least. What follows
/// from the end of a process that was killed is left out.
fn up_to(histories: &[History], links: &[Link], place: Place) -> Vec<usize> {
    let mut counts = vec![0; histories.len()];
    counts[place.process] = place.event + 1;
    loop {
        let before = counts.clone();
        for Link { from, to, .. } in links {
            let history = &histories[from.process];
            let is_end = from.event == history.actions.len();
            let has_to = counts[to.process] > to.event;
            if has_to && !(is_end && history.is_killed()) {
                let count = (from.event + 1).min(history.actions.len());
                counts[from.process] = counts[from.process].max(count);
            }
        }
        if counts == before {
            return counts;
        }
    }
}

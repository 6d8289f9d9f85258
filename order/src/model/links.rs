//! Finds what leads from one process to another.
//!
//! Each start leads to the beginning of a child, each end to the joins that saw it,
//! each sending to its receipt. A signal leads to the end of the process that it
//! killed, where it is the only signal that can have done that: of two, either may
//! have been the one, so that neither has to come before the end. An edge too few
//! makes more outputs possible than there are, and an edge too many makes fewer; so
//! each link here is one that holds in every run, and with program order they are all
//! that the histories say.
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
    links.extend(fatal_signals(histories));
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

/// From each signal to the end of the process that it killed, where no other signal can
/// have done that.
fn fatal_signals(histories: &[History]) -> Vec<Link> {
    let mut sent: Vec<Vec<Place>> = vec![Vec::new(); histories.len()];
    for (here, action) in actions_of(histories) {
        if let Action::Terminate(victim) = action {
            sent[victim.index()].push(here);
        }
    }
    let links = sent.into_iter().enumerate().filter_map(|(victim, signals)| {
        let [from] = signals[..] else { return None };
        let to = end_of(histories, victim);
        histories[victim].is_killed().then_some(Link {
            rule: Rule::Signal,
            from,
            to,
        })
    });
    links.collect()
}

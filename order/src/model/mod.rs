//! What each process does, and what leads from one to another: checked once, at the door.
//!
//! A [`Model`] is made from histories in which processes have names. Everything that could
//! be wrong with them is found here, with its place. From then on processes are numbers that
//! exist, a message that is received has been sent, and at least one run gets to the end.

pub(crate) mod action;
pub(crate) mod edge;
pub(crate) mod fault;
pub(crate) mod id;
mod links;
pub(crate) mod pattern;
pub(crate) mod placeholder;
mod schedule;
pub(crate) mod text;

use std::collections::HashMap;
use std::convert::Infallible;

use action::{Action, End, History};
use edge::{Edge, Link, Moment, Rule};
use fault::{Fault, FaultKind, Where};
use id::{EventId, Place, ProcessId, Stamp};

/// What the processes of a program do, the first of them main.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) histories: Vec<History>,
    /// What leads from one of them to another.
    pub(crate) links: Vec<Link>,
    /// All events, in an order that keeps to the links.
    pub(crate) one_run: Vec<Place>,
    pub(crate) stamp: Stamp,
}

impl Model {
    pub(crate) fn new(named: &[History<String>]) -> Result<Self, Fault> {
        let stamp = Stamp::of(&named);
        let histories = resolve(named, stamp)?;
        let links = links::links_of(&histories)?;
        let one_run = schedule::one_run(&histories, &links)?;
        Ok(Self { histories, links, one_run, stamp })
    }

    pub(crate) fn action(&self, place: Place) -> &Action {
        &self.histories[place.process].actions[place.event]
    }

    pub(crate) fn name(&self, process: usize) -> &str {
        &self.histories[process].name
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.histories.iter().position(|history| history.name == name)
    }

    pub(crate) fn process_id(&self, index: usize) -> ProcessId {
        ProcessId::new(index, self.stamp)
    }

    pub(crate) fn event_id(&self, place: Place) -> EventId {
        EventId::new(place, self.stamp)
    }

    /// The link as others see it.
    pub(crate) fn edge(&self, link: &Link) -> Edge {
        let moment = |place: Place| match self.histories[place.process].actions {
            ref actions if place.event < actions.len() => {
                Moment::Event(self.event_id(place))
            }
            _ => Moment::End(self.process_id(place.process)),
        };
        let to = match link.rule {
            Rule::Start => Moment::Begin(self.process_id(link.to.process)),
            _ => moment(link.to),
        };
        Edge { rule: link.rule, from: moment(link.from), to }
    }

    /// What it was made from.
    pub(crate) fn named(&self) -> Vec<History<String>> {
        let histories = self.histories.iter().map(|history| History {
            name: history.name.clone(),
            actions: history
                .actions
                .iter()
                .map(|action| self.with_name(action))
                .collect(),
            end: history.end.clone(),
        });
        histories.collect()
    }

    fn with_name(&self, action: &Action) -> Action<String> {
        let name = |other: &ProcessId| self.name(other.index()).to_owned();
        let Ok(named) = action.rename(|other| Ok::<_, Infallible>(name(other)));
        named
    }
}

/// The histories with ids in place of names.
fn resolve(named: &[History<String>], stamp: Stamp) -> Result<Vec<History>, Fault> {
    let ids = ids_of(named, stamp)?;
    let histories = named.iter().enumerate().map(|(process, history)| {
        check_end(process, &history.end)?;
        let actions = history.actions.iter().enumerate().map(|(action, what)| {
            what.rename(|name| {
                let kind = || FaultKind::Unknown(name.clone());
                let at = Where::Action { process, action };
                ids.get(name.as_str())
                    .copied()
                    .ok_or_else(|| Fault { at, kind: kind() })
            })
        });
        Ok(History {
            name: history.name.clone(),
            actions: actions.collect::<Result<_, _>>()?,
            end: history.end.clone(),
        })
    });
    histories.collect()
}

fn ids_of(
    named: &[History<String>],
    stamp: Stamp,
) -> Result<HashMap<&str, ProcessId>, Fault> {
    if named.is_empty() {
        return Err(Fault { at: Where::Everywhere, kind: FaultKind::Empty });
    }
    let mut ids = HashMap::new();
    for (process, History { name, .. }) in named.iter().enumerate() {
        let fault = |kind: fn(String) -> FaultKind| Fault {
            at: Where::Process(process),
            kind: kind(name.clone()),
        };
        if !can_be_written(name) || name.contains(['[', ']']) {
            return Err(fault(FaultKind::BadName));
        }
        if ids.insert(name.as_str(), ProcessId::new(process, stamp)).is_some() {
            return Err(fault(FaultKind::NamedTwice));
        }
    }
    Ok(ids)
}

fn check_end(process: usize, end: &End) -> Result<(), Fault> {
    match end {
        End::Killed(signal) if !can_be_written(signal) => Err(Fault {
            at: Where::End(process),
            kind: FaultKind::BadSignal(signal.clone()),
        }),
        _ => Ok(()),
    }
}

/// Whether the text form of an order can have this word or words at the end of a line.
fn can_be_written(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.contains(char::is_control)
}

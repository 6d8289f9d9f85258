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
    let positions = positions_of(named)?;
    let histories = named.iter().enumerate().map(|(process, history)| {
        check_end(process, &history.end)?;
        let actions = history.actions.iter().enumerate().map(|(action, what)| {
            what.rename(|name| {
                let named = |(other, _): &(&str, usize)| other.cmp(&name.as_str());
                match positions.binary_search_by(named) {
                    Ok(place) => Ok(ProcessId::new(positions[place].1, stamp)),
                    Err(_) => Err(Fault {
                        at: Where::Action { process, action },
                        kind: FaultKind::Unknown(name.clone()),
                    }),
                }
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

/// The position of each name, in rising order of names.
fn positions_of(named: &[History<String>]) -> Result<Vec<(&str, usize)>, Fault> {
    if named.is_empty() {
        return Err(Fault { at: Where::Everywhere, kind: FaultKind::Empty });
    }
    let names = named.iter().map(|history| history.name.as_str());
    let mut positions: Vec<_> = names.zip(0..).collect();
    let fault = |(name, process): (&str, usize), kind: fn(String) -> FaultKind| {
        Fault { at: Where::Process(process), kind: kind(name.to_owned()) }
    };
    let is_bad = |name: &str| !can_be_written(name) || name.contains(['[', ']']);
    if let Some(bad) = positions.iter().find(|(name, _)| is_bad(name)) {
        return Err(fault(*bad, FaultKind::BadName));
    }
    positions.sort_unstable();
    match positions.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(fault(pair[1], FaultKind::NamedTwice)),
        None => Ok(positions),
    }
}

fn check_end(process: usize, end: &End) -> Result<(), Fault> {
    match end {
        End::Killed(signal) | End::Signal(signal) if !can_be_written(signal) => {
            Err(Fault {
                at: Where::End(process),
                kind: FaultKind::BadSignal(signal.clone()),
            })
        }
        _ => Ok(()),
    }
}

/// Whether the text form of an order can have this word or words at the end of a line.
fn can_be_written(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.contains(char::is_control)
}

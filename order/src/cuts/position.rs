//! One line further: whether a process can have printed it now.

use std::collections::HashMap;

use crate::Order;
use crate::answers::written::{Writer, Written};
use crate::cuts::chain::Gate;
use crate::model::event::EventId;
use crate::model::pattern::Pattern;
use crate::model::placeholder::{Claim, Placeholder};

/// How far a run has got: a [`Cut`](crate::cuts::cut::Cut), then the pids that are known, 0
/// where one is not.
pub(crate) type Position = Box<[u32]>;

/// The pid in an output that is written with its placeholders.
const ANY_PID: u32 = u32::MAX;

pub(crate) struct Stepper<'a> {
    pub(crate) order: &'a Order,
    /// The names of which the pid matters, and where it stands in a [`Position`].
    slots: HashMap<&'a str, usize>,
    /// Where the pid of each process stands, when writers are known by their pids.
    writers: Vec<usize>,
}

/// Why a process cannot have printed a line as its next one.
pub(crate) enum Obstacle {
    AnotherLine,
    Shut(Gate),
    AnotherPid(String),
    NotEnded(usize),
}

impl<'a> Stepper<'a> {
    /// `by_pid`: whether writers are known by their pids.
    pub(crate) fn new(order: &'a Order, by_pid: bool) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for (_, pattern) in order.lines() {
            for placeholder in pattern.placeholders() {
                if let Placeholder::Pid(name) = placeholder {
                    *counts.entry(name).or_default() += 1;
                }
            }
        }
        // A number that stands in one line only can be any.
        let mut names: Vec<_> = counts
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(name, _)| name)
            .collect();
        let processes =
            order.histories().iter().map(|history| history.name.as_str());
        if by_pid {
            names.extend(processes.clone());
        }
        names.sort_unstable();
        names.dedup();
        let first = order.width();
        let slots: HashMap<_, _> = names.into_iter().zip(first..).collect();
        let writers = if by_pid {
            processes.map(|name| slots[name]).collect()
        } else {
            vec![]
        };
        Self { order, slots, writers }
    }

    /// Before the first line.
    pub(crate) fn start(&self) -> Position {
        vec![0; self.order.width() + self.slots.len()].into()
    }

    /// Whether it matters, beyond its own lines, which process has this name.
    pub(crate) fn is_spoken_of(&self, name: &str) -> bool {
        let mut placeholders =
            self.order.lines().flat_map(|(_, line)| line.placeholders());
        self.slots.contains_key(name)
            || placeholders.any(|placeholder| match placeholder {
                Placeholder::Alive(who) | Placeholder::State(who) => who == name,
                _ => false,
            })
    }

    /// The chain of the lines of `process` that are not free, if there is that process.
    pub(crate) fn home(&self, process: usize) -> Option<usize> {
        Some(self.order.chains_of.get(process)?[0])
    }

    /// The chains whose lines `writer` can have printed.
    pub(crate) fn chains_of(&self, writer: Writer) -> Vec<usize> {
        match writer {
            Writer::Process(process) => {
                self.order.chains_of.get(process).cloned().unwrap_or_default()
            }
            Writer::Pid(_) | Writer::Unknown => (0..self.order.width()).collect(),
        }
    }

    /// Goes over the next step of `chain`, if that can be `line`.
    ///
    /// After an obstacle `position` is no longer of use.
    pub(crate) fn step(
        &self,
        position: &mut [u32],
        chain: usize,
        line: &Written<'_>,
    ) -> Result<EventId, Obstacle> {
        let Some(id) = self.order.next(position, chain) else {
            return Err(Obstacle::AnotherLine);
        };
        self.accept(position, id, line)?;
        self.order.advance(position, chain).map_err(Obstacle::Shut)?;
        Ok(id)
    }

    /// Whether `line` can be the line `id` and tells no lie.
    fn accept(
        &self,
        position: &mut [u32],
        id: EventId,
        line: &Written<'_>,
    ) -> Result<(), Obstacle> {
        let Some(pattern) = self.pattern(id) else {
            return Err(Obstacle::AnotherLine);
        };
        if let Writer::Pid(pid) = line.writer
            && !self.learn(position, self.writers[id.process], pid)
        {
            return Err(Obstacle::AnotherLine);
        }
        let mut lie = None;
        let matches = pattern.claims(line.text, |claim| {
            lie = self.check(position, claim);
            lie.is_none()
        });
        match lie {
            Some(lie) if pattern.matches(line.text) => Err(lie),
            _ if matches => Ok(()),
            _ => Err(Obstacle::AnotherLine),
        }
    }

    fn check(&self, position: &mut [u32], claim: Claim<'_>) -> Option<Obstacle> {
        match claim {
            Claim::Pid { of, text } => {
                let slot = *self.slots.get(of)?;
                let pid = if text.starts_with('[') {
                    ANY_PID
                } else {
                    text.parse().unwrap_or(0)
                };
                let is_right = pid != 0 && self.learn(position, slot, pid);
                (!is_right).then(|| Obstacle::AnotherPid(of.to_owned()))
            }
            Claim::Ended { who } => {
                let process = self.order.position(who)?;
                self.order.end_of(position, process).err()?;
                Some(Obstacle::NotEnded(process))
            }
        }
    }

    /// Notes the pid of a slot; `false` when it has another one, or that is another's.
    fn learn(&self, position: &mut [u32], slot: usize, pid: u32) -> bool {
        let known = position[slot];
        let is_others = || {
            pid != ANY_PID
                && self.writers.contains(&slot)
                && self.writers.iter().any(|other| position[*other] == pid)
        };
        if known == pid {
            true
        } else if known != 0 || is_others() {
            false
        } else {
            position[slot] = pid;
            true
        }
    }

    /// What `id` prints; nothing when it is a silent step.
    pub(crate) fn pattern(&self, id: EventId) -> Option<&'a Pattern> {
        self.order.event(id).line()
    }
}

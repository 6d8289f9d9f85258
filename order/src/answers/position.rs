//! One line further: whether a process can have printed it now.
//!
//! A line can be the next of a chain when its text is an instance of the pattern there, when
//! no gate is shut, and when it tells no lie: a pid is the same wherever it is said, and not
//! that of another process; the number of processors is always the same; the times that a
//! process prints do not run backwards; and whoever is said to have ended can have ended. So
//! a [`Position`] has, beside the cut, what is known of these by then.
//!
//! Two processes can have one pid if the one begins after the other has ended. So where a
//! process is started after an end was seen, pids are not taken for different.

use super::written::{Writer, Written};
use crate::Order;
use crate::cuts::Cuts;
use crate::cuts::chain::{Gate, Step};
use crate::cuts::cut::{Cut, Shut};
use crate::cuts::symmetry::Symmetry;
use crate::model::action::Action;
use crate::model::id::{Place, ProcessId};
use crate::model::pattern::Pattern;
use crate::model::placeholder::{Claim, Placeholder};

/// How far a run has got, and what its lines have told of pids.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Position {
    pub(super) cut: Cut,
    /// By slot.
    known: Box<[Known]>,
    /// The pids that need no slot, because each is said once; in rising order.
    said: Box<[u32]>,
}

/// What is known of a pid, or of another thing that lines tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Known {
    Nothing,
    Pid(u32),
    /// The number of processors.
    Cpus(u32),
    /// The last time that a process printed.
    Time(u64),
    /// The output is written with its placeholders, which stand for any pid.
    Placeholder,
}

pub(super) struct Stepper<'a> {
    order: &'a Order,
    pub(super) cuts: &'a Cuts,
    /// The names of which the pid matters, in rising order: each at the place that its pid
    /// has in a [`Position`].
    slots: Vec<&'a str>,
    /// The places of the pids of all processes, when writers are known by their pids.
    writers: Vec<usize>,
    /// Whether the processes of which the pids are said have different ones.
    are_distinct: bool,
    /// What else has a slot, behind those of the names.
    others: Vec<Other>,
}

/// Something beside a pid that lines tell more than once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    Cpus,
    /// The times of a process, in one of the two forms.
    Times {
        process: usize,
        is_ctime: bool,
    },
}

/// Why a process cannot have printed a line as its next one.
pub(super) enum Obstacle {
    AnotherLine,
    Shut(Shut),
    AnotherPid(String),
    SamePid(String),
    OtherCpus,
    Backwards(usize),
    NotEnded(usize, Gate),
}

impl<'a> Stepper<'a> {
    /// `by_pid`: whether writers are known by their pids.
    pub(super) fn new(order: &'a Order, by_pid: bool) -> Self {
        let mut stepper = Self {
            order,
            cuts: &order.0,
            slots: spoken_of_twice(order),
            writers: vec![],
            are_distinct: have_distinct_pids(order),
            others: told_twice(order),
        };
        if by_pid {
            let names = order.histories().iter().map(|it| it.name.as_str());
            stepper.slots.extend(names.clone());
            stepper.slots.sort_unstable();
            stepper.slots.dedup();
            stepper.writers = names.filter_map(|name| stepper.slot(name)).collect();
        }
        stepper
    }

    fn slot(&self, name: &str) -> Option<usize> {
        self.slots.binary_search(&name).ok()
    }

    /// Before the first line.
    pub(super) fn start(&self) -> Position {
        let slots = self.slots.len() + self.others.len();
        let known = vec![Known::Nothing; slots].into();
        Position { cut: self.cuts.start(), known, said: Box::default() }
    }

    /// Every way to go on without a line, that of going nowhere first.
    pub(super) fn silently(&self, position: &Position) -> Vec<Position> {
        if self.cuts.silent.is_empty() {
            return vec![position.clone()];
        }
        let cuts = self.cuts.silently(&position.cut).into_iter();
        cuts.map(|cut| Position { cut, ..position.clone() }).collect()
    }

    /// Whether the output may end there.
    pub(super) fn may_end(&self, position: &Position) -> bool {
        let ways = self.cuts.silently(&position.cut);
        ways.iter().any(|cut| self.cuts.is_complete(cut))
    }

    /// The processes that can change places in an output of which the texts and at most the
    /// pids are known.
    pub(super) fn symmetry(&self) -> Symmetry {
        Symmetry::of(self.cuts, |process| {
            self.is_spoken_of(process)
                || !self.writers.is_empty() && self.cuts.chains_of[process].len() > 1
        })
    }

    /// One position for all in which processes that are alike have changed places.
    pub(super) fn sort(&self, symmetry: &Symmetry, position: &mut Position) {
        symmetry.sort_with(&mut position.cut, &mut position.known, |chain| {
            self.writers.get(self.cuts.chains[chain].process).copied()
        });
    }

    /// Whether it matters, beyond its own lines, which process this is.
    fn is_spoken_of(&self, process: usize) -> bool {
        let name = self.cuts.model.name(process);
        let tells_times = |it: &Other| matches!(it, Other::Times { process: other, .. } if *other == process);
        if self.others.iter().any(tells_times) {
            return true;
        }
        let is_before_the_end = |who: &str| {
            let who = self.cuts.model.position(who);
            let mut chains = self.cuts.chains_of[process].iter();
            who.is_some_and(|who| {
                chains.any(|chain| self.cuts.ends[who].steps[*chain] > 0)
            })
        };
        let lines = self.order.lines();
        let mut placeholders = lines.flat_map(|line| line.pattern.placeholders());
        placeholders.any(|placeholder| match placeholder {
            // Of a pid that is said once nothing else depends, unless writers have pids.
            Placeholder::Pid(who) => who == name && self.slot(name).is_some(),
            Placeholder::Alive(who) | Placeholder::State(who) => {
                who == name || is_before_the_end(who)
            }
            _ => false,
        })
    }

    /// The chain of the writes of a process that are not free.
    pub(super) fn home(&self, process: ProcessId) -> usize {
        self.cuts.home(self.order.index(process))
    }

    /// The chains whose lines `writer` can have printed.
    pub(super) fn chains_of(&self, writer: Writer) -> Vec<usize> {
        match writer {
            Writer::Process(process) => {
                self.cuts.chains_of[self.order.index(process)].clone()
            }
            Writer::Stranger => Vec::new(),
            Writer::Pid(_) | Writer::Unknown => (0..self.cuts.width()).collect(),
        }
    }

    /// Goes over the next step of `chain`, if that can be `line`.
    ///
    /// After an obstacle `position` is no longer of use.
    pub(super) fn step(
        &self,
        position: &mut Position,
        chain: usize,
        line: &Written<'_>,
    ) -> Result<Place, Obstacle> {
        let Some(step) = self.cuts.next(&position.cut, chain) else {
            return Err(Obstacle::AnotherLine);
        };
        self.accept(position, step, line)?;
        self.cuts.advance(&mut position.cut, chain).map_err(Obstacle::Shut)?;
        Ok(step.place)
    }

    /// Whether `line` can be the line of `step` and tells no lie.
    fn accept(
        &self,
        position: &mut Position,
        step: &Step,
        line: &Written<'_>,
    ) -> Result<(), Obstacle> {
        let Some(pattern) = self.pattern(step) else {
            return Err(Obstacle::AnotherLine);
        };
        if let Writer::Pid(pid) = line.writer {
            let slot = self.writers[step.place.process];
            if !self.learn(position, slot, Known::Pid(pid)) {
                return Err(Obstacle::AnotherLine);
            }
        }
        if pattern.as_literal() == Some(line.text) {
            return Ok(());
        }
        let mut lie = None;
        let before = position.clone();
        let matches = pattern.claims(line.text, |claims| {
            // Another way to read the line may tell no lie.
            position.clone_from(&before);
            let mut lies =
                claims.iter().filter_map(|claim| self.check(position, step, *claim));
            let found = lies.next();
            let is_true = found.is_none();
            lie = found;
            is_true
        });
        match lie {
            _ if matches => Ok(()),
            Some(lie) => Err(lie),
            None => Err(Obstacle::AnotherLine),
        }
    }

    fn check(
        &self,
        position: &mut Position,
        step: &Step,
        claim: Claim<'_>,
    ) -> Option<Obstacle> {
        match claim {
            Claim::Pid { of, text } => self.check_pid(position, of, text),
            Claim::Ended { who } => {
                let process = self.cuts.model.position(who)?;
                let gate = self.cuts.end_of(&mut position.cut, process).err()?;
                Some(Obstacle::NotEnded(process, gate))
            }
            Claim::Cpus { text } => {
                let known = self.other(position, Other::Cpus)?;
                let cpus = text.parse().map_or(Known::Placeholder, Known::Cpus);
                if *known == Known::Nothing {
                    *known = cpus;
                }
                (*known != cpus).then_some(Obstacle::OtherCpus)
            }
            Claim::Now { time, is_ctime } => {
                let process = step.place.process;
                if self.cuts.model.action(step.place).is_free() {
                    return None;
                }
                let known =
                    self.other(position, Other::Times { process, is_ctime })?;
                if *known > Known::Time(time) {
                    return Some(Obstacle::Backwards(process));
                }
                *known = Known::Time(time);
                None
            }
        }
    }

    fn other<'p>(
        &self,
        position: &'p mut Position,
        it: Other,
    ) -> Option<&'p mut Known> {
        let place = self.others.iter().position(|other| *other == it)?;
        position.known.get_mut(self.slots.len() + place)
    }

    fn check_pid(
        &self,
        position: &mut Position,
        of: &str,
        text: &str,
    ) -> Option<Obstacle> {
        let pid = if text.starts_with('[') {
            Known::Placeholder
        } else {
            // A number that is too large is the pid of nobody else.
            text.parse().map_or(Known::Nothing, Known::Pid)
        };
        let slot = self.slot(of);
        if let Known::Pid(number) = pid
            && self.are_distinct
        {
            let mut pids = position.known[..self.slots.len()].iter().enumerate();
            let place = position.said.binary_search(&number);
            let is_others =
                pids.any(|(other, known)| Some(other) != slot && *known == pid);
            if is_others || place.is_ok() {
                return Some(Obstacle::SamePid(of.to_owned()));
            }
            if let (None, Err(place)) = (slot, place) {
                let mut said = std::mem::take(&mut position.said).into_vec();
                said.insert(place, number);
                position.said = said.into();
            }
        }
        let is_right = pid != Known::Nothing && self.learn(position, slot?, pid);
        (!is_right).then(|| Obstacle::AnotherPid(of.to_owned()))
    }

    /// Notes the pid of a slot; `false` when it has another one, or that is another's.
    fn learn(&self, position: &mut Position, slot: usize, pid: Known) -> bool {
        let known = position.known[slot];
        let is_others = || {
            pid != Known::Placeholder
                && self.writers.contains(&slot)
                && self.writers.iter().any(|other| position.known[*other] == pid)
        };
        if known == pid {
            true
        } else if known != Known::Nothing || is_others() {
            false
        } else {
            position.known[slot] = pid;
            true
        }
    }

    /// What `step` prints; nothing when it is silent.
    pub(super) fn pattern(&self, step: &Step) -> Option<&'a Pattern> {
        self.cuts.pattern(step)
    }

    /// Whether the process of `chain` was killed, and is known to have ended by then.
    pub(super) fn has_ended(&self, cut: &Cut, chain: usize) -> bool {
        self.cuts.has_ended(cut, self.cuts.chains[chain].process)
    }

    /// The first step that keeps `gate` shut; of an end that of the earliest event, because
    /// a free write before it can be what is missing.
    pub(super) fn missing(&self, cut: &Cut, gate: Gate) -> &'a Step {
        let chains = match gate {
            Gate::Steps { chain, .. } => vec![chain],
            Gate::End { process } => self.cuts.chains_of[process].clone(),
        };
        let to_come =
            chains.iter().filter_map(|chain| self.cuts.to_come(cut, *chain));
        to_come.min_by_key(|step| step.place).expect("a step keeps it shut")
    }
}

/// The names of which the pid is said more than once, in rising order: a number that is said
/// once can be any.
fn spoken_of_twice(order: &Order) -> Vec<&str> {
    let lines = order.lines();
    let placeholders = lines.flat_map(|line| line.pattern.placeholders());
    let mut names: Vec<_> = placeholders
        .filter_map(|placeholder| match placeholder {
            Placeholder::Pid(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    let same = names.chunk_by(|a, b| a == b);
    same.filter(|same| same.len() > 1).map(|same| same[0]).collect()
}

/// Whether no process begins after an end has been seen, so that all are there at once.
fn have_distinct_pids(order: &Order) -> bool {
    let model = order.model();
    let mut has_seen = vec![false; model.histories.len()];
    for place in &model.one_run {
        match model.action(*place) {
            Action::Join(_) => has_seen[place.process] = true,
            Action::Receive { from, .. } => {
                has_seen[place.process] |= has_seen[from.index()];
            }
            Action::Start(_) if has_seen[place.process] => return false,
            _ => {}
        }
    }
    true
}

/// What beside pids is said more than once.
fn told_twice(order: &Order) -> Vec<Other> {
    let mut told = Vec::new();
    for (place, action) in order.writes() {
        for placeholder in action.lines().flat_map(Pattern::placeholders) {
            let times = |is_ctime| Other::Times { process: place.process, is_ctime };
            told.extend(match placeholder {
                Placeholder::Cpus => Some(Other::Cpus),
                Placeholder::Ctime if !action.is_free() => Some(times(true)),
                Placeholder::Datetime if !action.is_free() => Some(times(false)),
                _ => None,
            });
        }
    }
    let mut twice: Vec<Other> = Vec::new();
    for (at, other) in told.iter().enumerate() {
        if told[..at].contains(other) && !twice.contains(other) {
            twice.push(*other);
        }
    }
    twice
}

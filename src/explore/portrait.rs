//! From a run to what is to be known of it: who printed what, and which of it comes before
//! which.
//!
//! The outputs of a run and all its swaps are the linear extensions of its causality, as far
//! as they are seen: of the relation between its writes. So two runs with the same writes in
//! the same relation have the same outputs, and one of them is enough.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use process_order::{Action, End, Fault, History, Lines, Order, Pattern};

use super::causality::{Bits, Causality, choices_of_points};
use crate::trace::{
    Execution, Operation, Outcome, Point, Rule, Unknown, end_of, line_of, names_of,
};

/// A write to stdout.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Write {
    /// The place of the thread.
    place: String,
    /// With placeholders in place of pids.
    text: String,
}

/// The writes of a run, ordered by place and, for one thread, by time; and of each, which of
/// them come before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Portrait {
    writes: Vec<Write>,
    before: Vec<Vec<bool>>,
}

/// A write in its run.
struct Found {
    actor: usize,
    step: usize,
    choice: usize,
}

impl Portrait {
    /// The portrait of a run, and its order.
    pub(super) fn of(
        execution: &Execution,
        causality: &Causality,
    ) -> Result<(Self, Order), Fault> {
        let writes = writes_of(execution);
        let may_swap = execution.unknown.iter().all(is_harmless);
        let mut before = vec![vec![false; writes.len()]; writes.len()];
        for (later, row) in before.iter_mut().enumerate() {
            for (earlier, is_before) in row.iter_mut().enumerate() {
                *is_before = if may_swap {
                    comes_before(&writes[earlier], &writes[later], causality)
                } else {
                    writes[earlier].step < writes[later].step
                };
            }
        }
        let order = order_of(execution, causality, &writes, &before)?;
        Ok((Self { writes: self::writes(execution), before }, order))
    }

    /// Who wrote what.
    pub(super) fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Every text that the writes can make.
    pub(super) fn texts(&self) -> BTreeSet<Vec<u8>> {
        let mut known = HashMap::new();
        self.texts_after(&vec![false; self.writes.len()], &mut known)
    }

    fn texts_after(
        &self,
        done: &[bool],
        known: &mut HashMap<Vec<bool>, BTreeSet<Vec<u8>>>,
    ) -> BTreeSet<Vec<u8>> {
        if let Some(texts) = known.get(done) {
            return texts.clone();
        }
        let mut texts = BTreeSet::new();
        if done.iter().all(|it| *it) {
            texts.insert(Vec::new());
        }
        for next in 0..self.writes.len() {
            let may_come =
                |earlier: usize| done[earlier] || !self.before[next][earlier];
            if done[next] || !(0..self.writes.len()).all(may_come) {
                continue;
            }
            let mut then = done.to_vec();
            then[next] = true;
            for rest in self.texts_after(&then, known) {
                let mut text = self.writes[next].text.clone().into_bytes();
                text.extend(rest);
                texts.insert(text);
            }
        }
        known.insert(done.to_vec(), texts.clone());
        texts
    }
}

/// Whether all that it could tell one process of another is in the causality all the same:
/// whoever shares memory is taken to read it all the time. Where it is not, the only thing
/// that is sure is that what was printed was printed in this order.
fn is_harmless(unknown: &Unknown) -> bool {
    matches!(unknown, Unknown::Pieces | Unknown::SharedMemory | Unknown::Threads)
}

/// Who wrote what, ordered by place and, for one thread, by time.
pub(super) fn writes(execution: &Execution) -> Vec<Write> {
    let writes = writes_of(execution).into_iter().map(|write| Write {
        place: execution.actors[write.actor].place.clone(),
        text: match &execution.steps[write.step].operation {
            Operation::Print(bytes) => text_of(execution, bytes),
            _ => String::new(),
        },
    });
    writes.collect()
}

/// What was written, with placeholders in place of pids.
fn text_of(execution: &Execution, bytes: &[u8]) -> String {
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines: Vec<_> =
        lines.map(|line| line_of(execution, line).to_string()).collect();
    lines.join("\n")
}

fn writes_of(execution: &Execution) -> Vec<Found> {
    let mut writes = Vec::new();
    for (choice, it) in execution.choices.iter().enumerate() {
        for step in it.steps.clone() {
            let Operation::Print(_) = execution.steps[step].operation else {
                continue;
            };
            writes.push(Found { actor: execution.steps[step].actor, step, choice });
        }
    }
    let place = |write: &Found| (&execution.actors[write.actor].place, write.step);
    writes.sort_by(|a, b| place(a).cmp(&place(b)));
    writes
}

fn comes_before(earlier: &Found, later: &Found, causality: &Causality) -> bool {
    if earlier.choice == later.choice || earlier.actor == later.actor {
        earlier.step < later.step
    } else {
        earlier.choice < later.choice
            && causality.is_before(earlier.choice, later.choice)
    }
}

/// The order of the run: its starts and joins as such, and those of its messages that put one
/// write before another. Whatever else does that is a message from the one to the other.
fn order_of(
    execution: &Execution,
    causality: &Causality,
    writes: &[Found],
    before: &[Vec<bool>],
) -> Result<Order, Fault> {
    let names = names_of(execution);
    let plain = Plain::of(execution, causality);
    let mut messages = BTreeSet::new();
    for (later, write) in writes.iter().enumerate() {
        for (earlier, from) in writes.iter().enumerate() {
            let is_direct = before[later][earlier]
                && from.actor != write.actor
                && !(0..writes.len()).any(|between| {
                    before[later][between] && before[between][earlier]
                });
            if is_direct {
                let way = plain.way(from.step, write.step, &messages);
                messages.extend(way.unwrap_or(vec![(from.step, write.step)]));
            }
        }
    }
    let mut sends: HashMap<usize, Vec<u32>> = HashMap::new();
    let mut receives: HashMap<usize, Vec<(usize, u32)>> = HashMap::new();
    let mut sent = vec![0; names.len()];
    for (from, to) in messages {
        let sender = execution.steps[from].actor;
        sent[sender] += 1;
        sends.entry(from).or_default().push(sent[sender]);
        receives.entry(to).or_default().push((sender, sent[sender]));
    }
    let history = |actor: usize| History {
        name: names[actor].clone(),
        actions: Vec::new(),
        end: plain.end(actor),
    };
    let mut histories: Vec<History<String>> =
        (0..names.len()).map(history).collect();
    for (step, it) in execution.steps.iter().enumerate() {
        let actions = &mut histories[it.actor].actions;
        for cause in &plain.joined[step] {
            actions.push(Action::Join(names[*cause].clone()));
        }
        for (from, number) in receives.remove(&step).unwrap_or_default() {
            let from = names[from].clone();
            actions.push(Action::Receive { from, number });
        }
        if let Operation::Print(bytes) = &it.operation {
            let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            let lines = text.split(|byte| *byte == b'\n');
            let lines: Vec<Pattern> =
                lines.map(|line| line_of(execution, line)).collect();
            let lines = Lines::of(lines).map(|lines| {
                // The next write goes on in the same line, whoever makes it.
                if bytes.ends_with(b"\n") { lines } else { lines.without_end() }
            });
            actions.extend(lines.map(Action::Print));
        }
        actions.extend(
            sends.remove(&step).unwrap_or_default().into_iter().map(Action::Send),
        );
        for child in &plain.started[step] {
            actions.push(Action::Start(names[*child].clone()));
        }
    }
    let mut histories: Vec<_> = execution.actors.iter().zip(histories).collect();
    // `main.10` behind `main.9`.
    histories.sort_by_key(|(actor, _)| {
        let numbers = actor.place.split('.').map(|it| (it.len(), it));
        numbers.collect::<Vec<_>>()
    });
    let histories: Vec<_> = histories.into_iter().map(|(_, it)| it).collect();
    Order::new(&histories)
}

/// What needs no message: starts, and ends that were seen.
struct Plain<'a> {
    execution: &'a Execution,
    /// Of each step: whom it starts, and whose end it has seen first.
    started: Vec<Vec<usize>>,
    joined: Vec<Vec<usize>>,
    /// Of each step: the steps right before it.
    causes: Vec<Vec<usize>>,
    /// Of each step: what is sent there that it receives in every run of the portrait.
    messages: Vec<Vec<usize>>,
    ends: HashMap<usize, usize>,
}

impl<'a> Plain<'a> {
    fn of(execution: &'a Execution, causality: &Causality) -> Self {
        let count = execution.steps.len();
        let mut plain = Self {
            execution,
            started: vec![Vec::new(); count],
            joined: vec![Vec::new(); count],
            causes: vec![Vec::new(); count],
            messages: vec![Vec::new(); count],
            ends: HashMap::new(),
        };
        let mut steps: HashMap<Point, usize> = HashMap::new();
        let mut done = vec![0; execution.actors.len()];
        for (step, it) in execution.steps.iter().enumerate() {
            let point = Point { actor: it.actor, index: done[it.actor] };
            done[it.actor] += 1;
            if let Some(index) = point.index.checked_sub(1)
                && let Some(last) = steps.get(&Point { index, ..point })
            {
                plain.causes[step].push(*last);
            }
            steps.insert(point, step);
            if matches!(it.operation, Operation::Exit { .. })
                && it.outcome == Outcome::Ended
            {
                plain.ends.insert(it.actor, step);
            }
        }
        let in_time = choices_of_points(execution);
        let mut seen = HashSet::new();
        for edge in &execution.edges {
            let (Some(from), Some(to)) =
                (steps.get(&edge.from), steps.get(&edge.to))
            else {
                if edge.rule == Rule::Start
                    && let Some(from) = steps.get(&edge.from)
                {
                    plain.started[*from].push(edge.to.actor);
                }
                continue;
            };
            let (Some(cause), Some(effect)) =
                (in_time.get(&edge.from), in_time.get(&edge.to))
            else {
                continue;
            };
            match edge.rule {
                Rule::Message if causality.is_before(*cause, *effect) => {
                    plain.messages[*to].push(*from);
                }
                Rule::Start => {
                    plain.started[*from].push(edge.to.actor);
                    plain.causes[*to].push(*from);
                }
                Rule::Join
                    if plain.ends.get(&edge.from.actor) == Some(from)
                        && seen.insert((edge.from.actor, edge.to.actor)) =>
                {
                    plain.joined[*to].push(edge.from.actor);
                    plain.causes[*to].push(*from);
                }
                _ => {}
            }
        }
        plain
    }

    /// The messages, as steps, by which `from` comes before `to`, apart from program order,
    /// starts and joins; as few as possible that are not among the `known` ones. Nothing when
    /// it takes something else.
    fn way(
        &self,
        from: usize,
        to: usize,
        known: &BTreeSet<(usize, usize)>,
    ) -> Option<Vec<(usize, usize)>> {
        // What costs nothing is gone over before what costs a message.
        let mut found = VecDeque::from([(to, Vec::new())]);
        let mut past = Bits::default();
        while let Some((step, way)) = found.pop_front() {
            if step == from {
                return Some(way);
            }
            if past.has(step) {
                continue;
            }
            past.insert(step);
            for cause in &self.causes[step] {
                found.push_front((*cause, way.clone()));
            }
            for cause in &self.messages[step] {
                let message = (*cause, step);
                if known.contains(&message) {
                    found.push_front((*cause, way.clone()));
                } else {
                    let mut way = way.clone();
                    way.push(message);
                    found.push_back((*cause, way));
                }
            }
        }
        None
    }

    fn end(&self, actor: usize) -> End {
        match self
            .ends
            .get(&actor)
            .map(|step| &self.execution.steps[*step].operation)
        {
            // Which lines a killed process printed is settled in this run.
            Some(Operation::Exit { code }) => end_of(*code, End::Signal),
            _ => End::Unknown,
        }
    }
}

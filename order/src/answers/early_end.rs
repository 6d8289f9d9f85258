//! A run that lacks lines of its order, because each speaks of a process that had ended.
//!
//! An order is derived from runs in which every child was still alive when it was asked about.
//! In a faster or slower run main finds that a child has ended, and prints no line about it.
//! Such a run is one of another order: where the line is in the first, main has seen the end
//! of that child, which is a join. So the lines that are lacking are found by their texts,
//! each is replaced by a join, and the run is held against the order that comes of it.

use crate::Order;
use crate::answers::written::{Writer, Written};
use crate::model::action::Action;
use crate::model::id::{EventId, Place};
use crate::model::pattern::Pattern;
use crate::model::placeholder::Placeholder;
use crate::words;

/// A possible output without some lines of an order: see [`Judgement`](crate::Judgement).
#[derive(Clone, Debug)]
pub struct EarlyEnd {
    /// The order of the runs in which the ends of those processes were seen instead.
    pub order: Order,
    /// The writes of that order that print the output.
    pub events: Vec<EventId>,
    /// Who did not print which lines, and about whom.
    why: String,
}

/// `main did not print its line about Process-1, which had ended by then`
impl std::fmt::Display for EarlyEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

impl EarlyEnd {
    /// How `lines`, which are no output of `order`, are possible all the same; nothing when
    /// they are not, or not for this reason.
    pub(super) fn of(order: &Order, lines: &[Written<'_>]) -> Option<Self> {
        let unsaid = unsaid(order, lines)?;
        let other = joining(order, &unsaid)?;
        let verdict = other.check(carried_over(lines, &other));
        let crate::Verdict::Possible(events) = verdict else { return None };
        let why = why(order, &unsaid);
        Some(Self { events, why, order: other })
    }
}

/// A write that a run lacks, and the process of which it speaks.
type Unsaid = (Place, usize);

/// What a run lacks; nothing when it has other lines than the order, or lacks one for
/// another reason. A write of several lines that is lacking in part is lacking as a whole in
/// the other order, which then refuses the lines that are there.
fn unsaid(order: &Order, lines: &[Written<'_>]) -> Option<Vec<Unsaid>> {
    let mut rest: Vec<_> = lines.iter().map(|line| line.text).collect();
    let mut unsaid = Vec::new();
    for (place, action) in order.writes() {
        for pattern in action.lines() {
            match rest.iter().position(|text| pattern.matches(text)) {
                Some(found) => drop(rest.swap_remove(found)),
                None => unsaid.push((place, spoken_of(order, place, pattern)?)),
            }
        }
    }
    rest.is_empty().then_some(unsaid)
}

/// The other process whose pid the line says.
fn spoken_of(order: &Order, place: Place, pattern: &Pattern) -> Option<usize> {
    pattern.placeholders().find_map(|placeholder| {
        let Placeholder::Pid(name) = placeholder else { return None };
        order.model().position(name).filter(|process| *process != place.process)
    })
}

/// The order of the runs in which the ends of those processes were seen instead; nothing when
/// one of them waits for what comes later.
fn joining(order: &Order, unsaid: &[Unsaid]) -> Option<Order> {
    let mut histories = order.model().named();
    for (process, history) in histories.iter_mut().enumerate() {
        let mut actions = Vec::new();
        // Behind the free writes among which one is lacking: they stay one group.
        let mut joins = Vec::new();
        for (event, action) in history.actions.drain(..).enumerate() {
            let place = Place { process, event };
            match unsaid.iter().find(|(unsaid, _)| *unsaid == place) {
                Some((_, who)) => {
                    joins.push(Action::Join(order.model().name(*who).to_owned()));
                }
                None => {
                    if !action.is_free() {
                        actions.append(&mut joins);
                    }
                    actions.push(action);
                }
            }
        }
        actions.append(&mut joins);
        history.actions = actions;
    }
    Order::new(&histories).ok()
}

/// The same lines for an order of the same processes.
pub(super) fn carried_over<'a>(
    lines: &[Written<'a>],
    to: &Order,
) -> Vec<Written<'a>> {
    let lines = lines.iter().map(|line| match line.writer {
        Writer::Process(process) => {
            let process = to.model().process_id(process.index());
            Written { writer: Writer::Process(process), ..*line }
        }
        _ => *line,
    });
    lines.collect()
}

fn why(order: &Order, unsaid: &[Unsaid]) -> String {
    let name = |process: usize| order.model().name(process);
    let by_writer = unsaid.chunk_by(|(a, _), (b, _)| a.process == b.process);
    let sentences = by_writer.map(|lines| {
        let about: Vec<_> = lines.iter().map(|(_, who)| name(*who)).collect();
        let plural = if about.len() == 1 { "" } else { "s" };
        format!(
            "{} did not print its line{plural} about {}, which had ended by then",
            name(lines[0].0.process),
            words::list(&about)
        )
    });
    sentences.collect::<Vec<_>>().join("; ")
}

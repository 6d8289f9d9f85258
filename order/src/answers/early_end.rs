//! A run that lacks lines of its order, because each speaks of a process that had
//! ended.
//!
//! An order is derived from runs in which every child was still alive when it was
//! asked about. In a faster or slower run main finds that a child has ended, and
//! prints no line about it. Such a run is one of another order: where the line is in
//! the first, main has seen the end of that child, which is a join. So some of those
//! lines are taken to be lacking, each is replaced by a join, and the run is held
//! against the order that comes of it.
//!
//! That a run is called possible is therefore as sure as the check of that other
//! order, given that the program prints the line only about a child that it has not
//! seen to end. And it is called impossible only when every choice of lines that can
//! be lacking was tried: all of those whose lines are as many as the run lacks, or
//! any number of them where a process that was killed can lack lines too. Where that
//! would be too many, it says so.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "When a child ends early".

use crate::Order;
use crate::answers::verdict::Verdict;
use crate::answers::written::{Writer, Written};
use crate::model::action::Action;
use crate::model::id::{EventId, Place};
use crate::model::pattern::Pattern;
use crate::model::placeholder::Placeholder;
use crate::words::{Told, by};

/// A possible output without some lines of an order: see [`Judgement`](crate::Judgement).
#[derive(Clone, Debug)]
pub struct EarlyEnd {
    /// The order of the runs in which the ends of those processes were seen instead.
    pub order: Order,
    /// The writes of that order that print the output.
    pub events: Vec<EventId>,
    /// Who did not print which lines, and about whom: `main did not print its line about
    /// Process-1, which had ended by then`.
    pub(crate) why: Told,
}

/// What a search for an [`EarlyEnd`] comes to.
pub(super) enum Found {
    /// The output is possible in this way.
    Early(Box<EarlyEnd>),
    /// It is not possible in any such way.
    Nothing,
    /// There are too many ways to try them all.
    GivenUp,
}

/// A write that a run can lack, and the process of which it speaks.
type Unsaid = (Place, usize);

/// So many choices of lines are tried at most.
const MOST: usize = 1_000;

/// How `lines`, which are no output of `order`, are possible all the same.
pub(super) fn find(order: &Order, lines: &[Written<'_>]) -> Found {
    let all: Vec<_> = order.lines().map(|line| line.pattern).collect();
    let is_known = |line: &Written<'_>| all.iter().any(|it| it.matches(line.text));
    let Some(lacking) = all.len().checked_sub(lines.len()) else {
        return Found::Nothing;
    };
    if lacking == 0 || !lines.iter().all(is_known) {
        return Found::Nothing;
    }
    let candidates = order.writes().filter_map(|(place, action)| {
        let mut spoken_of =
            action.lines().filter_map(|line| spoken_of(order, place, line));
        Some((place, spoken_of.next()?))
    });
    let candidates: Vec<_> = candidates.collect();
    let mut choices = Choices { order, lines, tried: 0, gave_up: false };
    match choices.try_all(&candidates, &mut Vec::new(), lacking) {
        Some(early) => Found::Early(Box::new(early)),
        None if choices.gave_up => Found::GivenUp,
        None => Found::Nothing,
    }
}

/// The choices of lines that can be lacking, tried one after the other.
struct Choices<'a> {
    order: &'a Order,
    lines: &'a [Written<'a>],
    tried: usize,
    gave_up: bool,
}

impl Choices<'_> {
    /// Tries every choice that has what is `unsaid`, and of the `candidates` as many as have
    /// `lacking` lines; or fewer, where somebody who was killed can lack the rest.
    fn try_all(
        &mut self,
        candidates: &[Unsaid],
        unsaid: &mut Vec<Unsaid>,
        lacking: usize,
    ) -> Option<EarlyEnd> {
        let may_lack_more = self.order.0.anybody_killed && !unsaid.is_empty();
        if lacking == 0 || may_lack_more {
            let early = self.try_one(unsaid);
            if early.is_some() || self.gave_up {
                return early;
            }
        }
        for (at, candidate) in candidates.iter().enumerate() {
            let lines = self.order.model().action(candidate.0).lines().count();
            let Some(lacking) = lacking.checked_sub(lines) else { continue };
            unsaid.push(*candidate);
            let early = self.try_all(&candidates[at + 1..], unsaid, lacking);
            unsaid.pop();
            if early.is_some() || self.gave_up {
                return early;
            }
        }
        None
    }

    fn try_one(&mut self, unsaid: &[Unsaid]) -> Option<EarlyEnd> {
        self.tried += 1;
        if self.tried > MOST {
            self.gave_up = true;
            return None;
        }
        let order = joining(self.order, unsaid)?;
        match order.check_lines(&carried_over(self.lines, &order)) {
            Verdict::Possible(events) => {
                let why = why(self.order, unsaid);
                Some(EarlyEnd { order, events, why })
            }
            Verdict::Impossible(_) => None,
            Verdict::GivenUp => {
                self.gave_up = true;
                None
            }
        }
    }
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

fn why(order: &Order, unsaid: &[Unsaid]) -> Told {
    let name = |process: usize| order.model().name(process);
    let by_writer = unsaid.chunk_by(|(a, _), (b, _)| a.process == b.process);
    let lacking: Vec<_> = by_writer
        .map(|lines| {
            let about: Vec<_> = lines.iter().map(|(_, who)| name(*who)).collect();
            (name(lines[0].0.process), about)
        })
        .collect();
    Told::new(|language| by!(language, early_end(&lacking)))
}

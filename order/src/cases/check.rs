//! Whether a program can print an output, in which case, and by which order.
//!
//! An output is one of the program's exactly when it is one of an order's. Each order is
//! asked; one that has another number of lines is asked last, because only its reason can
//! be of use. When all refuse, each names its first line that cannot be there. The last of
//! these is the first line that no case allows: the order that gets there has printed all
//! lines before it, and every other order refuses that line or an earlier one.

use std::collections::HashMap;

use super::{Cases, GaveUp};
use crate::Order;
use crate::answers::reason::Refusal;
use crate::answers::search::Patience;
use crate::answers::torn;
use crate::answers::verdict::Verdict;
use crate::answers::written::{Writer, Written};
use crate::model::id::EventId;

/// What there is to say of an output of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Answer {
    /// It is possible, for example in this way.
    Possible(Way),
    /// It is no output, because the program does not end: it can print this and then stands
    /// still. The order is the position among [`Cases::deadlocks`].
    StandsStill {
        /// Which of them it is.
        deadlock: usize,
        /// The writes that print it, one after the other.
        events: Vec<EventId>,
    },
    /// It is impossible.
    Impossible(Nearest),
    /// None of the orders that were found allows it, and there may be others.
    NotFound(Nearest),
    /// It could not be decided.
    GivenUp(GaveUp),
}

/// How an output is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The position of the case among [`Cases::cases`].
    pub case: usize,
    /// The position of the order among [`Cases::orders`].
    pub order: usize,
    /// The writes of that order that print the output, one after the other.
    pub events: Vec<EventId>,
}

/// What the case says that gets furthest with an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The position of that case; nothing when the program has no run that ends.
    pub case: Option<usize>,
    /// The first line that no case allows, and what this case says of it.
    pub refusal: Option<Refusal>,
}

impl Answer {
    /// Whether it is [`Possible`](Self::Possible).
    pub fn is_possible(&self) -> bool {
        matches!(self, Self::Possible(_))
    }

    /// What the case says that gets furthest, if no case allows the output.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Impossible(nearest) | Self::NotFound(nearest) => {
                nearest.refusal.as_ref()
            }
            Self::Possible(_) | Self::StandsStill { .. } | Self::GivenUp(_) => None,
        }
    }
}

impl Cases {
    /// Whether the program can print `text`, whose writers are unknown.
    ///
    /// The line end of the last line may be missing, as it is when one copies an output.
    pub fn check_text(&self, text: &str) -> Answer {
        let lines: Vec<_> = text.lines().map(Written::unsigned).collect();
        if !self.orders.iter().chain(&self.stuck).any(Order::prints_in_pieces) {
            return self.answer(&lines, |order, patience| {
                order.check_patiently(&lines, patience)
            });
        }
        let exactly =
            |text: &str| self.answer(&lines, |order, _| torn::check(order, text));
        let answer = exactly(text);
        if answer.refusal().is_none() || text.is_empty() || text.ends_with('\n') {
            return answer;
        }
        match exactly(&format!("{text}\n")) {
            with_end @ (Answer::Possible(_) | Answer::StandsStill { .. }) => {
                with_end
            }
            Answer::GivenUp(why) => Answer::GivenUp(why),
            Answer::Impossible(_) | Answer::NotFound(_) => answer,
        }
    }

    /// Whether the program can print `lines`.
    ///
    /// A writer is a process of any of the orders: in the others it is the process of that
    /// name.
    ///
    /// # Panics
    ///
    /// When a writer is a process of an order that is not in the set.
    pub fn check(&self, lines: &[Written<'_>]) -> Answer {
        let all = self.orders.iter().chain(&self.stuck);
        if all.clone().any(Order::prints_in_pieces) {
            if lines.iter().any(|line| line.writer != Writer::Unknown) {
                return Answer::GivenUp(GaveUp::Pieces);
            }
            let text: String =
                lines.iter().flat_map(|line| [line.text, "\n"]).collect();
            return self.check_text(&text);
        }
        let mut names = HashMap::new();
        for line in lines {
            if let Writer::Process(process) = line.writer {
                names.entry(process).or_insert_with(|| {
                    let order =
                        all.clone().find(|it| process.is_of(it.model().stamp));
                    let order =
                        order.expect("a writer is a process of one of the orders");
                    order.name(process).to_owned()
                });
            }
        }
        self.answer(lines, |order, patience| {
            let lines: Vec<_> = lines
                .iter()
                .map(|line| match line.writer {
                    Writer::Process(process) => {
                        let writer = order.process(&names[&process]);
                        let writer =
                            writer.map_or(Writer::Stranger, Writer::Process);
                        Written { writer, ..*line }
                    }
                    _ => *line,
                })
                .collect();
            order.check_patiently(&lines, patience)
        })
    }

    fn answer(
        &self,
        lines: &[Written<'_>],
        check: impl Fn(&Order, &mut Patience) -> Verdict,
    ) -> Answer {
        let mut patience = Patience::default();
        let mut given_up = false;
        let mut nearest = Nearest { case: None, refusal: None };
        for order in self.likely_first(lines.len()) {
            match check(&self.orders[order], &mut patience) {
                Verdict::Possible(events) => {
                    let case = self.case_of(order);
                    return Answer::Possible(Way { case, order, events });
                }
                Verdict::GivenUp => given_up = true,
                Verdict::Impossible(refusal) => {
                    let furthest = nearest.refusal.as_ref().map_or(0, |it| it.line);
                    if refusal.line > furthest {
                        let case = Some(self.case_of(order));
                        nearest = Nearest { case, refusal: Some(refusal) };
                    }
                }
            }
        }
        for (deadlock, order) in self.stuck.iter().enumerate() {
            match check(order, &mut patience) {
                Verdict::Possible(events) if !given_up => {
                    return Answer::StandsStill { deadlock, events };
                }
                Verdict::GivenUp => given_up = true,
                _ => {}
            }
        }
        if given_up {
            Answer::GivenUp(GaveUp::Ways(Patience::MOST))
        } else if self.complete {
            Answer::Impossible(nearest)
        } else {
            Answer::NotFound(nearest)
        }
    }

    /// The positions of the orders, those that can have so many lines first.
    fn likely_first(&self, lines: usize) -> Vec<usize> {
        let is_likely = |order: &Order| {
            order.0.anybody_killed
                || order.prints_in_pieces()
                || order.lines().count() == lines
        };
        let all = 0..self.orders.len();
        let (mut likely, others): (Vec<_>, Vec<_>) =
            all.partition(|order| is_likely(&self.orders[*order]));
        likely.extend(others);
        likely
    }
}

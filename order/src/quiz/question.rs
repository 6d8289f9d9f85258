//! A question, its answer, and how it is asked.

use std::fmt;

use crate::Order;
use crate::model::edge::Rule;
use crate::model::id::EventId;

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub about: About,
    /// The right answer.
    pub answer: Answer,
    /// Why that is the answer, as a sentence.
    pub reason: String,
    /// The rules that decide it; none when no rule forbids anything.
    pub rules: Vec<Rule>,
}

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// Whether the first comes before the second.
    Pair(EventId, EventId),
    /// Whether these lines are a possible output.
    Output(Vec<String>),
    /// Whether a possible output begins with these lines.
    Beginning(Vec<String>),
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// In every run.
    Always,
    /// In no run.
    Never,
    /// In some runs, and not in others.
    Sometimes,
    /// It is possible.
    Yes,
    /// It is impossible.
    No,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Sometimes => "sometimes",
            Self::Yes => "yes",
            Self::No => "no",
        })
    }
}

impl About {
    /// The answers among which one chooses.
    pub fn choices(&self) -> &'static [Answer] {
        match self {
            Self::Pair(..) => &[Answer::Always, Answer::Never, Answer::Sometimes],
            Self::Output(_) | Self::Beginning(_) => &[Answer::Yes, Answer::No],
        }
    }

    /// The question in words.
    pub fn text(&self, order: &Order) -> String {
        match self {
            Self::Pair(a, b) => format!(
                "Does A come before B: always, never or sometimes?\n  A  {}\n  B  {}",
                named(order, *a),
                named(order, *b)
            ),
            Self::Output(lines) => {
                format!("Could this be printed?\n{}", listed(lines))
            }
            Self::Beginning(lines) => {
                format!("Could an output begin like this?\n{}", listed(lines))
            }
        }
    }
}

/// The line of `event` and its process; which one it is, when that process prints it
/// repeatedly. Of several lines that one write prints the first stands for all.
fn named(order: &Order, event: EventId) -> String {
    let text = |event| order.action(event).lines().next().map(ToString::to_string);
    let line = text(event).unwrap_or_default();
    let own = order.events(event.process()).map(|(other, _)| other);
    let equal: Vec<_> =
        own.filter(|other| text(*other).as_ref() == Some(&line)).collect();
    let place = equal.iter().position(|other| *other == event).unwrap_or(0) + 1;
    let which = match equal.len() {
        0 | 1 => String::new(),
        _ => format!("the {} ", ordinal(place)),
    };
    format!("{which}`{line}` of {}", order.name(event.process()))
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn listed(lines: &[String]) -> String {
    let numbered =
        (1..).zip(lines).map(|(number, line)| format!("  {number:>2} | {line}"));
    numbered.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use crate::Order;

    use super::{named, ordinal};

    #[test]
    fn of_equal_lines_of_a_process_each_is_named() {
        let order: Order =
            "main\n  | tick\n  | tick\n  | end\n".parse().expect("an order");
        let names: Vec<_> =
            order.lines().map(|line| named(&order, line.event)).collect();
        assert_eq!(
            names,
            ["the 1st `tick` of main", "the 2nd `tick` of main", "`end` of main"]
        );
    }

    #[test]
    fn numbers_have_their_endings() {
        let numbers = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal);
        assert_eq!(
            numbers.join(" "),
            "1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th"
        );
    }
}

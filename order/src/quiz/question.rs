//! A question, its answer, and how it is asked.

use crate::Order;
use crate::model::edge::Rule;
use crate::model::id::EventId;
use crate::words::{Language, Told, by};

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub about: About,
    /// The right answer.
    pub answer: Answer,
    /// Why that is the answer, as a sentence.
    pub reason: Told,
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
        self.told(order, Language::English)
    }

    /// The same in words of this language.
    pub fn told(&self, order: &Order, language: Language) -> String {
        match self {
            Self::Pair(a, b) => {
                let [a, b] = [a, b].map(|event| named(order, *event, language));
                by!(language, which_first(&a, &b))
            }
            Self::Output(lines) => by!(language, whether_printed(&listed(lines))),
            Self::Beginning(lines) => by!(language, whether_begun(&listed(lines))),
        }
    }
}

/// The line of `event` and its process; which one it is, when that process prints it
/// repeatedly. Of several lines that one write prints the first stands for all.
fn named(order: &Order, event: EventId, language: Language) -> String {
    let text = |event| order.action(event).lines().next().map(ToString::to_string);
    let line = text(event).unwrap_or_default();
    let own = order.events(event.process()).map(|(other, _)| other);
    let equal: Vec<_> =
        own.filter(|other| text(*other).as_ref() == Some(&line)).collect();
    let place = equal.iter().position(|other| *other == event).unwrap_or(0) + 1;
    let which = (equal.len() > 1).then_some(place);
    by!(language, line_of(&line, order.name(event.process()), which))
}

fn listed(lines: &[String]) -> String {
    let numbered =
        (1..).zip(lines).map(|(number, line)| format!("  {number:>2} | {line}"));
    numbered.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use crate::Order;

    use super::named;
    use crate::words::Language;

    #[test]
    fn of_equal_lines_of_a_process_each_is_named() {
        let order: Order =
            "main\n  | tick\n  | tick\n  | end\n".parse().expect("an order");
        let names: Vec<_> = order
            .lines()
            .map(|line| named(&order, line.event, Language::English))
            .collect();
        assert_eq!(
            names,
            ["the 1st `tick` of main", "the 2nd `tick` of main", "`end` of main"]
        );
    }
}

//! A program: its order, and that of its twin in another language.
//!
//! There is one answer to the question whether an output is possible, and
//! [`Program::judge`] gives it, to whoever asks.

use super::early_end::{self, EarlyEnd, Found, carried_over};
use super::reason::Refusal;
use super::verdict::Verdict;
use super::written::Written;
use crate::Order;
use crate::model::id::EventId;

/// What is known of a program.
#[derive(Clone, Debug)]
pub struct Program {
    order: Order,
    twin: Option<Order>,
}

/// What there is to say of an output of a program.
#[derive(Clone, Debug)]
#[must_use]
pub enum Judgement {
    /// It is possible, for example if the program makes these writes, one after the other.
    Possible(Vec<EventId>),
    /// It is possible, but lines of the order are not in it, because the processes of which
    /// they speak had ended.
    EarlyEnd(Box<EarlyEnd>),
    /// It is impossible.
    Impossible {
        /// The first line that cannot be there, and why.
        refusal: Refusal,
        /// Whether the twin can print it.
        by_twin: bool,
    },
    /// There are so many ways to tell whose lines these are that the search was given up.
    GivenUp,
}

impl Program {
    /// A program of which nothing is known but its order.
    pub fn new(order: Order) -> Self {
        Self { order, twin: None }
    }

    /// The same with the order that its twin keeps: the same processes in another language.
    #[must_use]
    pub fn with_twin(self, twin: Order) -> Self {
        Self { twin: Some(twin), ..self }
    }

    /// The order of the program.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// What there is to say of these lines.
    ///
    /// # Panics
    ///
    /// When a writer is a process of another order than the program's.
    pub fn judge(&self, lines: &[Written<'_>]) -> Judgement {
        let refusal = match self.order.check(lines.iter().copied()) {
            Verdict::Possible(events) => return Judgement::Possible(events),
            Verdict::GivenUp => return Judgement::GivenUp,
            Verdict::Impossible(refusal) => refusal,
        };
        match early_end::find(&self.order, lines) {
            Found::Early(early) => return Judgement::EarlyEnd(early),
            Found::GivenUp => return Judgement::GivenUp,
            Found::Nothing => {}
        }
        let by_twin = self.twin.as_ref().is_some_and(|twin| can_print(twin, lines));
        Judgement::Impossible { refusal, by_twin }
    }

    /// What there is to say of `text`, whose writers are unknown.
    pub fn judge_text(&self, text: &str) -> Judgement {
        self.judge(&text.lines().map(Written::unsigned).collect::<Vec<_>>())
    }
}

fn can_print(order: &Order, lines: &[Written<'_>]) -> bool {
    let lines = carried_over(lines, order);
    order.check(lines.iter().copied()).is_possible()
        || matches!(early_end::find(order, &lines), Found::Early(_))
}

impl Judgement {
    /// Whether the output is possible.
    pub fn is_possible(&self) -> bool {
        matches!(self, Self::Possible(_) | Self::EarlyEnd(_))
    }
}

#[cfg(test)]
mod tests {
    use super::{Judgement, Program};

    const ORDER: &str = "\
main
  start a
  start b
  | one
  ~ see a [pid a]
  ~ see b [pid b]
  | two
  join a
  join b

a
  | end a

b
  | end b
";

    fn judge(text: &str) -> Judgement {
        let program = Program::new(ORDER.parse().expect("an order"));
        let lines = text.split(' ').map(|text| match text {
            "a7" => "see a 7",
            "b8" => "see b 8",
            "a" => "end a",
            "b" => "end b",
            text => text,
        });
        program.judge_text(&lines.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_run_with_every_line_is_one_of_the_order() {
        for text in ["one a7 b8 two a b", "a b one b8 a7 two"] {
            assert!(matches!(judge(text), Judgement::Possible(_)), "{text}");
        }
    }

    #[test]
    fn a_line_about_a_process_that_had_ended_may_be_lacking() {
        for text in
            ["a one b8 two b", "one b8 a two b", "b one a7 two a", "b a one two"]
        {
            assert!(matches!(judge(text), Judgement::EarlyEnd(_)), "{text}");
        }
        let Judgement::EarlyEnd(early) = judge("a one b8 two b") else {
            panic!("it is another story");
        };
        let expected =
            "main did not print its line about a, which had ended by then";
        assert_eq!(early.to_string(), expected);
    }

    #[test]
    fn what_lacks_another_line_or_has_one_more_is_impossible() {
        for text in
            ["one b8 two a b", "a one b8 two", "a7 b8 two a b", "a one b8 two b b"]
        {
            assert!(matches!(judge(text), Judgement::Impossible { .. }), "{text}");
        }
    }

    /// The two lines look the same, so that only the pids tell which of them is lacking.
    #[test]
    fn whichever_line_is_lacking_is_found() {
        let order = "\
main
  start a
  start b
  | one
  ~ see [pid a]
  ~ see [pid b]
  | two
  join a
  join b

a
  | end a [pid a]

b
  | end b [pid b]
";
        let program = Program::new(order.parse().expect("an order"));
        for (text, expected) in [
            ("end a 7\none\nsee 8\ntwo\nend b 8\n", true),
            ("end b 8\none\nsee 7\ntwo\nend a 7\n", true),
            ("end a 7\none\nsee 7\ntwo\nend b 8\n", false),
            ("end a 7\nend b 8\none\ntwo\n", true),
        ] {
            let judgement = program.judge_text(text);
            assert_eq!(judgement.is_possible(), expected, "{text}: {judgement:?}");
        }
    }

    #[test]
    fn too_many_ways_to_lack_lines_are_given_up() {
        let starts = (0..20).map(|n| format!("  start c{n}\n  | see [pid c{n}]\n"));
        let children = (0..20).map(|n| format!("\nc{n}\n  | in c{n}\n"));
        let order: String = ["main\n".to_owned()]
            .into_iter()
            .chain(starts)
            .chain(["  | over\n".to_owned()])
            .chain(children)
            .collect();
        let program = Program::new(order.parse().expect("an order"));
        let seen = (1..=10).map(|n| format!("see {n}\n"));
        let in_children = (0..20).map(|n| format!("in c{n}\n"));
        let text: String =
            seen.chain(["over\n".to_owned()]).chain(in_children).collect();
        assert!(matches!(program.judge_text(&text), Judgement::GivenUp));
    }

    #[test]
    fn what_only_the_twin_can_print_is_told() {
        let order: crate::Order =
            "main\n  | a 1\n  | a 2\n  | b\n".parse().expect("an order");
        let twin = order.relax(|_, line| line.to_string().starts_with("a "));
        let program = Program::new(order).with_twin(twin);
        for (text, expected) in [("a 2\na 1\nb\n", true), ("b\na 1\na 2\n", false)] {
            let Judgement::Impossible { by_twin, .. } = program.judge_text(text)
            else {
                panic!("{text} is impossible");
            };
            assert_eq!(by_twin, expected, "{text}");
        }
    }
}

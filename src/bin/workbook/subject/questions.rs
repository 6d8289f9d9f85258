//! Questions about all runs of a program.
//!
//! They are made of one order of each case, which knows why a line has to wait, and asked only
//! if the answer is that of all runs. What is possible in one run is possible, and lines that
//! come either way in one run come either way. Whether something is always so, or never, is
//! asked of all of them.

use process_order::quiz::{About, Answer, Question, Questions};
use process_order::{Asked, Cases, EventId, Order, Pattern, Relation, Tally};

/// So many cases at most are asked about.
const CASES: usize = 8;

/// How many questions are made for one that can be asked.
const TRIES: usize = 20;

/// A question, and the order whose lines it is about.
pub(crate) struct Posed<'a> {
    pub(crate) order: &'a Order,
    pub(crate) question: Question,
}

/// So many questions about these runs, or as many as are found.
pub(crate) fn posed(cases: &Cases, seed: u64, count: usize) -> Vec<Posed<'_>> {
    let of_cases = cases.cases().iter().take(CASES);
    let orders = of_cases.map(|case| &cases.orders()[case.orders().start]);
    let orders: Vec<_> = orders.map(|order| (order, order.census().ok())).collect();
    let mut sources: Vec<_> = (seed..)
        .zip(&orders)
        .map(|(seed, (order, census))| {
            (*order, Questions::new(order, census.as_ref(), seed))
        })
        .collect();
    let tally = cases.tally().ok();
    let (mut posed, mut texts) = (Vec::new(), Vec::new());
    for turn in 0..TRIES * count {
        let sources_count = sources.len().max(1);
        let Some((order, questions)) = sources.get_mut(turn % sources_count) else {
            break;
        };
        let Some(question) = questions.next() else { continue };
        let text = question.about.text(order);
        if texts.contains(&text) || !is_true(&question, order, cases, tally.as_ref())
        {
            continue;
        }
        texts.push(text);
        posed.push(Posed { order, question });
        if posed.len() == count {
            break;
        }
    }
    posed
}

/// Whether the answer that is right of `order` is right of all runs.
fn is_true(
    question: &Question,
    order: &Order,
    cases: &Cases,
    tally: Option<&Tally>,
) -> bool {
    match (&question.about, question.answer) {
        (_, Answer::Yes | Answer::Sometimes) => true,
        (About::Pair(a, b), answer) => {
            let [a, b] = [*a, *b].map(|event| printed(order, event));
            let together = cases.why(a.as_asked(), b.as_asked());
            let relation = together.ok().filter(|it| it.is_complete);
            match relation.map(|it| it.relation) {
                Some(Relation::Always { .. }) => answer == Answer::Always,
                Some(Relation::Never { .. }) => answer == Answer::Never,
                _ => false,
            }
        }
        (About::Output(lines), _) => {
            let answer = cases.check_text(&lines.join("\n"));
            matches!(answer, process_order::Answer::Impossible(_))
        }
        (About::Beginning(lines), _) => tally.is_some_and(|tally| {
            let lines: Vec<_> =
                lines.iter().map(|line| Pattern::parse(line)).collect();
            let next = tally.after(&lines);
            cases.is_complete() && next.next.is_empty() && !next.may_end
        }),
    }
}

/// A line, whichever order it is a line of.
struct Printed<'a> {
    process: &'a str,
    line: String,
    /// Which of the equal lines of the process it is; the first is 0.
    nth: usize,
}

impl Printed<'_> {
    fn as_asked(&self) -> Asked<'_> {
        let Self { process, line, nth } = self;
        Asked { process: Some(process), line, nth: Some(*nth) }
    }
}

/// The first line of the write `event`.
fn printed(order: &Order, event: EventId) -> Printed<'_> {
    let line = |event| order.action(event).lines().next().map(Pattern::to_string);
    let before = order.events(event.process()).take(event.index());
    let nth = before.filter(|(other, _)| line(*other) == line(event)).count();
    let process = order.name(event.process());
    Printed { process, line: line(event).unwrap_or_default(), nth }
}

#[cfg(test)]
mod tests {
    use process_order::quiz::{About, Answer};
    use process_order::{Cases, Order, Pattern};

    use super::posed;

    const IN_TIME: &str =
        "main\n  start a\n  join a\n  | in time\n  | end\n\na\n  | one\n  | two\n";
    const TOO_LATE: &str =
        "main\n  start a\n  | too late\n  | end\n\na\n  | one\n  | two\n";
    const AT_ONCE: &str =
        "main\n  start a\n  | in time\n  | end\n\na\n  | one\n  | two\n";

    fn cases(orders: &[&str], complete: bool) -> Cases {
        let order = |text: &&str| text.parse::<Order>().expect("an order");
        Cases::new(orders.iter().map(order).collect(), complete)
    }

    /// All outputs, one by one.
    fn outputs(cases: &Cases) -> Vec<Vec<String>> {
        let outputs = cases.outputs().expect("few");
        let lines =
            outputs.map(|it| it.lines.iter().map(Pattern::to_string).collect());
        lines.collect()
    }

    #[test]
    fn every_answer_is_that_of_all_outputs() {
        let mut answers = Vec::new();
        for orders in [
            &[IN_TIME][..],
            &[IN_TIME, TOO_LATE],
            &[IN_TIME, AT_ONCE],
            &[IN_TIME, TOO_LATE, AT_ONCE],
        ] {
            let cases = cases(orders, true);
            let outputs = outputs(&cases);
            let all = (0..20).flat_map(|seed| posed(&cases, seed, 5));
            for it in all.collect::<Vec<_>>() {
                let found = match &it.question.about {
                    About::Output(lines) if outputs.contains(lines) => Answer::Yes,
                    About::Output(_) => Answer::No,
                    About::Beginning(_) => unreachable!("the outputs are short"),
                    About::Pair(a, b) => {
                        let [a, b] = [a, b].map(|event| {
                            let mut lines = it.order.action(*event).lines();
                            lines.next().expect("a line").to_string()
                        });
                        let place = |output: &[String], line: &String| {
                            output.iter().position(|it| it == line)
                        };
                        let first = outputs.iter().filter_map(|output| {
                            Some(place(output, &a)? < place(output, &b)?)
                        });
                        let first: Vec<_> = first.collect();
                        match (first.contains(&true), first.contains(&false)) {
                            (true, false) => Answer::Always,
                            (false, true) => Answer::Never,
                            _ => Answer::Sometimes,
                        }
                    }
                };
                assert_eq!(it.question.answer, found, "{:?}", it.question);
                answers.push(found);
            }
        }
        for answer in [
            Answer::Always,
            Answer::Never,
            Answer::Sometimes,
            Answer::Yes,
            Answer::No,
        ] {
            assert!(answers.contains(&answer), "nothing is asked that is {answer}");
        }
    }

    #[test]
    fn of_runs_that_are_not_all_nothing_is_asked_that_is_so_in_all() {
        let cases = cases(&[IN_TIME, TOO_LATE], false);
        for it in (0..20).flat_map(|seed| posed(&cases, seed, 5)) {
            let answer = it.question.answer;
            assert!(matches!(answer, Answer::Yes | Answer::Sometimes), "{answer}");
        }
    }
}

//! The questions of `predict` and of the explorer, about every lesson: each answer is right,
//! and for the reason that is given.

#[path = "support/mod.rs"]
mod support;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use process_order::quiz::{About, Answer, Question, Questions};
use process_order::{Arrangements, EventId, Order, Rule};
use rand::SeedableRng;
use rand::rngs::StdRng;
use support::lessons;

fn orders() -> impl Iterator<Item = Order> {
    lessons::ALL.iter().map(|lesson| lesson.order())
}

/// Each lesson's order, and a hundred questions about it.
static ASKED: LazyLock<Vec<(Order, Vec<Question>)>> = LazyLock::new(|| {
    let asked = orders().map(|order| {
        let all = (0..5).flat_map(|seed| questions(&order, seed, 20)).collect();
        (order, all)
    });
    asked.collect()
});

fn questions(order: &Order, seed: u64, count: usize) -> Vec<Question> {
    let census = order.census().ok();
    Questions::new(order, census.as_ref(), seed).take(count).collect()
}

/// What is wrong with the output, or the beginning of one, that is asked about.
fn refusal(order: &Order, about: &About) -> Option<(String, Vec<Rule>)> {
    let (About::Output(lines) | About::Beginning(lines)) = about else {
        return None;
    };
    let verdict = order.check_text(&lines.join("\n"));
    let refusal = verdict.refusal()?;
    // A beginning is no output: only what comes after its lines is missing.
    let goes_on = matches!(about, About::Beginning(_)) && refusal.line > lines.len();
    (!goes_on).then(|| (refusal.to_string(), refusal.rules().to_vec()))
}

#[test]
fn every_answer_is_that_of_the_order() {
    for (order, questions) in ASKED.iter() {
        for question in questions {
            let before = |a, b| order.happens_before(a, b);
            let answer = match &question.about {
                About::Pair(a, b) if before(*a, *b) => Answer::Always,
                About::Pair(a, b) if before(*b, *a) => Answer::Never,
                About::Pair(..) => Answer::Sometimes,
                about if refusal(order, about).is_none() => Answer::Yes,
                _ => Answer::No,
            };
            assert_eq!(question.answer, answer, "{question:?}");
            assert!(question.about.choices().contains(&answer));
        }
    }
}

#[test]
fn what_is_wrong_breaks_the_one_rule_that_is_named() {
    for (order, questions) in ASKED.iter() {
        for question in questions.iter().filter(|it| it.answer == Answer::No) {
            let (reason, rules) =
                refusal(order, &question.about).expect("it is impossible");
            assert_eq!(question.reason, reason);
            assert_eq!(question.rules, rules);
            let pairs = Arrangements::of(order).pairs(order);
            let has_one = pairs.iter().any(|pair| pair.rules.len() == 1);
            assert!(rules.len() == 1 || !has_one, "{question:?}");
        }
    }
}

#[test]
fn every_answer_comes_where_the_order_allows_it() {
    for (order, questions) in ASKED.iter() {
        let answers: HashSet<_> =
            questions.iter().map(|question| question.answer).collect();
        let lines: Vec<_> = order.lines().map(|line| line.event).collect();
        let pairs =
            || lines.iter().flat_map(|a| lines.iter().map(move |b| (*a, *b)));
        let text = |event| order.action(event);
        let mut expected = HashSet::from([Answer::Yes]);
        if pairs().any(|(a, b)| order.concurrent(a, b)) {
            expected.insert(Answer::Sometimes);
        }
        if pairs().any(|(a, b)| order.happens_before(a, b) && text(a) != text(b)) {
            expected.extend([Answer::Always, Answer::Never, Answer::No]);
        }
        assert_eq!(answers, expected, "{order}");
    }
}

#[test]
fn the_answers_are_mixed_and_most_pairs_are_of_two_processes() {
    let order = orders().nth(2).expect("lesson 3");
    let mut counts: HashMap<_, u32> = HashMap::new();
    let mut across = 0;
    for question in (0..20).flat_map(|seed| questions(&order, seed, 40)) {
        *counts.entry(question.answer).or_default() += 1;
        if let About::Pair(a, b) = question.about {
            across += u32::from(a.process() != b.process());
        }
    }
    let pairs =
        [Answer::Always, Answer::Never, Answer::Sometimes].map(|it| counts[&it]);
    let all: u32 = pairs.iter().sum();
    assert!(pairs.iter().all(|count| count * 4 > all), "{counts:?}");
    assert!(across * 3 > all * 2, "{across} of {all}");
    let outputs = [Answer::Yes, Answer::No].map(|answer| counts[&answer]);
    assert!(outputs.iter().all(|count| count * 3 > outputs.iter().sum()));
}

#[test]
fn a_seed_asks_the_same_again_and_nothing_twice() {
    let order = orders().nth(2).expect("lesson 3");
    assert_eq!(questions(&order, 7, 20), questions(&order, 7, 20));
    assert_ne!(questions(&order, 7, 20), questions(&order, 8, 20));
    let asked: HashSet<_> =
        questions(&order, 7, 50).into_iter().map(|it| it.about).collect();
    assert_eq!(asked.len(), 50);
}

#[test]
fn little_to_print_is_enough() {
    let none: Order = "main\n  exit 0\n".parse().expect("an order");
    assert_eq!(questions(&none, 1, 3), []);
    let one: Order = "main\n  | alone\n  exit 0\n".parse().expect("an order");
    let all = questions(&one, 1, 3);
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|question| question.answer == Answer::Yes));
}

#[test]
fn where_two_rules_order_every_two_lines_both_are_broken() {
    let one_by_one =
        "main\n  start a\n  join a\n  start b\n\na\n  | in a\n\nb\n  | in b\n";
    let order: Order = one_by_one.parse().expect("an order");
    let all = questions(&order, 1, 10);
    let wrong = all.iter().find(|question| question.answer == Answer::No);
    assert_eq!(wrong.expect("it is asked").rules, [Rule::Join, Rule::Start]);
}

/// The pairs of writes that stand in the order that they cannot have.
fn wrong(order: &Order, arranged: &[EventId]) -> Vec<(EventId, EventId)> {
    let all = arranged.iter().enumerate();
    let pairs = all.flat_map(|(at, a)| arranged[..at].iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| order.happens_before(*a, *b)).collect()
}

#[test]
fn what_the_order_allows_is_possible() {
    let mut rng = StdRng::seed_from_u64(1);
    for order in orders() {
        let all = Arrangements::of(&order);
        let arranged =
            [all.at_random(&mut rng), all.in_blocks(&mut rng), all.last_first()];
        for arranged in arranged {
            assert_eq!(arranged.len(), all.events().len());
            assert_eq!(wrong(&order, &arranged), []);
        }
    }
}

#[test]
fn only_the_pair_is_turned_round() {
    let mut rng = StdRng::seed_from_u64(1);
    for order in orders() {
        let all = Arrangements::of(&order);
        for pair in all.pairs(&order) {
            let arranged = all.turned(&pair, &mut rng);
            assert_eq!(arranged.len(), all.events().len());
            assert_eq!(wrong(&order, &arranged), [(pair.first, pair.second)]);
        }
    }
}

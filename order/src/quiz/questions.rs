//! Questions about an order, with their answers: as many as one likes.

use std::collections::HashSet;

use crate::{Census, EventId, Order, Pattern, Reason, Rule};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::quiz::lines::{Lines, Pair};
use crate::quiz::question::{About, Answer, Question};

/// An output of more lines is not shown whole.
const LONG: usize = 16;
/// So many lines are shown of it.
const BEGINNING: usize = 12;
/// How often a question is drawn again that cannot be used, or was asked before.
const TRIES: usize = 50;

/// What can be asked. What stands here twice is asked twice as often.
const KINDS: [Kind; 10] = [
    Kind::Pair(Answer::Always),
    Kind::Pair(Answer::Always),
    Kind::Pair(Answer::Never),
    Kind::Pair(Answer::Never),
    Kind::Pair(Answer::Sometimes),
    Kind::Pair(Answer::Sometimes),
    Kind::Drawn,
    Kind::InBlocks,
    Kind::Turned,
    Kind::Turned,
];

#[derive(Clone, Copy)]
enum Kind {
    /// Two lines, and how often the first comes before the second.
    Pair(Answer),
    /// An output, each as likely as any other.
    Drawn,
    /// An output as real runs hardly ever print it: one process after the other.
    InBlocks,
    /// What would be an output, were not two lines turned round.
    Turned,
}

/// The questions about an order, without an end; none when it prints nothing.
pub struct Questions<'a> {
    order: &'a Order,
    lines: Lines,
    /// Nothing when there are too many outputs to count them.
    census: Option<&'a Census<'a>>,
    /// Pairs of which the first happens before the second: of two processes, and of one.
    across: Vec<(EventId, EventId)>,
    within: Vec<(EventId, EventId)>,
    concurrent: Vec<(EventId, EventId)>,
    turnable: Vec<Pair>,
    asked: HashSet<About>,
    rng: StdRng,
}

impl<'a> Questions<'a> {
    /// `census`: that of the order, if it can be counted.
    pub fn new(order: &'a Order, census: Option<&'a Census<'a>>, seed: u64) -> Self {
        let lines = Lines::of(order);
        let (mut across, mut within, mut concurrent) = (vec![], vec![], vec![]);
        let pairs =
            lines.ids.iter().flat_map(|a| lines.ids.iter().map(|b| (*a, *b)));
        for (a, b) in pairs.filter(|(a, b)| a != b) {
            if order.concurrent(a, b) {
                concurrent.push((a, b));
            } else if order.happens_before(a, b) {
                let pairs =
                    if a.process == b.process { &mut within } else { &mut across };
                pairs.push((a, b));
            }
        }
        // Of two equal lines of one process the first is the first.
        let differ = |a, b| order.event(a).line() != order.event(b).line();
        within.retain(|(a, b)| differ(*a, *b));
        let mut turnable = lines.pairs(order);
        turnable
            .retain(|pair| differ(lines.ids[pair.first], lines.ids[pair.second]));
        // One rule, where there are two lines that one alone orders.
        let fewest = turnable.iter().map(|pair| pair.rules.len()).min();
        turnable.retain(|pair| Some(pair.rules.len()) == fewest);
        Self {
            order,
            lines,
            census,
            across,
            within,
            concurrent,
            turnable,
            asked: HashSet::new(),
            rng: StdRng::seed_from_u64(seed),
        }
    }

    fn draw(&mut self) -> Option<Question> {
        match *KINDS.choose(&mut self.rng)? {
            Kind::Pair(answer) => self.pair(answer),
            Kind::Drawn => {
                let lines = self.drawn();
                self.possible(lines)
            }
            Kind::InBlocks => {
                let ids = self.lines.in_blocks(&mut self.rng);
                self.possible(texts(self.order, &ids))
            }
            Kind::Turned => self.turned(),
        }
    }

    fn pair(&mut self, answer: Answer) -> Option<Question> {
        // Within a process it is easy, so that is asked less often.
        let easy = self.across.is_empty() || self.rng.random_ratio(1, 4);
        let pairs = match answer {
            Answer::Sometimes => &self.concurrent,
            _ if easy && !self.within.is_empty() => &self.within,
            _ => &self.across,
        };
        let (a, b) = *pairs.choose(&mut self.rng)?;
        let (reason, rules) = match self.order.why(a, b) {
            Some(chain) => (chain.to_string(), chain.rules()),
            None => (UNORDERED.to_owned(), vec![]),
        };
        let (a, b) = if answer == Answer::Never { (b, a) } else { (a, b) };
        Some(Question { about: About::Pair(a, b), answer, reason, rules })
    }

    fn drawn(&mut self) -> Vec<String> {
        match self.census {
            Some(census) => {
                let lines: Vec<&Pattern> = census.sample(&mut self.rng);
                lines.iter().map(ToString::to_string).collect()
            }
            None => {
                let ids = self.lines.at_random(&mut self.rng);
                texts(self.order, &ids)
            }
        }
    }

    fn possible(&self, lines: Vec<String>) -> Option<Question> {
        if !self.order.check_text(&lines.join("\n")).is_possible() {
            return None;
        }
        let (answer, reason) = (Answer::Yes, POSSIBLE.to_owned());
        Some(Question { about: shown(lines), answer, reason, rules: vec![] })
    }

    /// Lines of which two are turned round, and nothing else is wrong. It takes several tries
    /// where many lines are equal, because then most of such outputs are possible.
    fn turned(&mut self) -> Option<Question> {
        let mut rules: Vec<_> =
            self.turnable.iter().map(|pair| &pair.rules).collect();
        rules.sort_by_key(|rules| {
            rules.iter().map(ToString::to_string).collect::<Vec<_>>()
        });
        rules.dedup();
        let rules = (*rules.choose(&mut self.rng)?).clone();
        let pairs = self.turnable.iter().filter(|pair| pair.rules == rules);
        let pairs: Vec<_> = pairs.collect();
        (0..TRIES).find_map(|_| {
            let pair = pairs.choose(&mut self.rng)?;
            let ids = self.lines.turned(pair, &mut self.rng);
            impossible(self.order, texts(self.order, &ids), &rules)
        })
    }
}

/// A question about lines that `rules` forbid, if they do, and if that is shown.
fn impossible(
    order: &Order,
    lines: Vec<String>,
    rules: &[Rule],
) -> Option<Question> {
    let verdict = order.check_text(&lines.join("\n"));
    let refusal = verdict.refusal()?;
    let is_shown = lines.len() <= LONG || refusal.line <= BEGINNING;
    let is_right = matches!(refusal.reason, Reason::TooEarly { .. });
    (is_shown && is_right && refusal.rules() == rules).then(|| Question {
        about: shown(lines),
        answer: Answer::No,
        reason: refusal.to_string(),
        rules: rules.to_vec(),
    })
}

fn texts(order: &Order, ids: &[EventId]) -> Vec<String> {
    let line = |id: &EventId| order.event(*id).line().map(ToString::to_string);
    ids.iter().filter_map(line).collect()
}

/// All lines, or as many as one can read.
fn shown(mut lines: Vec<String>) -> About {
    if lines.len() <= LONG {
        return About::Output(lines);
    }
    lines.truncate(BEGINNING);
    About::Beginning(lines)
}

impl Iterator for Questions<'_> {
    type Item = Question;

    /// The next one, which was not asked before if one is found that was not.
    fn next(&mut self) -> Option<Question> {
        if self.lines.ids.is_empty() {
            return None;
        }
        let mut again = None;
        for _ in 0..TRIES {
            let Some(question) = self.draw() else { continue };
            if self.asked.insert(question.about.clone()) {
                return Some(question);
            }
            again = Some(question);
        }
        again
    }
}

const UNORDERED: &str =
    "no chain of starts, joins and messages leads from one to the other";

const POSSIBLE: &str = "no line stands before one that happens before it";

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};
    use std::sync::LazyLock;

    use crate::{Order, Rule};

    use super::{About, Answer, Lines, Question, Questions};
    use crate::lesson::Lesson;

    fn orders() -> impl Iterator<Item = Order> {
        let lessons = Lesson::all().expect("the lessons").into_iter();
        lessons.map(|lesson| lesson.order().expect("an order"))
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
        let goes_on =
            matches!(about, About::Beginning(_)) && refusal.line > lines.len();
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
                let pairs = Lines::of(order).pairs(order);
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
            let lines: Vec<_> = order.lines().map(|(id, _)| id).collect();
            let pairs =
                || lines.iter().flat_map(|a| lines.iter().map(move |b| (*a, *b)));
            let text = |id| order.event(id).line();
            let mut expected = HashSet::from([Answer::Yes]);
            if pairs().any(|(a, b)| order.concurrent(a, b)) {
                expected.insert(Answer::Sometimes);
            }
            if pairs().any(|(a, b)| order.happens_before(a, b) && text(a) != text(b))
            {
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
                across += u32::from(a.process != b.process);
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
}

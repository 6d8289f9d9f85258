//! Questions about an order, with their answers: as many as one likes.
//!
//! Every answer is asked of the order itself, so that a question can be as odd as it likes and
//! its answer is right. A wrong output is a possible one in which two lines that a rule orders
//! are turned round; it is asked about only when the order refuses it for that very rule.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::question::{About, Answer, Question};
use crate::Order;
use crate::answers::count::Census;
use crate::answers::reason::Reason;
use crate::model::edge::Rule;
use crate::model::id::EventId;
use crate::model::pattern::Pattern;
use crate::relation::arrangement::{Arrangements, Pair};
use crate::words::{Told, by};

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
#[derive(Debug)]
pub struct Questions<'a> {
    order: &'a Order,
    writes: Arrangements,
    /// Nothing when there are too many outputs to count them.
    census: Option<&'a Census<'a>>,
    /// Pairs of which the first happens before the second: of two processes, and of one.
    across: Vec<(EventId, EventId)>,
    within: Vec<(EventId, EventId)>,
    concurrent: Vec<(EventId, EventId)>,
    turnable: Vec<Pair>,
    asked: Vec<About>,
    rng: StdRng,
}

impl<'a> Questions<'a> {
    /// `census`: that of the order, if it can be counted.
    pub fn new(order: &'a Order, census: Option<&'a Census<'a>>, seed: u64) -> Self {
        let writes = Arrangements::of(order);
        let (mut across, mut within, mut concurrent) = (vec![], vec![], vec![]);
        let pairs = writes
            .events()
            .iter()
            .flat_map(|a| writes.events().iter().map(|b| (*a, *b)));
        for (a, b) in pairs.filter(|(a, b)| a != b) {
            if order.concurrent(a, b) {
                concurrent.push((a, b));
            } else if order.happens_before(a, b) {
                let pairs = if a.process() == b.process() {
                    &mut within
                } else {
                    &mut across
                };
                pairs.push((a, b));
            }
        }
        // Of two equal lines of one process the first is the first.
        let differ = |a, b| order.action(a) != order.action(b);
        within.retain(|(a, b)| differ(*a, *b));
        let mut turnable = writes.pairs(order);
        turnable.retain(|pair| differ(pair.first, pair.second));
        // One rule, where there are two lines that one alone orders.
        let fewest = turnable.iter().map(|pair| pair.rules.len()).min();
        turnable.retain(|pair| Some(pair.rules.len()) == fewest);
        Self {
            order,
            writes,
            census,
            across,
            within,
            concurrent,
            turnable,
            asked: Vec::new(),
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
                let ids = self.writes.in_blocks(&mut self.rng);
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
            Some(path) => (Told::new(|language| path.told(language)), path.rules()),
            None => (Told::new(|language| by!(language, unordered())), vec![]),
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
                let ids = self.writes.at_random(&mut self.rng);
                texts(self.order, &ids)
            }
        }
    }

    fn possible(&self, lines: Vec<String>) -> Option<Question> {
        if !self.order.check_text(&lines.join("\n")).is_possible() {
            return None;
        }
        let reason = Told::new(|language| by!(language, possible()));
        let answer = Answer::Yes;
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
            let ids = self.writes.turned(pair, &mut self.rng);
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
        reason: Told::new(|language| refusal.told(language)),
        rules: rules.to_vec(),
    })
}

fn texts(order: &Order, ids: &[EventId]) -> Vec<String> {
    let lines = ids.iter().flat_map(|event| order.action(*event).lines());
    lines.map(ToString::to_string).collect()
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
        if self.writes.events().is_empty() {
            return None;
        }
        let mut again = None;
        for _ in 0..TRIES {
            let Some(question) = self.draw() else { continue };
            if !self.asked.contains(&question.about) {
                self.asked.push(question.about.clone());
                return Some(question);
            }
            again = Some(question);
        }
        again
    }
}

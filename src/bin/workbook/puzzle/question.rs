//! What is asked about the program of a puzzle, and what can be answered.

use std::collections::BTreeSet;
use std::fmt;

use process_order::quiz::Answer;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::model::Runs;
use super::program::Program;
use crate::words::{Language, language, words};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// How many different outputs it can have.
    Count,
    /// Whether these lines are one of them.
    Output(Vec<String>),
    /// Whether the first line comes before the second.
    Pair(String, String),
    /// Whether it can stand still.
    Stillness,
}

/// An answer, right or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Number(u64),
    Yes,
    No,
    Always,
    Never,
    Sometimes,
}

/// `yes`, as it is written down, in whichever language it was asked for.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Yes => f.write_str("yes"),
            Self::No => f.write_str("no"),
            Self::Always => f.write_str("always"),
            Self::Never => f.write_str("never"),
            Self::Sometimes => f.write_str("sometimes"),
        }
    }
}

impl Reply {
    /// It in the language of the command.
    pub(crate) fn told(self) -> String {
        self.told_in(language())
    }

    /// In the words that questions about an order have for it.
    fn told_in(self, language: Language) -> String {
        let answer = match self {
            Self::Number(number) => return number.to_string(),
            Self::Yes => Answer::Yes,
            Self::No => Answer::No,
            Self::Always => Answer::Always,
            Self::Never => Answer::Never,
            Self::Sometimes => Answer::Sometimes,
        };
        answer.told(language)
    }
}

impl Question {
    /// The answers among which one chooses; none when the answer is a number.
    pub(crate) fn choices(&self) -> &'static [Reply] {
        match self {
            Self::Count => &[],
            Self::Output(_) | Self::Stillness => &[Reply::Yes, Reply::No],
            Self::Pair(..) => &[Reply::Always, Reply::Never, Reply::Sometimes],
        }
    }

    /// What somebody has answered: a number, a word of either language or its beginning; nothing
    /// when it is none.
    pub(crate) fn parse(&self, text: &str) -> Option<Reply> {
        let text = text.trim().trim_end_matches(['.', '。']).to_lowercase();
        let text: String = text.chars().map(half_width).collect();
        if *self == Self::Count {
            return text.parse().ok().map(Reply::Number);
        }
        let begins = |it: &&Reply| {
            let words = [it.to_string(), it.told_in(Language::Chinese)];
            !text.is_empty() && words.iter().any(|it| it.starts_with(&text))
        };
        self.choices().iter().find(begins).copied()
    }

    /// The word for what kind of question it is.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Output(_) => "output",
            Self::Pair(..) => "pair",
            Self::Stillness => "stillness",
        }
    }

    /// What to answer with: `a number`, `yes or no`.
    pub(crate) fn form(&self) -> &'static str {
        match self {
            Self::Count => words!("a number"),
            Self::Output(_) | Self::Stillness => words!("yes or no"),
            Self::Pair(..) => words!("always, never or sometimes"),
        }
    }

    /// The question as a sentence.
    pub(crate) fn sentence(&self) -> &'static str {
        match self {
            Self::Count => {
                words!("How many different outputs can this program have?")
            }
            Self::Output(_) => words!("Could this be printed?"),
            Self::Pair(..) => {
                words!("Does line A come before line B: always, never or sometimes?")
            }
            Self::Stillness => {
                words!("Can this program stand still, so that it never ends?")
            }
        }
    }

    /// The lines that the question is about, each behind its mark.
    pub(crate) fn lines(&self) -> Vec<(String, &str)> {
        match self {
            Self::Count | Self::Stillness => Vec::new(),
            Self::Output(lines) => (1..)
                .zip(lines)
                .map(|(number, line): (u8, _)| (number.to_string(), line.as_str()))
                .collect(),
            Self::Pair(a, b) => {
                vec![("A".to_owned(), a.as_str()), ("B".to_owned(), b.as_str())]
            }
        }
    }
}

/// More outputs are not counted by hand.
const MOST: usize = 24;

/// A question about a program whose runs these are, with its answer; nothing when there is none
/// to ask.
pub(super) fn about(
    program: &Program,
    runs: &Runs,
    rng: &mut StdRng,
) -> Option<(Question, Reply)> {
    // Of a program that need not end, everything else would have to say "if it ends".
    if runs.stands_still {
        return Some((Question::Stillness, Reply::Yes));
    }
    let can_wait_for_each_other = program.pipes.len() > 1 || program.has_lock();
    if can_wait_for_each_other && rng.random_ratio(2, 5) {
        return Some((Question::Stillness, Reply::No));
    }
    let count = runs.outputs.len();
    // Where there is one output, there is little to think about.
    if !(2..=MOST).contains(&count) {
        return None;
    }
    match rng.random_range(0..3) {
        0 => Some((Question::Count, Reply::Number(count as u64))),
        1 => output(runs, rng),
        _ => pair(runs, rng),
    }
}

/// An output that is possible, or one that nearly is.
fn output(runs: &Runs, rng: &mut StdRng) -> Option<(Question, Reply)> {
    let outputs: Vec<_> = runs.outputs.iter().collect();
    if rng.random_ratio(1, 2) {
        let lines = (*outputs.choose(rng)?).clone();
        return Some((Question::Output(lines), Reply::Yes));
    }
    let mut wrong = BTreeSet::new();
    for output in outputs {
        for place in 1..output.len() {
            let mut lines = output.clone();
            lines.swap(place - 1, place);
            // That a process prints its own lines in order is too easy.
            let is_easy = who(&lines[place - 1]) == who(&lines[place]);
            if !is_easy && !runs.outputs.contains(&lines) {
                wrong.insert(lines);
            }
        }
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    Some((Question::Output(wrong.choose(rng)?.clone()), Reply::No))
}

/// Who prints a line: what stands before the colon.
fn who(line: &str) -> Option<&str> {
    line.split_once(':').map(|(who, _)| who)
}

/// Two lines of different processes, each of which is printed once in every run.
fn pair(runs: &Runs, rng: &mut StdRng) -> Option<(Question, Reply)> {
    let first = runs.outputs.first()?;
    let is_once = |line: &&String| {
        runs.outputs.iter().all(|it| it.iter().filter(|it| it == line).count() == 1)
    };
    let lines: Vec<_> = first.iter().filter(is_once).collect();
    let mut by_reply = [Reply::Always, Reply::Never, Reply::Sometimes]
        .map(|reply| (reply, Vec::new()));
    for a in &lines {
        for b in lines.iter().filter(|b| who(b) != who(a)) {
            let reply = relation(runs, a, b);
            let of_reply = by_reply.iter_mut().filter(|(it, _)| *it == reply);
            of_reply.for_each(|(_, pairs)| pairs.push((*a, *b)));
        }
    }
    // Each answer is as likely as the others, where it is one at all.
    let by_reply: Vec<_> =
        by_reply.iter().filter(|(_, pairs)| !pairs.is_empty()).collect();
    let (reply, pairs) = by_reply.choose(rng)?;
    let (a, b) = pairs.choose(rng)?;
    Some((Question::Pair((*a).clone(), (*b).clone()), *reply))
}

fn relation(runs: &Runs, a: &str, b: &str) -> Reply {
    let place = |output: &[String], line| output.iter().position(|it| it == line);
    let is_before = |it: &Vec<String>| place(it, a) < place(it, b);
    let before = runs.outputs.iter().filter(|it| is_before(it)).count();
    match before {
        0 => Reply::Never,
        _ if before == runs.outputs.len() => Reply::Always,
        _ => Reply::Sometimes,
    }
}

/// A digit as ASCII has it: an input method for Chinese types `６` as readily as `6`.
fn half_width(character: char) -> char {
    match character {
        '０'..='９' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::{Question, Reply};

    #[test]
    fn an_answer_is_a_word_or_its_beginning() {
        for (text, reply) in
            [("y", Reply::Yes), (" YES. ", Reply::Yes), ("no", Reply::No)]
        {
            assert_eq!(Question::Stillness.parse(text), Some(reply), "{text}");
        }
        let pair = Question::Pair(String::new(), String::new());
        assert_eq!(pair.parse("S"), Some(Reply::Sometimes));
        for text in ["", "  ", "yes", "alwayss", "an"] {
            assert_eq!(pair.parse(text), None, "{text}");
        }
        assert_eq!(pair.parse("从不。"), Some(Reply::Never));
        assert_eq!(Question::Stillness.parse("能"), Some(Reply::Yes));
        assert_eq!(Question::Stillness.parse("不能"), Some(Reply::No));
        assert_eq!(Question::Count.parse("07"), Some(Reply::Number(7)));
        assert_eq!(Question::Count.parse("１６"), Some(Reply::Number(16)));
        for text in ["", "-1", "six", "6 or 7"] {
            assert_eq!(Question::Count.parse(text), None, "{text}");
        }
    }
}

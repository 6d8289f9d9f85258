//! A small program by chance, and a question about it, which the engine has answered.

use std::fmt::Write;
use std::ops::RangeInclusive;

use process_order::Refusal;
use process_order::quiz::Answer;
use process_order::script::Runs;
use process_order::words::Language;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use crate::maker::{Checked, Together, check, outputs, runs, together};
use crate::words::said;

/// A program and a question.
pub(crate) struct Puzzle {
    /// The program, as a script.
    pub(crate) script: String,
    pub(crate) question: String,
    /// What can be answered.
    pub(crate) choices: Vec<String>,
    /// The position of the right one.
    pub(crate) answer: usize,
    /// Why it is right.
    pub(crate) why: String,
}

/// A script with so many outputs makes a question.
const FIT: RangeInclusive<usize> = 2..=60;

/// Outputs that are few enough to be named in a reason.
const NAMED: usize = 4;

const NAMES: [&str; 3] = ["ada", "ben", "cleo"];

impl Puzzle {
    /// The puzzle of this level, from 1 to 5, and this seed: the same in every language.
    pub(crate) fn new(level: u32, seed: u64, language: Language) -> Self {
        let mut rng = SmallRng::seed_from_u64(seed);
        loop {
            let script = script(level, &mut rng);
            let Ok(runs) = runs(&script, language) else { continue };
            let outputs: Vec<_> = outputs(&runs).0.into_iter().collect();
            if !FIT.contains(&outputs.len()) || !runs.deadlocks.is_empty() {
                continue;
            }
            let kind: u32 = rng.random_range(0..3);
            let made = match kind {
                0 => Self::of_two_lines(&script, &runs, &mut rng, language),
                1 => {
                    Self::of_an_output(&script, &runs, &outputs, &mut rng, language)
                }
                _ => Self::of_the_number(&script, &outputs, &mut rng, language),
            };
            if let Some(puzzle) = made {
                return puzzle;
            }
        }
    }

    /// Always, never or sometimes? Not about a line that only some runs print.
    fn of_two_lines(
        script: &str,
        runs: &Runs,
        rng: &mut SmallRng,
        language: Language,
    ) -> Option<Self> {
        let steps = script.lines().filter_map(|line| line.strip_prefix("  | "));
        let mut lines: Vec<_> = steps.collect();
        lines.shuffle(rng);
        let [a, b, ..] = lines[..] else { return None };
        let (answer, why) = match together(runs, a, b, language)? {
            Together::Always(path) => (0, path),
            Together::Sometimes([before, after]) => {
                let [before, after] =
                    [before, after].map(|lines| named(&lines, language));
                let why = said(
                    language,
                    format!(
                        "one of the outputs is {before}, and another one {after}"
                    ),
                    format!("有一种输出是 {before}，另有一种是 {after}"),
                );
                (1, why)
            }
            Together::Never(path) => (2, path),
        };
        Some(Self {
            script: script.to_owned(),
            question: said(
                language,
                format!("Does `{a}` come before `{b}`?"),
                format!("`{a}` 在 `{b}` 之前吗？"),
            ),
            choices: [Answer::Always, Answer::Sometimes, Answer::Never]
                .map(|it| it.told(language))
                .to_vec(),
            answer,
            why,
        })
    }

    /// Possible or impossible?
    fn of_an_output(
        script: &str,
        runs: &Runs,
        outputs: &[String],
        rng: &mut SmallRng,
        language: Language,
    ) -> Option<Self> {
        let output = &outputs[rng.random_range(0..outputs.len())];
        let mut lines: Vec<_> = output.lines().collect();
        if rng.random_bool(0.6) {
            let first = rng.random_range(0..lines.len().checked_sub(1)?);
            let second = rng.random_range(first + 1..lines.len());
            let line = lines.remove(second);
            lines.insert(first, line);
        }
        let output = lines.join("\n") + "\n";
        let (answer, why) = match check(runs, &output) {
            Checked::Possible => {
                let why = said(
                    language,
                    "no line comes before a line that it depends on",
                    "没有哪一行排在它所依赖的行前面",
                );
                (0, why.to_owned())
            }
            Checked::Impossible(line, Some(reason)) => {
                (1, Refusal { line, reason }.told(language))
            }
            Checked::Impossible(_, None) | Checked::Unknown => return None,
        };
        Some(Self {
            script: script.to_owned(),
            question: format!(
                "{}\n{output}",
                said(language, "Can this be the output?", "输出能是这样吗？")
            ),
            choices: said(language, ["possible", "impossible"], ["可能", "不可能"])
                .map(str::to_owned)
                .to_vec(),
            answer,
            why,
        })
    }

    /// How many?
    fn of_the_number(
        script: &str,
        outputs: &[String],
        rng: &mut SmallRng,
        language: Language,
    ) -> Option<Self> {
        let right = outputs.len();
        let wrong = [right + 1, right * 2, right + 3, right.div_ceil(2), right - 1];
        let mut numbers: Vec<_> = wrong.into_iter().filter(|it| *it > 0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|it| *it != right);
        numbers.shuffle(rng);
        numbers.truncate(3);
        numbers.push(right);
        numbers.sort_unstable();
        let answer = numbers.iter().position(|it| *it == right)?;
        let why = if right <= NAMED {
            let all = outputs
                .iter()
                .map(|it| named(&it.lines().collect::<Vec<_>>(), language));
            let all = all.collect::<Vec<_>>().join(said(language, "; ", "；"));
            said(language, format!("they are {all}"), format!("它们是 {all}"))
        } else {
            said(
                language,
                format!(
                    "every run was made, and {right} different outputs came of them"
                ),
                format!("推出所有的运行，得到 {right} 种不同的输出"),
            )
        };
        Some(Self {
            script: script.to_owned(),
            question: said(
                language,
                "How many outputs are possible?",
                "可能的输出有几种？",
            )
            .to_owned(),
            choices: numbers.iter().map(ToString::to_string).collect(),
            answer,
            why,
        })
    }
}

/// An output in a sentence.
fn named(lines: &[impl std::fmt::Display], language: Language) -> String {
    let lines = lines.iter().map(|line| format!("`{line}`"));
    lines.collect::<Vec<_>>().join(said(language, ", ", "、"))
}

/// A program of this level: one child; two; a message; a lock; a poll.
fn script(level: u32, rng: &mut SmallRng) -> String {
    let children = match level {
        1 => 1,
        5 => rng.random_range(1..=2),
        _ => 2,
    };
    let names = &NAMES[..children];
    let mut main = vec!["| main: begins".to_owned()];
    let mut waiting: Vec<&str> = Vec::new();
    for name in names {
        main.push(format!("start {name}"));
        waiting.push(name);
        if rng.random_bool(0.3) {
            main.push(format!("| main: after {name}"));
        }
        if level > 1 && rng.random_bool(0.3) {
            main.push(format!("join {name}"));
            waiting.pop();
        }
    }
    if level == 5
        && let Some(name) = waiting.first()
    {
        main.push(format!("poll {name}"));
    }
    waiting.shuffle(rng);
    let last = rng.random_range(0..=waiting.len());
    for (place, name) in waiting.iter().enumerate() {
        if place == last {
            main.push("| main: looks up".to_owned());
        }
        main.push(format!("join {name}"));
    }
    main.push("| main: ends".to_owned());
    let mut roles: Vec<Vec<String>> =
        names.iter().map(|name| child(level, name, rng)).collect();
    if level == 3 {
        let (from, to) = if rng.random() { (0, 1) } else { (1, 0) };
        let place = rng.random_range(0..=roles[from].len());
        roles[from].insert(place, format!("send {}", names[to]));
        let place = rng.random_range(0..=roles[to].len());
        roles[to].insert(place, format!("receive {}", names[from]));
    }
    let mut text = String::from("main\n");
    write_steps(&mut text, &main);
    for (name, steps) in names.iter().zip(&roles) {
        write!(text, "\n{name}\n").expect("a String takes it");
        write_steps(&mut text, steps);
    }
    text
}

fn child(level: u32, name: &str, rng: &mut SmallRng) -> Vec<String> {
    let lines = if level == 4 { 2 } else { rng.random_range(1..=2) };
    let words = ["one", "two"];
    let mut steps: Vec<_> =
        words.iter().take(lines).map(|word| format!("| {name}: {word}")).collect();
    if level == 4 {
        steps.insert(0, "lock".to_owned());
        let end = rng.random_range(2..=steps.len());
        steps.insert(end, "unlock".to_owned());
    }
    steps
}

fn write_steps(text: &mut String, steps: &[String]) {
    for step in steps {
        writeln!(text, "  {step}").expect("a String takes it");
    }
}

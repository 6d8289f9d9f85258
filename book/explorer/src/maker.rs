//! What the page asks on which programs are made, and what it is answered.
//!
//! | verb | about, each part behind a form feed | answer |
//! | --- | --- | --- |
//! | `run` | a script | how many outputs it has, if they are few enough to be made, some of them, and its orders to be drawn |
//! | `change` | a script, and what it was before | an output that is new, and one that is gone |
//! | `why` | a script, a line, another line | always, never or sometimes, and why |
//! | `puzzle` | a level from 1 to 5, a seed | a script, a question, choices, the answer and why |
//! | `language` | the `lang` of the page, English at first | the same; all sentences are in it from then on |
//! | `sources` | | the fingerprint of what this was built from |
//!
//! The questions are asked of each order, and the outputs put together here: a program has few.
//! `Cases` answers them for programs of any size, and would make the engine half as large again.
//! tests/maker.rs holds the two against each other.

use std::collections::BTreeSet;

use process_order::script::{Runs, Script};
use process_order::words::Language;
use process_order::{Action, End, Moment, Order, Reason, Rule, Verdict};

use crate::decimal::decimal;
use crate::json::{array, object, optional, string};
use crate::puzzle::Puzzle;
use crate::words::{language, no_verb, said};

/// It remembers in which language it is asked, and nothing else.
#[derive(Default)]
pub(crate) struct Answers {
    language: Language,
}

/// So many outputs are shown at most.
const SHOWN: usize = 12;

/// So many orders are drawn at most.
const DRAWN: usize = 12;

impl Answers {
    /// The answer as JSON; to what cannot be answered, an object with an `error`.
    pub(crate) fn answer(&mut self, request: &str) -> String {
        let (verb, about) = request.split_once('\n').unwrap_or((request, ""));
        let parts: Vec<_> = about.split('\u{c}').collect();
        let told = self.language;
        let answer = match (verb, &parts[..]) {
            ("sources", _) => Ok(string(env!("SOURCES"))),
            ("language", [tag]) => self.speak(tag),
            ("run", [script]) => runs(script, told).map(|it| run(&it, told)),
            ("change", [new, old]) => change(new, old, told),
            ("why", [script, a, b]) => {
                runs(script, told).and_then(|it| why(&it, a, b, told))
            }
            ("puzzle", [level, seed]) => puzzle(level, seed, told),
            _ => Err(no_verb(told, verb)),
        };
        answer.unwrap_or_else(|error| object([("error", string(error))]))
    }

    fn speak(&mut self, tag: &str) -> Result<String, String> {
        self.language = language(tag)?;
        Ok(string(tag))
    }
}

/// So many outputs are made at most, where they are not those of one order.
const MADE: usize = 20_000;

/// All runs of a script.
pub(crate) fn runs(script: &str, language: Language) -> Result<Runs, String> {
    let script = script.parse::<Script>().map_err(|error| error.told(language))?;
    script.runs().map_err(|error| error.told(language))
}

/// The first outputs, and whether they are all. Each is a text.
pub(crate) fn outputs(runs: &Runs) -> (BTreeSet<String>, bool) {
    let mut outputs = BTreeSet::new();
    for output in runs.orders.iter().flat_map(Order::outputs) {
        if outputs.len() == MADE {
            return (outputs, false);
        }
        outputs.insert(
            output
                .iter()
                .fold(String::new(), |text, line| format!("{text}{line}\n")),
        );
    }
    (outputs, true)
}

fn run(runs: &Runs, language: Language) -> String {
    let drawn = |orders: &[Order]| {
        array(orders.iter().take(DRAWN).map(|it| drawing(it, language)))
    };
    let (outputs, is_all) = outputs(runs);
    let count = match &runs.orders[..] {
        [order] => order.count().ok().map(|it| decimal(&it)),
        _ => is_all.then(|| outputs.len().to_string()),
    };
    object([
        ("outputs", optional(count)),
        ("shown", array(outputs.iter().take(SHOWN).map(|it| lines(it)))),
        ("isAll", (outputs.len() <= SHOWN).to_string()),
        ("orders", drawn(&runs.orders)),
        ("stuck", drawn(&runs.deadlocks)),
    ])
}

fn lines(output: &str) -> String {
    array(output.lines().map(string))
}

/// The processes, each with what it does, and what leads from one to another: the position of
/// a process and of an event, with 0 for the beginning.
fn drawing(order: &Order, language: Language) -> String {
    let processes = order.histories().iter().map(|history| {
        let actions = history.actions.iter().map(|it| string(label(order, it)));
        let end = match history.end {
            End::Unknown => said(language, "stands still", "停滞不前"),
            _ => said(language, "ends", "结束"),
        };
        object([
            ("name", string(&history.name)),
            ("events", array(actions.chain([string(end)]))),
        ])
    });
    let edges = order.edges().map(|edge| {
        let [from, to] = [edge.from, edge.to].map(|it| place(order, it));
        let kind =
            if edge.rule == Rule::Message { "message" } else { "start-or-join" };
        object([("from", from), ("to", to), ("kind", string(kind))])
    });
    object([("processes", array(processes)), ("edges", array(edges))])
}

fn label(order: &Order, action: &Action) -> String {
    match action {
        Action::Print(lines) | Action::FreePrint(lines) => {
            let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
            format!("| {}", lines.join(" "))
        }
        other => {
            let (verb, object) = other.written(|it| order.name(*it).to_owned());
            match other {
                // Its number says nothing to a reader.
                Action::Send(_) => verb.to_owned(),
                Action::Receive { from, .. } => {
                    format!("{verb} {}", order.name(*from))
                }
                _ => format!("{verb} {object}"),
            }
        }
    }
}

fn place(order: &Order, moment: Moment) -> String {
    let process = moment.process();
    let event = match moment {
        Moment::Begin(_) => 0,
        Moment::Event(event) => {
            let mut events = order.events(process);
            1 + events.position(|(it, _)| it == event).expect("one of its events")
        }
        Moment::End(_) => order.history(process).actions.len() + 1,
    };
    array([process.index().to_string(), event.to_string()])
}

fn change(new: &str, old: &str, language: Language) -> Result<String, String> {
    let [new, old] = [runs(new, language)?, runs(old, language)?];
    let [gained, lost] = [only(&new, &old), only(&old, &new)];
    let is_known = [&new, &old].iter().all(|it| outputs(it).1);
    let shown = |output: Option<String>| {
        output.map_or_else(|| "null".to_owned(), |it| lines(&it))
    };
    Ok(object([
        ("same", (is_known && gained.is_none() && lost.is_none()).to_string()),
        ("gained", shown(gained)),
        ("lost", shown(lost)),
    ]))
}

/// An output of `some` that is impossible in `others`, among those that are made.
fn only(some: &Runs, others: &Runs) -> Option<String> {
    let (known, is_all) = outputs(others);
    let is_impossible = |text: &String| {
        !known.contains(text)
            && (is_all || matches!(check(others, text), Checked::Impossible(..)))
    };
    outputs(some).0.into_iter().find(is_impossible)
}

/// Whether an output is possible.
pub(crate) enum Checked {
    Possible,
    /// The first line that no order allows, and why one of them does not.
    Impossible(usize, Option<Reason>),
    Unknown,
}

pub(crate) fn check(runs: &Runs, text: &str) -> Checked {
    let mut refused = (0, None);
    let mut is_known = true;
    for order in &runs.orders {
        match order.check_text(text) {
            Verdict::Possible(_) => return Checked::Possible,
            Verdict::Impossible(refusal) if refusal.line > refused.0 => {
                refused = (refusal.line, Some(refusal.reason));
            }
            Verdict::Impossible(_) => {}
            Verdict::GivenUp => is_known = false,
        }
    }
    let (line, reason) = refused;
    if is_known { Checked::Impossible(line, reason) } else { Checked::Unknown }
}

/// How two lines come, over all runs.
pub(crate) enum Together {
    Always(String),
    Never(String),
    /// An output of each kind.
    Sometimes([Vec<String>; 2]),
}

/// Which of two lines comes first; nothing when no run prints both.
pub(crate) fn together(
    runs: &Runs,
    a: &str,
    b: &str,
    language: Language,
) -> Option<Together> {
    let (mut before, mut after, mut path) = (None, None, None);
    for order in &runs.orders {
        let events = |wanted: &str| -> Vec<_> {
            let lines = order.lines().filter(|it| it.pattern.to_string() == wanted);
            lines.map(|line| line.event).collect()
        };
        for (a, b) in events(a).into_iter().flat_map(|a| {
            events(b).into_iter().map(move |b| (a, b)).filter(|(a, b)| a != b)
        }) {
            let shown = |events: Vec<_>| -> Vec<String> {
                let lines =
                    events.into_iter().flat_map(|it| order.action(it).lines());
                lines.map(ToString::to_string).collect()
            };
            before = before.or_else(|| order.output_with(a, b).map(shown));
            after = after.or_else(|| order.output_with(b, a).map(shown));
            path = path.or_else(|| {
                let path = order.why(a, b).or_else(|| order.why(b, a));
                path.map(|it| it.told(language))
            });
        }
    }
    match (before, after) {
        (Some(before), Some(after)) => Some(Together::Sometimes([before, after])),
        (Some(_), None) => Some(Together::Always(path?)),
        (None, Some(_)) => Some(Together::Never(path?)),
        (None, None) => None,
    }
}

fn why(runs: &Runs, a: &str, b: &str, language: Language) -> Result<String, String> {
    let together = together(runs, a, b, language).ok_or_else(|| {
        said(language, "no run prints both lines", "没有一次运行打印这两行")
    })?;
    let (verdict, path, examples) = match together {
        Together::Always(path) => ("always", Some(path), Vec::new()),
        Together::Never(path) => ("never", Some(path), Vec::new()),
        Together::Sometimes(examples) => ("sometimes", None, examples.to_vec()),
    };
    let examples = examples.iter().map(|lines| array(lines.iter().map(string)));
    Ok(object([
        ("verdict", string(verdict)),
        ("why", optional(path)),
        ("examples", array(examples)),
    ]))
}

fn puzzle(level: &str, seed: &str, language: Language) -> Result<String, String> {
    let level = level.parse().ok().filter(|it| (1..=5).contains(it));
    let level = level.ok_or_else(|| {
        said(language, "a level is a number from 1 to 5", "级别是 1 到 5 的数")
    })?;
    let seed = seed.trim().parse();
    let seed =
        seed.map_err(|_| said(language, "a seed is a number", "种子是一个数"))?;
    let Puzzle { script, question, choices, answer, why } =
        Puzzle::new(level, seed, language);
    Ok(object([
        ("script", string(script)),
        ("question", string(question)),
        ("choices", array(choices.iter().map(string))),
        ("answer", answer.to_string()),
        ("why", string(why)),
    ]))
}

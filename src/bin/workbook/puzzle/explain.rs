//! The answer to a puzzle, from all runs of the real program, and the reason.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use process_order::{Answer, Asked, Cases, Pattern, Relation};
use process_workbook::explore::Explorer;
use process_workbook::trace::Stdout;

use super::Puzzle;
use super::program::{MAIN, Program};
use super::question::{Question, Reply};
use crate::direct::refused;
use crate::subject::again;
use crate::subject::explored::Explored;
use crate::view::{known, number};
use crate::words::{is_chinese, language, trace, words};

/// A program of a puzzle is explored in a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Not all runs are known, or they are not those that were expected: the puzzle must not be asked.
#[derive(Debug)]
pub(super) struct Unsure(pub(super) String);

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsure {}

/// All runs of the program of `command`; `watch` is told how many were made so far.
pub(super) fn explored(
    command: &Command,
    mut watch: impl FnMut(usize),
) -> Result<Explored> {
    let exploration = Explorer::new(|| again(command))
        .stdout(Stdout::Terminal)
        .time(PATIENCE)
        .watch(|now| {
            watch(now.so_far.runs);
            ControlFlow::Continue(())
        })
        .explore();
    Ok(Explored::of(&refused(exploration)?, None))
}

impl Puzzle {
    /// That all runs were made, and that they are those of the model.
    ///
    /// # Errors
    ///
    /// They are not, so that this must not be asked.
    pub(super) fn hold(&self, explored: &Explored) -> Result<()> {
        if let Some(open) = explored.unfinished.first() {
            return Err(Unsure(words!(
                "not all of its runs can be made: {open}",
                open
            ))
            .into());
        }
        let outputs: BTreeSet<Vec<String>> = explored
            .cases
            .outputs()?
            .map(|output| output.lines.iter().map(Pattern::to_string).collect())
            .collect();
        let stands_still = !explored.standstills.is_empty();
        let is_expected = outputs == self.runs.outputs
            && stands_still == self.runs.stands_still
            && self.told_by(explored) == Some(self.reply);
        if is_expected {
            return Ok(());
        }
        let name = self.name.arguments();
        Err(Unsure(words!(
            "its runs are not those that were expected, which is a fault of the workbook (please \
             report it: `puzzle {name}`)",
            name
        ))
        .into())
    }

    /// What all runs say is the answer; nothing when they do not say it.
    fn told_by(&self, explored: &Explored) -> Option<Reply> {
        let cases = &explored.cases;
        match &self.question {
            Question::Count => {
                Some(Reply::Number(cases.count().ok()?.try_into().ok()?))
            }
            Question::Output(lines) => match cases.check_text(&lines.join("\n")) {
                Answer::Possible(_) => Some(Reply::Yes),
                Answer::Impossible(_) => Some(Reply::No),
                _ => None,
            },
            Question::Pair(a, b) => match cases.why(line(a), line(b)).ok()?.relation
            {
                Relation::Always { .. } => Some(Reply::Always),
                Relation::Never { .. } => Some(Reply::Never),
                Relation::Sometimes { .. } => Some(Reply::Sometimes),
                Relation::Apart | Relation::NoSuchLine { .. } => None,
            },
            Question::Stillness if explored.standstills.is_empty() => {
                Some(Reply::No)
            }
            Question::Stillness => Some(Reply::Yes),
        }
    }

    /// Why the answer is right, as sentences.
    pub(super) fn reasons(
        &self,
        explored: &Explored,
        source: &Path,
        command: &Command,
    ) -> Result<Vec<String>> {
        let cases = &explored.cases;
        let reasons = match &self.question {
            Question::Count => counted(cases)?,
            Question::Output(lines) => checked(cases, lines),
            Question::Pair(a, b) => why(cases, a, b)?,
            Question::Stillness => stillness(explored),
        };
        let names =
            Names::of(&self.program, &[source, Path::new(command.get_program())]);
        Ok(reasons.iter().map(|reason| names.put_in(reason)).collect())
    }
}

/// The outputs, case by case if there are several.
fn counted(cases: &Cases) -> Result<Vec<String>> {
    /// More are not listed.
    const MOST: usize = 8;
    let mut reasons = Vec::new();
    if cases.cases().len() > 1 {
        for (place, case) in cases.cases().iter().enumerate() {
            let count = cases.only(place).count()?;
            let outputs = number::so_many_outputs(Some(&count));
            let name = case.told(language());
            reasons.push(words!("{outputs} when {name}.", outputs, name));
        }
    }
    let outputs: Vec<_> = cases.outputs()?.collect();
    for output in outputs.iter().take(MOST) {
        reasons.push(in_a_row(output.lines.iter()));
    }
    match outputs.len().saturating_sub(MOST) {
        0 => {}
        1 => reasons.push(words!("And one more.").to_owned()),
        more => reasons.push(words!("And {more} more.", more)),
    }
    Ok(reasons)
}

/// An output that takes no more room than a sentence.
fn in_a_row<'a>(lines: impl Iterator<Item = &'a Pattern>) -> String {
    lines.map(ToString::to_string).collect::<Vec<_>>().join(" / ")
}

fn checked(cases: &Cases, lines: &[String]) -> Vec<String> {
    let reason = match cases.check_text(&lines.join("\n")) {
        Answer::Possible(way) => words!(
            "it is {one}{case}: every line comes after those that have to come before it",
            one = known::one_of(cases),
            case = known::in_case(cases, way.case)
        ),
        Answer::Impossible(nearest) => match nearest.refusal {
            Some(refusal) => refusal.told(language()),
            None => words!("no run ends").to_owned(),
        },
        Answer::StandsStill { .. } | Answer::NotFound(_) | Answer::GivenUp(_) => {
            unreachable!("all runs are known, and all of them end")
        }
    };
    vec![sentence(&reason)]
}

fn why(cases: &Cases, a: &str, b: &str) -> Result<Vec<String>> {
    let together = cases.why(line(a), line(b))?;
    Ok(match together.relation {
        Relation::Always { path, .. } | Relation::Never { path, .. } => {
            vec![sentence(path.told(language()))]
        }
        Relation::Sometimes { before, after } => {
            let text = |(order, events): &(usize, Vec<_>)| {
                let order = &cases.orders()[*order];
                in_a_row(events.iter().flat_map(|it| order.action(*it).lines()))
            };
            vec![
                words!("`{a}` before `{b}`: {lines}", a, b, lines = text(&before)),
                words!(
                    "`{a}` before `{b}`: {lines}",
                    a = b,
                    b = a,
                    lines = text(&after)
                ),
            ]
        }
        Relation::Apart | Relation::NoSuchLine { .. } => {
            unreachable!("every run prints both")
        }
    })
}

fn line(line: &str) -> Asked<'_> {
    Asked { process: None, line, nth: None }
}

fn stillness(explored: &Explored) -> Vec<String> {
    if explored.standstills.is_empty() {
        return vec![match explored.runs {
            1 => words!(
                "Its runs differ only in the order of their lines, and each of them ends."
            )
            .to_owned(),
            runs => words!(
                "All runs were made that differ in more than the order of their lines, {runs} of \
                 them, and each ends.",
                runs = number::grouped(&runs)
            ),
        }];
    }
    let mut reasons: Vec<_> = explored
        .standstills
        .iter()
        .map(|it| {
            sentence(&words!("it stands still when {why}", why = known::reason(it)))
        })
        .collect();
    let in_every = if explored.cases.orders().is_empty() {
        words!("So it does in every run.")
    } else {
        words!("It does not in every run: some end.")
    };
    reasons.push(in_every.to_owned());
    reasons
}

/// With a capital letter and a full stop. The name of a process stays as it is.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string());
    let first = first.filter(|_| !text.starts_with("main"));
    match first {
        _ if is_chinese() => format!("{text}。"),
        Some(first) => format!("{first}{}.", letters.as_str()),
        None => format!("{text}."),
    }
}

/// What the program calls what exploring has other names for.
struct Names(Vec<(String, String)>);

impl Names {
    fn of(program: &Program, files: &[&Path]) -> Self {
        // First, because a folder may be called as a process is.
        let files = files.iter().map(|it| it.display().to_string());
        let mut names: Vec<_> =
            files.map(|file| (file, program.lock.to_owned())).collect();
        let mut children = Vec::new();
        add_children(program, MAIN, ["main", "Process"], &mut children);
        // The longest first, because another one may be its beginning.
        names.extend(children.into_iter().rev());
        for (number, pipe) in (1_usize..).zip(&program.pipes) {
            names.push((
                trace::thing(&format!("pipe {number} of main")),
                words!("the pipe {pipe}", pipe),
            ));
        }
        Self(names)
    }

    fn put_in(&self, text: &str) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

/// By their places in the family: `main.1` and `main.1.1`; by the numbers of our library:
/// `Process-1` and `Process-1:1`.
fn add_children(
    program: &Program,
    process: usize,
    [place, number]: [&str; 2],
    names: &mut Vec<(String, String)>,
) {
    let between = if process == MAIN { '-' } else { ':' };
    for (nth, child) in (1_usize..).zip(program.children(process)) {
        let both = [format!("{place}.{nth}"), format!("{number}{between}{nth}")];
        let name = program.name(child);
        names.extend(both.clone().map(|it| (it, name.to_owned())));
        add_children(program, child, both.each_ref().map(String::as_str), names);
    }
}

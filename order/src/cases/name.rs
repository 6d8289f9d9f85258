//! What is different about a case, in a sentence.
//!
//! The first case, which has the most lines, is what the others are compared with. Its own
//! name says what it has that others have not. The lines of a process are compared as two
//! texts are: what is not in a longest common subsequence is missing or new.
//!
//! A long line has `…` in its middle, unless it would then look like another line of the
//! program: what is said of a line is said of no other.

use std::collections::{BTreeSet, HashMap};

use super::{Said, SaidLine};
use crate::words::parts::{Clause, Lines};
use crate::words::{Told, by};

/// So many lines of a process are named at most.
const MOST_NAMED: usize = 3;

/// A line of more characters has `…` in its middle.
const LONG: usize = 32;

/// A table of so many places at most is made to compare two lists of lines.
const MOST_COMPARED: usize = 4_000_000;

/// The names of the cases in which the processes print this, each name once.
pub(super) fn names(cases: &[&[Said]]) -> Vec<Told> {
    let lines = Shown::of(cases);
    let mut names: Vec<Told> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let clauses = if at == 0 {
            first(cases, &lines)
        } else {
            other(case, cases[0], &lines)
        };
        let name = |number: usize| {
            Told::new(|language| {
                let name = by!(language, case(&clauses));
                if number == 1 {
                    name
                } else {
                    by!(language, another_way(&name, number))
                }
            })
        };
        let mut number = 1;
        while names.contains(&name(number)) {
            number += 1;
        }
        names.push(name(number));
    }
    names
}

/// The name of the first case.
fn first(cases: &[&[Said]], shown: &Shown) -> Vec<Clause> {
    let [first, others @ ..] = cases else { return Vec::new() };
    if others.is_empty() {
        return vec![Clause::OnlyOne];
    }
    let clauses: Vec<_> = first
        .iter()
        .filter_map(|(name, lines)| {
            let is_lacking = |line: usize| {
                others.iter().any(|case| {
                    differ(lines, of(case, name)).missing.contains(&line)
                })
            };
            let special: Vec<_> =
                (0..lines.len()).filter(|line| is_lacking(*line)).collect();
            let special = shown.list(lines, &special)?;
            Some(Clause::Prints(name.clone(), special))
        })
        .collect();
    if clauses.is_empty() { vec![Clause::Fewest] } else { clauses }
}

/// The name of a case that is not the first.
fn other(case: &[Said], first: &[Said], shown: &Shown) -> Vec<Clause> {
    let mut names: Vec<_> = first.iter().chain(case).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    let clauses = names.into_iter().filter_map(|name| {
        let (usual, lines) = (of(first, name), of(case, name));
        if lines == usual {
            return None;
        }
        let name = name.clone();
        if lines.is_empty() {
            return Some(Clause::PrintsNothing(name));
        }
        let Differ { missing, new } = differ(usual, lines);
        Some(match (shown.list(usual, &missing), shown.list(lines, &new)) {
            (Some(missing), None) => Clause::DoesNotPrint(name, missing),
            (None, Some(new)) => Clause::AlsoPrints(name, new),
            (Some(missing), Some(new)) if missing == new => {
                Clause::PrintsElsewhere(name, new)
            }
            (Some(missing), Some(new)) => Clause::PrintsInPlace(name, new, missing),
            (None, None) => Clause::EndsALineElsewhere(name),
        })
    });
    clauses.collect()
}

fn of<'a>(case: &'a [Said], name: &str) -> &'a [SaidLine] {
    let found = case.iter().find(|(other, _)| other == name);
    found.map_or(&[], |(_, lines)| lines)
}

/// How each line of the program is shown: the long ones shortened.
struct Shown(HashMap<String, String>);

impl Shown {
    fn of(cases: &[&[Said]]) -> Self {
        let lines = cases.iter().flat_map(|case| case.iter());
        let lines: BTreeSet<String> = lines
            .flat_map(|(_, lines)| lines.iter().map(|(line, _)| line.to_string()))
            .collect();
        let mut same: HashMap<String, usize> = HashMap::new();
        for line in &lines {
            *same.entry(short(line)).or_default() += 1;
        }
        let shown = lines.into_iter().map(|line| {
            let short = short(&line);
            let shown = if same[&short] == 1 { short } else { line.clone() };
            (line, shown)
        });
        Self(shown.collect())
    }

    /// Some of the lines; nothing when there is none.
    fn list(&self, lines: &[SaidLine], which: &[usize]) -> Option<Lines> {
        let named = which.iter().take(MOST_NAMED);
        let named: Vec<_> =
            named.map(|at| self.0[&lines[*at].0.to_string()].clone()).collect();
        let more = which.len() - named.len();
        (!named.is_empty()).then_some(Lines { named, more })
    }
}

/// A long line without its middle: with whole words, where half of it is not one word.
fn short(line: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    if characters.len() <= LONG {
        return line.to_owned();
    }
    let half = LONG / 2;
    let (head, tail) = (&characters[..half], &characters[characters.len() - half..]);
    let head = match head.iter().rposition(|it| *it == ' ') {
        Some(blank) if blank > 0 => &head[..=blank],
        _ => head,
    };
    let tail = match tail.iter().position(|it| *it == ' ') {
        Some(blank) if blank + 1 < half => &tail[blank..],
        _ => tail,
    };
    head.iter().chain(&['…']).chain(tail).collect()
}

/// The positions of the lines that only one of two lists has.
struct Differ {
    missing: Vec<usize>,
    new: Vec<usize>,
}

fn differ(usual: &[SaidLine], lines: &[SaidLine]) -> Differ {
    let (rows, columns) = (usual.len(), lines.len());
    let mut differ = Differ { missing: Vec::new(), new: Vec::new() };
    if rows * columns > MOST_COMPARED {
        // From the first difference on, because the table would be too large.
        let same = usual.iter().zip(lines).take_while(|(a, b)| a == b).count();
        differ.missing = (same..rows).collect();
        differ.new = (same..columns).collect();
        return differ;
    }
    // The length of a longest common subsequence of what is left.
    let mut left = vec![vec![0_u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            left[row][column] = if usual[row] == lines[column] {
                left[row + 1][column + 1] + 1
            } else {
                left[row + 1][column].max(left[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        if row < rows && column < columns && usual[row] == lines[column] {
            row += 1;
            column += 1;
        } else if column == columns
            || row < rows && left[row + 1][column] >= left[row][column + 1]
        {
            differ.missing.push(row);
            row += 1;
        } else {
            differ.new.push(column);
            column += 1;
        }
    }
    differ
}

//! A line of a program, by what it says, how it begins, or its place: `main:2`.

use crate::words::{self, words};
use anyhow::{Result, bail};
use process_order::{Asked, Cases, EventId, Order, Pattern};

/// A line that a process prints in some of the runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    process: String,
    pub(crate) pattern: Pattern,
    /// How many lines of the process say the same before it.
    nth: usize,
    /// Its place among the lines of the process, in the first order that has it.
    place: usize,
}

impl Named {
    /// As the order engine is asked about it.
    pub(crate) fn asked<'a>(&'a self, text: &'a str) -> Asked<'a> {
        Asked { process: Some(&self.process), line: text, nth: Some(self.nth) }
    }

    /// `main:2`
    pub(crate) fn at(&self) -> String {
        format!("{}:{}", self.process, self.place)
    }

    /// Whether it is the line of `order` at this position of a write.
    pub(crate) fn is_at(
        &self,
        order: &Order,
        event: EventId,
        position: usize,
    ) -> bool {
        let (mut lines, named) = (order.lines(), lines_of(order));
        let at = lines.position(|it| (it.event, it.position) == (event, position));
        at.is_some_and(|at| self.is_like(&named[at]))
    }

    fn is_like(&self, other: &Self) -> bool {
        (&self.process, &self.pattern, self.nth)
            == (&other.process, &other.pattern, other.nth)
    }
}

/// The one line that `name` names.
pub(crate) fn find(cases: &Cases, name: &str) -> Result<Named> {
    let lines = lines(cases);
    let by_place = || {
        let mut orders = cases.orders().iter();
        orders.find_map(|order| {
            lines_of(order).into_iter().find(|line| line.at() == name)
        })
    };
    let by_text = |is_it: fn(&Named, &str) -> bool| -> Vec<_> {
        lines.iter().filter(|line| is_it(line, name)).cloned().collect()
    };
    let found = match by_place() {
        Some(line) => vec![line],
        None => match by_text(|line, name| line.pattern.matches(name)) {
            exact if !exact.is_empty() => exact,
            _ => by_text(|line, name| line.pattern.to_string().starts_with(name)),
        },
    };
    match found.as_slice() {
        [line] => Ok(line.clone()),
        [] => {
            bail!(words!(
                "no line begins with {name}; the lines are\n{lines}",
                name = words::quoted(name),
                lines = list(&lines)
            ))
        }
        _ => bail!(words!(
            "{name} can be any of these; name one by its place\n{lines}",
            name = words::quoted(name),
            lines = list(&found)
        )),
    }
}

/// The lines of all orders, each once.
fn lines(cases: &Cases) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for line in cases.orders().iter().flat_map(lines_of) {
        if !all.iter().any(|other| other.is_like(&line)) {
            all.push(line);
        }
    }
    // A process need not be in the first order.
    let processes: Vec<_> = all.iter().map(|line| line.process.clone()).collect();
    all.sort_by_cached_key(|line| {
        (processes.iter().position(|it| *it == line.process), line.place)
    });
    all
}

/// The lines of one order, process by process.
fn lines_of(order: &Order) -> Vec<Named> {
    let mut lines: Vec<Named> = Vec::new();
    for line in order.lines() {
        let process = order.name(line.event.process());
        let own = lines.iter().filter(|it| it.process == process);
        let place = own.clone().count() + 1;
        let nth = own.filter(|it| it.pattern == *line.pattern).count();
        let pattern = line.pattern.clone();
        lines.push(Named { process: process.to_owned(), pattern, nth, place });
    }
    lines
}

/// `  main:2  the line`, one below the other.
fn list(lines: &[Named]) -> String {
    let lines =
        lines.iter().map(|line| format!("  {:16} {}", line.at(), line.pattern));
    lines.collect::<Vec<_>>().join("\n")
}

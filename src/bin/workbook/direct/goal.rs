//! The lines that are to be printed, and whether a run has printed them.
//!
//! Of a lesson the snapshot tells who prints which line, and what in a line is different in
//! every run. Of any other program only the text is known. A line of a run is the wanted one
//! when it has the same text, but for what is different in every run: a pid, a time, a key.

use std::fmt;

use crate::words::words;
use anyhow::{Result, bail};
use process_order::{Action, EventId, Order, Pattern, ProcessId, Verdict};
use process_workbook::record::python::as_in_3_6;
use process_workbook::trace::{Execution, Operation, Point};

/// What is to be printed.
pub(crate) struct Goal {
    lines: Vec<Wanted>,
}

struct Wanted {
    line: Pattern,
    writer: Writer,
}

/// What is known of the process that is to print a line.
#[derive(Clone, Debug, Default)]
struct Writer {
    /// Its name, as a program that uses this crate reports it.
    name: Option<String>,
    /// Its place in the family.
    place: Option<String>,
}

impl Writer {
    fn is_known(&self) -> bool {
        self.name.is_some() || self.place.is_some()
    }

    fn can_be(&self, name: &str, place: &str) -> bool {
        self.name.as_deref().is_none_or(|it| it == name)
            && self.place.as_deref().is_none_or(|it| it == place)
    }
}

/// Whose processes an order has. Who reports no name is named by his place.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// Those of a lesson, which report their names.
    Lesson,
    /// Those of a twin: the first that main starts is the first of the order that main
    /// starts.
    Twin,
}

/// A line that a run has printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    /// The name of the process that has completed it.
    pub(crate) name: String,
    /// Its place in the family.
    pub(crate) place: String,
    /// As `CPython` 3.6 would have written it.
    pub(crate) text: String,
}

/// The text, with placeholders where it is different in every run.
impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|wanted| writeln!(f, "{}", wanted.line))
    }
}

impl Goal {
    /// This text, no matter who prints it.
    pub(crate) fn of_text(text: &str) -> Self {
        let wanted = |line| Wanted {
            line: Pattern::literal(&as_in_3_6(line)),
            writer: Writer::default(),
        };
        Self { lines: text.lines().map(wanted).collect() }
    }

    /// The lines of these events of `order`, each by its process.
    pub(crate) fn of_events(
        order: &Order,
        source: Source,
        events: &[EventId],
    ) -> Self {
        let writers = writers_in(order, source);
        let lines = events.iter().flat_map(|event| {
            let writer = &writers[event.process().index()];
            order
                .action(*event)
                .lines()
                .map(|line| Wanted { line: line.clone(), writer: writer.clone() })
        });
        Self { lines: lines.collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it matters who prints a line.
    pub(super) fn names_writers(&self) -> bool {
        self.lines.iter().all(|wanted| wanted.writer.is_known())
    }

    /// Whether the line at `position` can be `text`, printed by the process of this name and
    /// place.
    pub(super) fn fits(
        &self,
        position: usize,
        (name, place): (&str, &str),
        text: &str,
        pids: &[(u32, String)],
    ) -> bool {
        self.lines.get(position).is_some_and(|wanted| {
            wanted.writer.can_be(name, place) && is_same(&wanted.line, text, pids)
        })
    }

    /// Whether the line at `position` can begin with `text`. A number that is different in
    /// every run may be in there.
    pub(super) fn may_begin(&self, position: usize, text: &str) -> bool {
        let Some(wanted) = self.lines.get(position) else { return text.is_empty() };
        let Some(line) = wanted.line.as_literal() else { return true };
        let sure = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        line.starts_with(&text[..sure])
    }

    /// Whether that is exactly what `execution` has printed.
    pub(crate) fn is_output_of(&self, execution: &Execution) -> bool {
        let pids = pids_of(execution);
        if self.names_writers() {
            let printed = lines_of(execution);
            let fits = |(position, it): (usize, &Printed)| {
                self.fits(position, (&it.name, &it.place), &it.text, &pids)
            };
            return printed.len() == self.len()
                && printed.iter().enumerate().all(fits);
        }
        let output = String::from_utf8_lossy(&execution.output()).into_owned();
        let fits = |(text, wanted): (&str, &Wanted)| {
            is_same(&wanted.line, &as_in_3_6(text), &pids)
        };
        if output.lines().count() != self.len()
            || !output.lines().zip(&self.lines).all(fits)
        {
            return false;
        }
        // A pid that is in several lines has to be the same one in all of them.
        self.text().is_none_or(|text| {
            let is_literal = output.lines().map(as_in_3_6).eq(text.lines());
            is_literal
                || execution
                    .order()
                    .is_ok_and(|it| it.check_text(&text).is_possible())
        })
    }

    /// Where `execution` would have to print what is wanted, one place after the other;
    /// `None` when it prints other lines, or nobody can tell.
    pub(super) fn prints(&self, execution: &Execution) -> Option<Vec<Point>> {
        if self.names_writers() {
            return self.own_prints(execution);
        }
        let order = execution.order().ok()?;
        let Verdict::Possible(events) = order.check_text(&self.text()?) else {
            return None;
        };
        events.iter().map(|it| execution.printed_at(&order, *it)).collect()
    }

    fn own_prints(&self, execution: &Execution) -> Option<Vec<Point>> {
        let mut left: Vec<(usize, Vec<Point>)> = Vec::new();
        for actor in 0..execution.actors.len() {
            let mut prints = execution.prints(actor);
            prints.reverse();
            left.push((0, prints));
        }
        let mut all = Vec::new();
        for wanted in &self.lines {
            let mut actors = execution.actors.iter();
            let actor =
                actors.position(|it| wanted.writer.can_be(&it.name, &it.place))?;
            let (more, prints) = &mut left[actor];
            if *more > 0 {
                // It comes by the same write as the line before it.
                *more -= 1;
                continue;
            }
            let print = prints.pop()?;
            *more = lines_in(execution, print)?.saturating_sub(1);
            all.push(print);
        }
        left.iter().all(|(_, prints)| prints.is_empty()).then_some(all)
    }

    /// The text, when nothing in it is a placeholder.
    fn text(&self) -> Option<String> {
        let lines = self.lines.iter().map(|wanted| wanted.line.as_literal());
        let lines: Option<Vec<_>> = lines.collect();
        Some(lines?.join("\n"))
    }
}

/// How many lines the print at `point` completes.
fn lines_in(execution: &Execution, point: Point) -> Option<usize> {
    match &execution.step(point)?.operation {
        Operation::Print(bytes) => {
            Some(bytes.split(|byte| *byte == b'\n').count() - 1)
        }
        _ => None,
    }
}

fn is_same(wanted: &Pattern, text: &str, pids: &[(u32, String)]) -> bool {
    if wanted.matches(text) {
        return true;
    }
    let found = Pattern::literal(text).generalized(pids);
    wanted.as_literal().is_some_and(|wanted| found.matches(wanted))
}

/// The pids of all processes of a run, and their places.
fn pids_of(execution: &Execution) -> Vec<(u32, String)> {
    execution.actors.iter().map(|it| (it.pid, it.place.clone())).collect()
}

/// The lines that a run has printed, in the order in which they were completed; what a
/// process printed after its last line end is a line of its own.
pub(crate) fn lines_of(execution: &Execution) -> Vec<Printed> {
    let mut begun = vec![Vec::new(); execution.actors.len()];
    let mut lines = Vec::new();
    let line = |actor: usize, bytes: &[u8]| Printed {
        name: execution.actors[actor].name.clone(),
        place: execution.actors[actor].place.clone(),
        text: as_in_3_6(&String::from_utf8_lossy(bytes)).into_owned(),
    };
    for step in &execution.steps {
        let Operation::Print(bytes) = &step.operation else { continue };
        let begun: &mut Vec<u8> = &mut begun[step.actor];
        begun.extend(bytes);
        while let Some(end) = begun.iter().position(|byte| *byte == b'\n') {
            lines.push(line(step.actor, &begun[..end]));
            begun.drain(..=end);
        }
    }
    for (actor, rest) in begun.iter().enumerate() {
        if !rest.is_empty() {
            lines.push(line(actor, rest));
        }
    }
    lines
}

/// What is known of each process of an order.
fn writers_in(order: &Order, source: Source) -> Vec<Writer> {
    let started = places_in(order);
    let everybody_is_started = started.iter().all(Option::is_some);
    let processes = order.histories().iter().zip(started);
    let writers = processes.map(|(history, place)| match source {
        // Of whom no start is known, no name is known either.
        Source::Lesson => {
            Writer { name: place.map(|_| history.name.clone()), place: None }
        }
        Source::Twin => {
            Writer { name: None, place: place.filter(|_| everybody_is_started) }
        }
    });
    writers.collect()
}

/// The place in the family of each process of an order, as a run has it: `main.2` is the
/// second that main starts.
fn places_in(order: &Order) -> Vec<Option<String>> {
    let mut places = vec![None; order.histories().len()];
    let mut waiting = vec![(0, "main".to_owned())];
    while let Some((process, place)) = waiting.pop() {
        let starts = order.histories()[process].actions.iter();
        let children = starts.filter_map(|action| match action {
            Action::Start(child) => Some(child.index()),
            _ => None,
        });
        for (number, child) in children.enumerate() {
            waiting.push((child, format!("{place}.{}", number + 1)));
        }
        places[process] = Some(place);
    }
    places
}

/// The process of `order` that has printed this line, if it is one of its own.
pub(crate) fn writer_in(
    order: &Order,
    source: Source,
    line: &Printed,
) -> Option<ProcessId> {
    let writers = writers_in(order, source);
    let is_it = |it: &Writer| it.is_known() && it.can_be(&line.name, &line.place);
    order.process_at(writers.iter().position(is_it)?)
}

/// Fails when there is nothing to print: that happens by itself.
pub(super) fn refuse_nothing(goal: &Goal) -> Result<()> {
    if goal.len() == 0 {
        bail!(words!(
            "the output that is to happen is empty: there is no line to make happen"
        ));
    }
    Ok(())
}

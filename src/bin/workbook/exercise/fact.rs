//! What differs from the solution without being a matter of two lines' order, as sentences.

use process_order::words::{end, list};
use process_order::{Action, Difference, End, Order, Pattern};

use crate::words::{language, words};

/// What differs in `order`, as a sentence.
pub(crate) fn of(difference: &Difference, order: &Order) -> String {
    match difference {
        Difference::Unjoined { process } => orphan(order, process),
        Difference::Overlap { first, second } => words!(
            "{second} can be at work while {first} still is: no join of {first} happens \
             before the start of {second}.",
            first,
            second,
        ),
        Difference::Absent { process } => {
            words!("No process of the name {process} is started.", process)
        }
        Difference::Unexpected { process } => words!(
            "A process of the name {process} is started, and is not wanted.",
            process
        ),
        Difference::Line { process, at, wanted, found } => {
            line(process, at + 1, wanted.as_ref(), found.as_ref())
        }
        Difference::Write { process, at, wanted: true } => words!(
            "{process} prints its lines {first} and {second} in two writes, so that others \
             can print between them; wanted is one.",
            process,
            first = at + 1,
            second = at + 2,
        ),
        Difference::Write { process, at, wanted: false } => words!(
            "{process} prints its lines {first} and {second} in one write, so that nothing \
             can come between them; wanted are two.",
            process,
            first = at + 1,
            second = at + 2,
        ),
        Difference::End { process, wanted, found } => words!(
            "The end of {process} is {found}; wanted is {wanted}.",
            process,
            found = end(language(), found),
            wanted = end(language(), wanted),
        ),
        Difference::Apart { first, second } => words!(
            "{second} is started only when {first} has ended, so the two never overlap.",
            first,
            second,
        ),
        Difference::Output { lines, wanted } => output(lines, *wanted),
        Difference::Undecided => words!(
            "There are too many lines to say whether their order is the wanted one."
        )
        .to_owned(),
        other => format!("{other:?}"),
    }
}

/// That the program prints an output with these lines alone, or does not.
fn output(lines: &[Pattern], is_wanted: bool) -> String {
    let quoted: Vec<_> = lines.iter().map(|line| format!("`{line}`")).collect();
    let lines = list(language(), &quoted);
    match (quoted.is_empty(), is_wanted) {
        (true, true) => {
            words!("An output with no line at all is to be possible, and is not.")
                .to_owned()
        }
        (true, false) => {
            words!("An output with no line at all is possible, and is not to be.")
                .to_owned()
        }
        (false, true) => words!(
            "An output with only {lines} is to be possible, and is not.",
            lines
        ),
        (false, false) => words!(
            "An output with only {lines} is possible, and is not to be.",
            lines
        ),
    }
}

/// How line `number` of `process` differs.
fn line(
    process: &str,
    number: usize,
    wanted: Option<&Pattern>,
    found: Option<&Pattern>,
) -> String {
    match (wanted, found) {
        (Some(wanted), Some(found)) => words!(
            "Line {number} of {process} is `{found}`; wanted is `{wanted}`.",
            number,
            process,
            found,
            wanted,
        ),
        (Some(wanted), None) if number == 1 => {
            words!(
                "{process} prints nothing; `{wanted}` is missing.",
                process,
                wanted
            )
        }
        (Some(wanted), None) => words!(
            "{process} ends too early: its line `{wanted}` is missing.",
            process,
            wanted,
        ),
        (None, found) => words!(
            "{process} prints `{found}`, which is one line too many.",
            process,
            found = found.map_or(String::new(), Pattern::to_string),
        ),
    }
}

/// Why nobody joins `process`.
fn orphan(order: &Order, process: &str) -> String {
    let child = order.process(process);
    let starts = |action: &Action| matches!(action, Action::Start(other) if Some(*other) == child);
    let parent = order.histories().iter().find(|it| it.actions.iter().any(starts));
    match parent.map(|parent| (&parent.name, &parent.end)) {
        Some((parent, End::Killed(signal) | End::Signal(signal))) => words!(
            "Nobody joins {process}: {parent}, its parent, is ended by {signal} before it \
             can. It lives on as an orphan.",
            process,
            parent,
            signal,
        ),
        Some((parent, _)) => words!(
            "Nobody joins {process}: {parent}, its parent, ends and does not wait for it. \
             It lives on as an orphan.",
            process,
            parent,
        ),
        None => words!(
            "Nobody joins {process}: it has no parent here. It lives on as an orphan.",
            process,
        ),
    }
}

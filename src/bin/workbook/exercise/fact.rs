//! What differs from the solution without being a matter of two lines' order, as sentences.

use crate::words::language;
use process_order::{Action, Difference, End, Order, Pattern, words};

/// What differs in `order`, as a sentence.
pub(crate) fn of(difference: &Difference, order: &Order) -> String {
    match difference {
        Difference::Unjoined { process } => orphan(order, process),
        Difference::Overlap { first, second } => format!(
            "{second} can be at work while {first} still is: no join of {first} happens \
             before the start of {second}."
        ),
        Difference::Absent { process } => {
            format!("No process of the name {process} is started.")
        }
        Difference::Unexpected { process } => {
            format!("A process of the name {process} is started, and is not wanted.")
        }
        Difference::Line { process, at, wanted, found } => {
            line(process, at + 1, wanted.as_ref(), found.as_ref())
        }
        Difference::Write { process, at, wanted: true } => format!(
            "{process} prints its lines {} and {} in two writes, so that others can print \
             between them; wanted is one.",
            at + 1,
            at + 2
        ),
        Difference::Write { process, at, wanted: false } => format!(
            "{process} prints its lines {} and {} in one write, so that nothing can come \
             between them; wanted are two.",
            at + 1,
            at + 2
        ),
        Difference::End { process, wanted, found } => {
            let (found, wanted) =
                (words::end(language(), found), words::end(language(), wanted));
            format!("The end of {process} is {found}; wanted is {wanted}.")
        }
        Difference::Apart { first, second } => format!(
            "{second} is started only when {first} has ended, so the two never overlap."
        ),
        Difference::Output { lines, wanted } => {
            let lines: Vec<_> =
                lines.iter().map(|line| format!("`{line}`")).collect();
            let lines = if lines.is_empty() {
                "no line at all".to_owned()
            } else {
                format!("only {}", words::list(language(), &lines))
            };
            if *wanted {
                format!("An output with {lines} is to be possible, and is not.")
            } else {
                format!("An output with {lines} is possible, and is not to be.")
            }
        }
        Difference::Undecided => {
            "There are too many lines to say whether their order \
                                  is the wanted one."
                .to_owned()
        }
        other => format!("{other:?}"),
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
        (Some(wanted), Some(found)) => {
            format!("Line {number} of {process} is `{found}`; wanted is `{wanted}`.")
        }
        (Some(wanted), None) if number == 1 => {
            format!("{process} prints nothing; `{wanted}` is missing.")
        }
        (Some(wanted), None) => {
            format!("{process} ends too early: its line `{wanted}` is missing.")
        }
        (None, found) => {
            let found = found.map_or(String::new(), Pattern::to_string);
            format!("{process} prints `{found}`, which is one line too many.")
        }
    }
}

/// Why nobody joins `process`.
fn orphan(order: &Order, process: &str) -> String {
    let child = order.process(process);
    let starts = |action: &Action| matches!(action, Action::Start(other) if Some(*other) == child);
    let parent = order.histories().iter().find(|it| it.actions.iter().any(starts));
    let how = match parent.map(|parent| (&parent.name, &parent.end)) {
        Some((name, End::Killed(signal) | End::Signal(signal))) => {
            format!("{name}, its parent, is ended by {signal} before it can")
        }
        Some((name, _)) => {
            format!("{name}, its parent, ends and does not wait for it")
        }
        None => "it has no parent here".to_owned(),
    };
    format!("Nobody joins {process}: {how}. It lives on as an orphan.")
}

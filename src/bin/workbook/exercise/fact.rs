//! What differs from the solution without being a matter of two lines' order, as sentences.

use crate::words::{language, words};
use process_order::{Action, Difference, End, Order, Pattern, words as rules};

/// What differs in `order`, as a sentence.
pub(crate) fn of(difference: &Difference, order: &Order) -> String {
    match difference {
        Difference::Unjoined { process } => orphan(order, process),
        Difference::Overlap { first, second } => words!(
            "{second} can be at work while {first} still is: no join of {first} happens \
             before the start of {second}.",
            first,
            second
        ),
        Difference::Absent { process } => {
            words!("No process of the name {process} is started.", process)
        }
        Difference::Unexpected { process } => {
            words!(
                "A process of the name {process} is started, and is not wanted.",
                process
            )
        }
        Difference::Line { process, at, wanted, found } => {
            line(process, at + 1, wanted.as_ref(), found.as_ref())
        }
        Difference::Write { process, at, wanted: true } => words!(
            "{process} prints its lines {line} and {next} in two writes, so that others can \
             print between them; wanted is one.",
            process,
            line = at + 1,
            next = at + 2
        ),
        Difference::Write { process, at, wanted: false } => words!(
            "{process} prints its lines {line} and {next} in one write, so that nothing can \
             come between them; wanted are two.",
            process,
            line = at + 1,
            next = at + 2
        ),
        Difference::End { process, wanted, found } => {
            let (found, wanted) =
                (rules::end(language(), found), rules::end(language(), wanted));
            words!(
                "The end of {process} is {found}; wanted is {wanted}.",
                process,
                found,
                wanted
            )
        }
        Difference::Apart { first, second } => words!(
            "{second} is started only when {first} has ended, so the two never overlap.",
            first,
            second
        ),
        Difference::Output { lines, wanted } => {
            let lines: Vec<_> =
                lines.iter().map(|line| format!("`{line}`")).collect();
            let lines = if lines.is_empty() {
                words!("no line at all").to_owned()
            } else {
                words!("only {lines}", lines = rules::list(language(), &lines))
            };
            if *wanted {
                words!(
                    "An output with {lines} is to be possible, and is not.",
                    lines
                )
            } else {
                words!(
                    "An output with {lines} is possible, and is not to be.",
                    lines
                )
            }
        }
        Difference::Undecided => words!(
            "There are too many lines to say whether their order is the wanted one."
        )
        .to_owned(),
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
            words!(
                "Line {number} of {process} is `{found}`; wanted is `{wanted}`.",
                number,
                process,
                found,
                wanted
            )
        }
        (Some(wanted), None) if number == 1 => {
            words!(
                "{process} prints nothing; `{wanted}` is missing.",
                process,
                wanted
            )
        }
        (Some(wanted), None) => {
            words!(
                "{process} ends too early: its line `{wanted}` is missing.",
                process,
                wanted
            )
        }
        (None, found) => {
            let found = found.map_or(String::new(), Pattern::to_string);
            words!(
                "{process} prints `{found}`, which is one line too many.",
                process,
                found
            )
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
            words!(
                "{name}, its parent, is ended by {signal} before it can",
                name,
                signal
            )
        }
        Some((name, _)) => {
            words!("{name}, its parent, ends and does not wait for it", name)
        }
        None => words!("it has no parent here").to_owned(),
    };
    words!("Nobody joins {process}: {how}. It lives on as an orphan.", process, how)
}

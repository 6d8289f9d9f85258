//! How a lesson differs from the chapter's, as sentences.

use std::io;

use process_order::{Asked, Cases, Difference, EventId, Order, Pattern, Relation};

use crate::subject::changed::Change;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::number;
use crate::words::{language, words};

/// Says how many outputs became how many, why, and one that shows it.
pub(crate) fn tell(change: &Change, screen: &mut Screen) -> io::Result<()> {
    screen.say(&harmless(&sentence(change)))?;
    let shown = [
        (&change.gone, words!("This cannot be printed any more:")),
        (&change.new, words!("This can be printed now, and could not before:")),
    ];
    for (lines, title) in shown {
        let Some(lines) = lines else { continue };
        screen.say(title)?;
        lines.iter().try_for_each(|line| screen.hang("  ", &harmless(line)))?;
    }
    Ok(())
}

fn sentence(change: &Change) -> String {
    let why = reason(change).map_or(String::new(), |why| words!("; {why}", why));
    let became = became(&change.then, &change.now);
    words!("This is not the chapter's program any more: {became}{why}.", became, why)
}

/// `110,866 possible outputs became 1`
fn became(then: &Cases, now: &Cases) -> String {
    let counts = [then, now].map(|cases| cases.count().ok());
    let least =
        |cases: &Cases| if cases.is_complete() { "" } else { words!("at least ") };
    let [before, after] = counts.each_ref().map(Option::as_ref);
    let outputs = number::so_many_outputs(before);
    if before == after {
        return words!(
            "it has {least}{outputs}, as before, but others",
            least = least(now),
            outputs
        );
    }
    let after = after.map_or(words!("others").to_owned(), number::grouped);
    words!(
        "{least}{outputs} became {least_now}{after}",
        least = least(then),
        outputs,
        least_now = least(now),
        after
    )
}

/// The first thing in which a typical run differs that is so in all runs.
fn reason(change: &Change) -> Option<String> {
    let [then, now] =
        [&change.then, &change.now].map(|it| it.orders()[0].with_whole_lines());
    let differences = now.differences(&then);
    let is_new = |it: &Difference| matches!(it, Difference::Unexpected { .. });
    let is_gone = |it: &Difference| matches!(it, Difference::Absent { .. });
    if differences.iter().any(is_new) && differences.iter().any(is_gone) {
        // Of a program that calls its processes otherwise nobody knows which is which.
        return None;
    }
    differences.iter().find_map(|it| match it {
        Difference::Line { process, wanted, found, .. } => {
            of_lines(change, process, wanted.as_ref(), found.as_ref())
        }
        Difference::Excess { before, after }
        | Difference::Missing { before, after }
        | Difference::Reversed { before, after } => {
            let [before, after] =
                [*before, *after].map(|event| Line::of(&now, event));
            of_pair(change, &before?, &after?)
        }
        Difference::Absent { process } => never_has(&change.now, process)
            .then(|| words!("nobody starts {process} any more", process)),
        Difference::Unexpected { process } => never_has(&change.then, process)
            .then(|| words!("{process} is new", process)),
        _ => None,
    })
}

/// Whether a process of this name is in no run.
fn never_has(cases: &Cases, process: &str) -> bool {
    cases.is_complete()
        && cases.orders().iter().all(|order| order.process(process).is_none())
}

/// What `process` does not print any more, or did not print before.
fn of_lines(
    change: &Change,
    process: &str,
    wanted: Option<&Pattern>,
    found: Option<&Pattern>,
) -> Option<String> {
    let never = |line: &&Pattern, cases: &Cases| {
        let mut histories = cases.orders().iter().flat_map(Order::histories);
        cases.is_complete()
            && !histories
                .any(|it| it.name == process && it.lines().any(|it| it == *line))
    };
    let gone = wanted.filter(|line| never(line, &change.now));
    let new = found.filter(|line| never(line, &change.then));
    match (gone, new) {
        (Some(gone), Some(new)) => Some(words!(
            "{process} prints `{new}` in place of `{gone}`",
            process,
            new,
            gone
        )),
        (Some(gone), None) => {
            Some(words!("{process} does not print `{gone}` any more", process, gone))
        }
        (None, Some(new)) => {
            Some(words!("{process} also prints `{new}`", process, new))
        }
        (None, None) => None,
    }
}

/// How two lines come now that came otherwise.
fn of_pair(change: &Change, before: &Line, after: &Line) -> Option<String> {
    let relation = |cases: &Cases| {
        let together = cases.why(before.asked(), after.asked()).ok()?;
        together.is_complete.then_some(together.relation)
    };
    let (then, now) = (relation(&change.then)?, relation(&change.now)?);
    let (before, after) = (&before.text, &after.text);
    match (then, now) {
        (Relation::Always { .. }, Relation::Always { .. })
        | (Relation::Never { .. }, Relation::Never { .. }) => None,
        (_, Relation::Always { path, .. }) => {
            let path = path.told(language());
            Some(words!(
                "`{before}` now always comes before `{after}`: {path}",
                before,
                after,
                path
            ))
        }
        (_, Relation::Never { path, .. }) => {
            let path = path.told(language());
            Some(words!(
                "`{before}` now never comes before `{after}`: {path}",
                before,
                after,
                path
            ))
        }
        (Relation::Always { .. }, Relation::Sometimes { .. }) => Some(words!(
            "`{before}` need not come before `{after}` any more",
            before,
            after
        )),
        _ => None,
    }
}

/// A line that one can ask about.
struct Line {
    process: String,
    text: String,
    /// Which of the equal lines of the process it is; the first is 0.
    nth: usize,
}

impl Line {
    /// The first line of a write.
    fn of(order: &Order, event: EventId) -> Option<Self> {
        let text =
            |event| order.action(event).lines().next().map(Pattern::to_string);
        let before = order.events(event.process()).take(event.index());
        let nth = before.filter(|(other, _)| text(*other) == text(event)).count();
        let process = order.name(event.process()).to_owned();
        Some(Self { process, text: text(event)?, nth })
    }

    fn asked(&self) -> Asked<'_> {
        let Self { process, text, nth } = self;
        Asked { process: Some(process), line: text, nth: Some(*nth) }
    }
}

#[cfg(test)]
mod tests {
    use process_order::{Cases, Order};

    use super::{Change, sentence};

    const FREE: &str =
        "main\n  start a\n  | after 10 ms\n  join a\n\na\n  | hello\n";

    const LATE: &str = "main\n  start a\n  | late\n  join a\n\na\n  | hello\n";

    fn cases(orders: &[&str], complete: bool) -> Cases {
        let order = |text: &&str| text.parse::<Order>().expect("an order");
        Cases::new(orders.iter().map(order).collect(), complete)
    }

    #[track_caller]
    fn says(then: &Cases, now: &Cases, expected: &str) {
        let said = Change::of(then, now).map(|change| sentence(&change));
        let said = said.expect("they differ");
        let rest = said.strip_prefix("This is not the chapter's program any more: ");
        assert_eq!(rest, Some(expected));
    }

    /// F-17: a join after the start.
    #[test]
    fn what_became_different_is_told_in_one_sentence() {
        let joined = FREE
            .replace("  | after 10 ms\n  join a\n", "  join a\n  | after 10 ms\n");
        let [free, joined] = [FREE, &joined].map(|it| cases(&[it], true));
        says(
            &free,
            &joined,
            "2 possible outputs became 1; `hello` now always comes before `after 10 ms`: \
             a prints `hello`, main then joins a, then prints `after 10 ms`.",
        );
        says(
            &joined,
            &free,
            "1 possible output became 2; `hello` need not come before `after 10 ms` any \
             more.",
        );
        let other = cases(&[&FREE.replace("hello", "bye")], true);
        says(
            &free,
            &other,
            "it has 2 possible outputs, as before, but others; a prints `bye` in place \
             of `hello`.",
        );
    }

    /// One case has a line more than the other.
    #[test]
    fn what_is_told_is_so_in_all_runs() {
        let more = FREE.replace("  join a\n", "  join a\n  | end\n");
        let [more, free] = [more.as_str(), FREE];
        let [all, both] = [&[more][..], &[more, free]].map(|it| cases(it, true));
        says(
            &both,
            &cases(&[free], true),
            "4 possible outputs became 2; main does not print `end` any more.",
        );
        says(&all, &both, "2 possible outputs became 4.");
        let early = cases(&[LATE, free], true);
        says(
            &cases(&[free], true),
            &early,
            "2 possible outputs became 4; main also prints `late`.",
        );
    }

    #[test]
    fn a_program_that_may_be_the_same_is_called_no_other() {
        let [all, some] = [true, false].map(|complete| cases(&[FREE], complete));
        let both = cases(&[FREE, LATE], false);
        assert!(Change::of(&all, &all).is_none());
        assert!(Change::of(&some, &both).is_none());
        assert!(Change::of(&both, &some).is_none());
        // All runs of the one are known, and the other has another.
        assert!(Change::of(&all, &both).is_some_and(|it| it.gone.is_none()));
        assert!(Change::of(&both, &all).is_some_and(|it| it.new.is_none()));
    }
}

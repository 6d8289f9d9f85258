//! How a lesson differs from the chapter's, as sentences.

use std::io;

use process_order::{Cases, Difference, EventId, Order};

use crate::subject::changed::Change;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::number;

/// Says how many outputs became how many, why, and one that shows it.
pub(crate) fn tell(change: &Change, screen: &mut Screen) -> io::Result<()> {
    screen.say(&harmless(&sentence(change)))?;
    let shown = [
        (&change.gone, "This cannot be printed any more:"),
        (&change.new, "This can be printed now, and could not before:"),
    ];
    for (lines, title) in shown {
        let Some(lines) = lines else { continue };
        screen.say(title)?;
        lines.iter().try_for_each(|line| screen.hang("  ", &harmless(line)))?;
    }
    Ok(())
}

fn sentence(change: &Change) -> String {
    let why = change.difference().and_then(|(order, it)| reason(&it, &order));
    let why = why.map_or(String::new(), |why| format!("; {why}"));
    let became = became(&change.then, &change.now);
    format!("This is not the chapter's program any more: {became}{why}.")
}

/// `110,866 possible outputs became 1`
fn became(then: &Cases, now: &Cases) -> String {
    let counts = [then, now].map(|cases| cases.count().ok());
    let least = |cases: &Cases| if cases.is_complete() { "" } else { "at least " };
    let [before, after] = counts.each_ref().map(Option::as_ref);
    let outputs = number::so_many_outputs(before);
    if before == after {
        return format!("it has {}{outputs}, as before, but others", least(now));
    }
    let after = after.map_or("others".to_owned(), number::grouped);
    format!("{}{outputs} became {}{after}", least(then), least(now))
}

/// What differs in `order`, which is what the program does now; nothing where that is no
/// matter of one line.
fn reason(difference: &Difference, order: &Order) -> Option<String> {
    let line = |event: &EventId| {
        order.action(*event).lines().next().map(|line| format!("`{line}`"))
    };
    Some(match difference {
        Difference::Absent { process } => format!("{process} is not started"),
        Difference::Unexpected { process } => format!("{process} is new"),
        Difference::Line {
            process,
            wanted: Some(wanted),
            found: Some(found),
            ..
        } => {
            format!("{process} prints `{found}` where it printed `{wanted}`")
        }
        Difference::Line { process, wanted: Some(wanted), .. } => {
            format!("{process} does not print `{wanted}` any more")
        }
        Difference::Line { process, found: Some(found), .. } => {
            format!("{process} also prints `{found}`")
        }
        Difference::Excess { before, after } => {
            let path = order.why(*before, *after)?;
            let (before, after) = (line(before)?, line(after)?);
            format!("{before} now always comes before {after}, because {path}")
        }
        Difference::Missing { before, after } => {
            let (before, after) = (line(before)?, line(after)?);
            format!("{before} need not come before {after} any more")
        }
        Difference::Reversed { before, after } => {
            let (before, after) = (line(before)?, line(after)?);
            format!("{after} now always comes before {before}")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use process_order::{Cases, Order};

    use super::{Change, sentence};

    const FREE: &str =
        "main\n  start a\n  | after 10 ms\n  join a\n\na\n  | hello\n";

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
            "2 possible outputs became 1; `hello` now always comes before `after 10 ms`, \
             because a prints `hello`, main then joins a, then prints `after 10 ms`.",
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
            "it has 2 possible outputs, as before, but others; a prints `bye` where it \
             printed `hello`.",
        );
    }

    #[test]
    fn a_program_that_may_be_the_same_is_called_no_other() {
        let late = "main\n  start a\n  | late\n  join a\n\na\n  | hello\n";
        let [all, some] = [true, false].map(|complete| cases(&[FREE], complete));
        let both = cases(&[FREE, late], false);
        assert!(Change::of(&all, &all).is_none());
        assert!(Change::of(&some, &both).is_none());
        assert!(Change::of(&both, &some).is_none());
        // All runs of the one are known, and the other has another.
        assert!(Change::of(&all, &both).is_some_and(|it| it.gone.is_none()));
        assert!(Change::of(&both, &all).is_some_and(|it| it.new.is_none()));
    }
}

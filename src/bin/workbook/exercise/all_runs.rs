//! All runs of the learner's program, held against those of the solution.
//!
//! The solution has one order, and its snapshot is that; a test explores it. The learner's
//! program can have several. What one of them lacks is lacking: there are runs of it. What one of them has
//! too much is too much only if no other one makes up for it, so that is asked of all of them
//! together.
//!
//! A solution in which processes take a lock has an order for each way round. What all of them
//! have is lacking where the learner's have it not. The rest is asked of the outputs alone.
//!
//! What differs is told of whole lines first, because a learner thinks in lines. Where those
//! are the same, what is written in pieces can still make other outputs.

use anyhow::Result;
use process_order::{Cases, Difference, EventId, Order, Witness};

use super::candidate::Candidate;
use super::problem::Problem;
use super::trial::Trial;
use crate::subject::explored::Explored;
use crate::words::{Both, language, words};

/// What is known of all runs where these were watched; `unfinished` is why no others were found.
/// A lock is not seen by watching, so where the solution has one, no order is made of a run.
pub(crate) fn watched(
    trials: &[Trial],
    candidate: &Candidate<'_>,
    mut unfinished: Vec<Both>,
) -> Explored {
    let wanted = &candidate.wanted;
    let has_lock = candidate.solution.orders().len() > 1;
    let mut orders = Vec::new();
    for trial in trials.iter().filter(|_| !has_lock) {
        match trial.recording.order_like(wanted) {
            Ok(order) => orders.extend(settled(&order)),
            Err(fault) => {
                unfinished.push(Both::new(|| {
                    let fault = fault.told(language());
                    words!("what was seen of a run: {fault}", fault)
                }));
            }
        }
    }
    let cases = Cases::new(orders, false);
    let runs = trials.len() as u64;
    Explored { cases, standstills: Vec::new(), runs, unfinished }
}

/// The same with whatever a process did that was killed as all that it can do: of a set of
/// runs, each tells of itself.
fn settled(order: &Order) -> Option<Order> {
    let text = order.to_string();
    let lines = text.lines().filter(|line| !line.starts_with("  terminate "));
    let lines = lines.map(|line| match line.strip_prefix("  killed by ") {
        Some(signal) => format!("  ended by {signal}"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n").parse().ok()
}

/// The output of one of these runs, if it is none of a solution with a lock.
pub(crate) fn seen(
    trials: &[Trial],
    candidate: &Candidate<'_>,
) -> Option<Problem<'static>> {
    let solution = &candidate.solution;
    let texts =
        trials.iter().map(|it| String::from_utf8_lossy(&it.recording.output));
    let mut wrong = texts.filter(|text| !solution.check_text(text).is_possible());
    let wrong = wrong.next().filter(|_| solution.orders().len() > 1);
    wrong.map(|text| Problem::CanPrint(text.lines().map(str::to_owned).collect()))
}

/// The first thing in which these runs differ from those of the solution, if anything does.
pub(crate) fn problem(
    explored: &Explored,
    candidate: &Candidate<'_>,
) -> Result<Option<Problem<'static>>> {
    if let Some(standstill) = explored.standstills.first() {
        return Ok(Some(Problem::CanStandStill(standstill.clone())));
    }
    let Candidate { exercise, solution, .. } = candidate;
    // Nobody has to write a line in pieces.
    let in_pieces = explored.cases.orders().iter().any(Order::prints_in_pieces);
    let orders = solution.orders().iter().map(Order::with_whole_lines);
    let whole = Cases::new(orders.collect(), true);
    let solution = if in_pieces { solution } else { &whole };
    // What was not found where not all is known is not known to be impossible.
    let more_order_is_fine =
        !explored.cases.is_complete() || exercise.brief()?.allows_more_order();
    Ok(order(&explored.cases, solution, whole.orders(), more_order_is_fine))
}

fn order(
    runs: &Cases,
    solution: &Cases,
    wanted: &[Order],
    more_order_is_fine: bool,
) -> Option<Problem<'static>> {
    let orders = runs.orders().iter().map(Order::with_whole_lines);
    let each = orders.map(|order| {
        let mut differences = order.differences(&wanted[0]);
        if wanted.len() > 1 {
            differences.retain(|it| is_of_all(it, &order, wanted));
        }
        (order, differences)
    });
    let each: Vec<_> = each.collect();
    let lacks = each.iter().flat_map(|(order, differences)| {
        let lacks = differences.iter().filter(|it| !is_too_much(it));
        lacks.map(|it| Problem::Differs(Box::new(order.clone()), it.clone()))
    });
    let lacks = lacks.min_by_key(Problem::rank);
    if lacks.is_some() {
        return lacks;
    }
    let too_much = |differences: &[Difference]| differences.iter().any(is_too_much);
    let Ok(comparison) = runs.compare(solution) else {
        // Of several, what differs was left out above.
        let is_undecided = |it: &[Difference]| wanted.len() > 1 || too_much(it);
        let (order, _) = each.into_iter().find(|(_, it)| is_undecided(it))?;
        return Some(Problem::Differs(Box::new(order), Difference::Undecided));
    };
    let of_lines = |witness: Witness| -> Vec<String> {
        witness.output.lines.iter().map(ToString::to_string).collect()
    };
    if let Some(excess) = comparison.first_only {
        return Some(Problem::CanPrint(of_lines(excess)));
    }
    if more_order_is_fine {
        return None;
    }
    let (first, differences) = each.first()?;
    let is_in_all = |difference: &&Difference| {
        let mut others = each.iter().skip(1);
        others
            .all(|(other, differences)| is_in(difference, first, other, differences))
    };
    let mut too_much = differences.iter().filter(|it| is_too_much(it));
    if let Some(difference) = too_much.find(is_in_all) {
        let order = Box::new(first.clone());
        return Some(Problem::Differs(order, difference.clone()));
    }
    comparison.second_only.map(|missing| Problem::Impossible(of_lines(missing)))
}

/// Whether a run of `order` is wrong, whatever else there is.
pub(super) fn lacks(order: &Order, wanted: &Order) -> bool {
    let differences = order.with_whole_lines().differences(wanted);
    differences.iter().any(|it| !is_too_much(it))
}

/// Whether `difference`, in which `order` differs from the first of those that are wanted, is one
/// from all of them.
fn is_of_all(difference: &Difference, order: &Order, wanted: &[Order]) -> bool {
    match *difference {
        Difference::Absent { .. }
        | Difference::Unexpected { .. }
        | Difference::Line { .. }
        | Difference::End { .. }
        | Difference::Unjoined { .. } => true,
        Difference::Missing { before, after }
        | Difference::Reversed { before, after } => {
            let is_in = |other: &Order| {
                let [before, after] =
                    [before, after].map(|it| same_line(order, it, other));
                before.zip(after).is_some_and(|(a, b)| other.why(a, b).is_some())
            };
            wanted.iter().all(is_in)
        }
        _ => false,
    }
}

/// Whether it takes outputs away, and adds none.
fn is_too_much(difference: &Difference) -> bool {
    matches!(
        difference,
        Difference::Excess { .. }
            | Difference::Apart { .. }
            | Difference::Write { wanted: false, .. }
            | Difference::Output { wanted: true, .. }
    )
}

/// Whether `difference`, which `first` has, is one of the `other` order, too.
fn is_in(
    difference: &Difference,
    first: &Order,
    other: &Order,
    others: &[Difference],
) -> bool {
    match *difference {
        Difference::Excess { before, after } => {
            let before = same_line(first, before, other);
            let after = same_line(first, after, other);
            before
                .zip(after)
                .is_some_and(|(before, after)| other.why(before, after).is_some())
        }
        _ => others.contains(difference),
    }
}

/// The event of the `other` order that prints the line that `event` begins with.
pub(super) fn same_line(
    order: &Order,
    event: EventId,
    other: &Order,
) -> Option<EventId> {
    let process = other.process(order.name(event.process()))?;
    let before = order.events(event.process()).take(event.index());
    let lines = before.flat_map(|(_, action)| action.lines()).count();
    let mut events = other
        .events(process)
        .flat_map(|(event, action)| action.lines().map(move |_| event));
    events.nth(lines)
}

#[cfg(test)]
mod tests {
    use process_order::{Cases, Order};

    use super::{Problem, order};

    const JOINED: &str = "main\n  start child\n  join child\n  | bye\n  exit 0\n\n\
        child\n  | hello\n  exit 0\n";
    const FREE: &str = "main\n  start child\n  | bye\n  join child\n  exit 0\n\n\
        child\n  | hello\n  exit 0\n";
    #[track_caller]
    fn reason(
        orders: &[&str],
        wanted: &str,
        more_order_is_fine: bool,
    ) -> Option<&'static str> {
        reason_of(orders, &[wanted], more_order_is_fine)
    }

    #[track_caller]
    fn reason_of(
        orders: &[&str],
        wanted: &[&str],
        more_order_is_fine: bool,
    ) -> Option<&'static str> {
        let parsed = |text: &&str| text.parse::<Order>().expect("an order");
        let runs = Cases::new(orders.iter().map(parsed).collect(), true);
        let wanted: Vec<_> = wanted.iter().map(parsed).collect();
        let solution = Cases::new(wanted.clone(), true);
        let problem = order(&runs, &solution, &wanted, more_order_is_fine);
        problem.as_ref().map(Problem::reason)
    }

    #[test]
    fn either_way_round_is_wanted_of_a_lock_and_nothing_else() {
        let free = "main\n  start a\n  start b\n  join a\n  join b\n  exit 0\n\n\
            a\n  | a 1\n  | a 2\n  exit 0\n\nb\n  | b 1\n  | b 2\n  exit 0\n";
        let behind = |first: &str, second: &str| {
            let receives = format!("{second}\n  receive {first} 1\n  | {second} 1");
            let sends = format!("  | {first} 2\n  send 1\n");
            free.replace(&format!("{second}\n  | {second} 1"), &receives)
                .replace(&format!("  | {first} 2\n"), &sends)
        };
        let (a, b) = (behind("a", "b"), behind("b", "a"));
        let locked = [&*a, &*b];
        assert_eq!(reason_of(&locked, &locked, false), None);
        assert_eq!(reason_of(&[free], &locked, false), Some("missing order"));
        assert_eq!(reason_of(&[free], &locked, true), Some("missing order"));
        assert_eq!(reason_of(&[&a], &locked, false), Some("too much order"));
        assert_eq!(reason_of(&[&a], &locked, true), None);
        let other = a.replace("b 2", "b 3");
        assert_eq!(reason_of(&[&other, &b], &locked, true), Some("another line"));
        let left = [&*a, &*b].map(|order| order.replace("  join b\n", ""));
        let left = left.each_ref().map(String::as_str);
        assert_eq!(reason_of(&left, &locked, true), Some("left behind"));
    }

    #[test]
    fn more_order_is_wrong_unless_it_is_fine() {
        assert_eq!(reason(&[JOINED], JOINED, false), None);
        assert_eq!(reason(&[JOINED], FREE, false), Some("too much order"));
        assert_eq!(reason(&[JOINED], FREE, true), None);
    }

    #[test]
    fn what_one_run_lacks_is_lacking() {
        assert_eq!(reason(&[JOINED, FREE], JOINED, false), Some("missing order"));
        assert_eq!(reason(&[JOINED, FREE], JOINED, true), Some("missing order"));
    }

    #[test]
    fn what_another_run_makes_up_for_is_not_too_much() {
        let early = FREE.replace("start child\n  | bye\n", "| bye\n  start child\n");
        assert_eq!(reason(&[JOINED, &early], FREE, false), None);
        let two = |order: &str| order.replace("| hello\n", "| hello\n  | again\n");
        let [joined, early, free] = [JOINED, &early, FREE].map(two);
        let found = reason(&[&joined, &early], &free, false);
        assert_eq!(found, Some("too much order"));
    }
}

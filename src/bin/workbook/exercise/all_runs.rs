//! All runs of the learner's program, held against those of the solution.
//!
//! The solution has one order, and its snapshot is that; a test explores it. The learner's
//! program can have several. What one of them lacks is lacking: there are runs of it. What one of them has
//! too much is too much only if no other one makes up for it, so that is asked of all of them
//! together.
//!
//! What differs is told of whole lines first, because a learner thinks in lines. Where those
//! are the same, what is written in pieces can still make other outputs.

use anyhow::Result;
use process_order::{Cases, Difference, EventId, Order, Witness};

use super::candidate::Candidate;
use super::problem::Problem;
use super::trial::Trial;
use crate::subject::explored::Explored;

/// What is known of all runs where these were watched; `unfinished` is why no others were found.
pub(crate) fn watched(
    trials: &[Trial],
    wanted: &Order,
    mut unfinished: Vec<String>,
) -> Explored {
    let mut orders = Vec::new();
    for trial in trials {
        match trial.recording.order_like(wanted) {
            Ok(order) => orders.extend(settled(&order)),
            Err(fault) => {
                unfinished.push(format!("what was seen of a run: {fault}"));
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

/// The first thing in which these runs differ from those of the solution, if anything does.
pub(crate) fn problem(
    explored: &Explored,
    candidate: &Candidate<'_>,
) -> Result<Option<Problem<'static>>> {
    if let Some(standstill) = explored.standstills.first() {
        return Ok(Some(Problem::CanStandStill(standstill.clone())));
    }
    let Candidate { exercise, solution, wanted, .. } = candidate;
    // Nobody has to write a line in pieces.
    let in_pieces = explored.cases.orders().iter().any(Order::prints_in_pieces);
    let whole = Cases::from(wanted.clone());
    let solution = if in_pieces { solution } else { &whole };
    // What was not found where not all is known is not known to be impossible.
    let more_order_is_fine =
        !explored.cases.is_complete() || exercise.brief()?.allows_more_order();
    Ok(order(&explored.cases, solution, wanted, more_order_is_fine))
}

fn order(
    runs: &Cases,
    solution: &Cases,
    wanted: &Order,
    more_order_is_fine: bool,
) -> Option<Problem<'static>> {
    let orders = runs.orders().iter().map(Order::with_whole_lines);
    let each = orders.map(|order| {
        let differences = order.differences(wanted);
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
        let (order, _) = each.into_iter().find(|(_, it)| too_much(it))?;
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
        let parsed = |text: &&str| text.parse::<Order>().expect("an order");
        let runs = Cases::new(orders.iter().map(parsed).collect(), true);
        let wanted = parsed(&wanted);
        let solution = Cases::from(wanted.clone());
        let problem = order(&runs, &solution, &wanted, more_order_is_fine);
        problem.as_ref().map(Problem::reason)
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

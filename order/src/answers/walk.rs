//! The check of an output whose writers are known.
//!
//! When no write is free and no step silent, a process is one chain, and the next
//! line of a known writer can only be the next step of that chain. So each line leads
//! to one position at most: the output is possible exactly when no line is refused on
//! the way and the last position may be the end. A line that is refused is the first
//! that cannot be there, because all lines before it were printed by the run that got
//! to this position. That is one step a line.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Check: writers known".

use super::position::{Position, Stepper};
use super::reason::Refusal;
use super::verdict::Verdict;
use super::written::{Writer, Written};
use crate::Order;
use crate::model::id::Place;

/// Whether `lines` are a possible output of an order without free writes and silent steps;
/// nothing when the writer of one of them is not known.
pub(super) fn walk<'a>(
    order: &Order,
    lines: impl Iterator<Item = Written<'a>> + Clone,
) -> Option<Verdict> {
    let stepper = Stepper::new(order, false);
    let (position, steps, refused) = go(&stepper, lines.clone());
    let line = steps.len() + 1;
    let reason = match refused {
        Some(Written { writer: Writer::Pid(_) | Writer::Unknown, .. }) => {
            return None;
        }
        Some(refused) => {
            // Again, because a step that fails leaves no position behind.
            let (position, ..) = go(&stepper, lines.take(steps.len()));
            Some(stepper.explain([&position], &refused))
        }
        None => stepper.missing_at_end(&position),
    };
    Some(match reason {
        None => order.possible(steps),
        Some(reason) => Verdict::Impossible(Refusal { line, reason }),
    })
}

/// Goes as far as it can, and names the line that it cannot go over.
fn go<'a>(
    stepper: &Stepper<'_>,
    lines: impl Iterator<Item = Written<'a>>,
) -> (Position, Vec<Place>, Option<Written<'a>>) {
    let mut position = stepper.start();
    let mut steps = Vec::new();
    for line in lines {
        let chain = match line.writer {
            Writer::Process(process) => Some(stepper.home(process)),
            Writer::Pid(_) | Writer::Stranger | Writer::Unknown => None,
        };
        let stepped = chain.map(|chain| stepper.step(&mut position, chain, &line));
        match stepped {
            Some(Ok(place)) => steps.push(place),
            _ => return (position, steps, Some(line)),
        }
    }
    (position, steps, None)
}

//! The check of an output whose writers are known: one step a line.

use crate::Order;
use crate::answers::verdict::{Refusal, Verdict};
use crate::answers::written::{Writer, Written};
use crate::cuts::position::{Position, Stepper};
use crate::model::event::EventId;

/// Whether `lines` are a possible output of an order without free lines; nothing when the
/// writer of one of them is not known.
pub(crate) fn walk<'a>(
    order: &Order,
    lines: impl Iterator<Item = Written<'a>> + Clone,
) -> Option<Verdict> {
    let stepper = Stepper::new(order, false);
    let (position, events, refused) = go(&stepper, lines.clone());
    let line = events.len() + 1;
    let reason = match refused {
        Some(Written { writer: Writer::Pid(_) | Writer::Unknown, .. }) => {
            return None;
        }
        Some(refused) => {
            // Again, because a step that fails leaves no position behind.
            let (position, ..) = go(&stepper, lines.take(events.len()));
            Some(stepper.explain([&*position], &refused))
        }
        None => stepper.missing_at_end(&position),
    };
    Some(match reason {
        None => Verdict::Possible(events),
        Some(reason) => Verdict::Impossible(Refusal { line, reason }),
    })
}

/// Goes as far as it can, and names the line that it cannot go over.
fn go<'a>(
    stepper: &Stepper<'_>,
    lines: impl Iterator<Item = Written<'a>>,
) -> (Position, Vec<EventId>, Option<Written<'a>>) {
    let mut position = stepper.start();
    let mut events = Vec::new();
    for line in lines {
        let chain = match line.writer {
            Writer::Process(process) => stepper.home(process),
            Writer::Pid(_) | Writer::Unknown => None,
        };
        let stepped = chain.map(|chain| stepper.step(&mut position, chain, &line));
        match stepped {
            Some(Ok(id)) => events.push(id),
            _ => return (position, events, Some(line)),
        }
    }
    (position, events, None)
}

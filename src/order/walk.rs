//! The check of an output whose writers are known: one step a line.

use super::check::{Refusal, Verdict, Writer, Written};
use super::event::{EventId, Order};
use super::step::{Position, Stepper};

/// Whether `lines`, each of a known process, are a possible output of an order without
/// free lines.
pub(super) fn walk(order: &Order, lines: &[Written<'_>]) -> Verdict {
    let stepper = Stepper::new(order, false);
    let (position, events) = go(&stepper, lines);
    if events.len() < lines.len() {
        let number = events.len();
        // Again, because a step that fails leaves no position behind.
        let (position, _) = go(&stepper, &lines[..number]);
        let reason = stepper.explain([&*position], &lines[number]);
        return Verdict::Impossible(Refusal { line: number + 1, reason });
    }
    match stepper.missing_at_end(&position) {
        None => Verdict::Possible(events),
        Some(reason) => {
            Verdict::Impossible(Refusal { line: lines.len() + 1, reason })
        }
    }
}

/// Goes as far as it can.
fn go(stepper: &Stepper<'_>, lines: &[Written<'_>]) -> (Position, Vec<EventId>) {
    let mut position = stepper.start();
    let mut events = Vec::with_capacity(lines.len());
    for line in lines {
        let Writer::Process(process) = line.writer else { break };
        let Some(strand) = stepper.home(process) else { break };
        match stepper.step(&mut position, strand, line) {
            Ok(id) => events.push(id),
            Err(_) => break,
        }
    }
    (position, events)
}

//! A line of a lesson, by what it says, how it begins, or its place: `main:2`.

use anyhow::{Result, bail};
use process_order::{EventId, Order};

/// The one line that `name` names.
pub(crate) fn find(order: &Order, name: &str) -> Result<EventId> {
    let lines: Vec<_> = order.lines().collect();
    let by_place = || {
        let (process, place) = name.rsplit_once(':')?;
        let place = place.parse::<usize>().ok()?.checked_sub(1)?;
        let mut own = lines.iter().filter(|(id, _)| order.name(*id) == process);
        own.nth(place).map(|(id, _)| *id)
    };
    let exact = || lines.iter().filter(|(_, line)| line.matches(name));
    let beginning =
        || lines.iter().filter(|(_, line)| line.to_string().starts_with(name));
    let found: Vec<_> = match by_place() {
        Some(id) => vec![id],
        None if exact().next().is_some() => exact().map(|(id, _)| *id).collect(),
        None => beginning().map(|(id, _)| *id).collect(),
    };
    match found[..] {
        [id] => Ok(id),
        [] => bail!(
            "no line begins with {name:?}; the lines are\n{}",
            list(order, lines.iter().map(|(id, _)| *id))
        ),
        _ => bail!(
            "{name:?} can be any of these; name one by its place\n{}",
            list(order, found.iter().copied())
        ),
    }
}

/// `  main:2  the line`, one below the other.
fn list(order: &Order, lines: impl Iterator<Item = EventId>) -> String {
    let lines = lines.map(|id| {
        let events = &order.histories()[id.process].events[..=id.event];
        let place = events.iter().filter(|event| event.line().is_some()).count();
        let name = format!("{}:{place}", order.name(id));
        format!("  {name:16} {}", text(order, id))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the line says.
pub(crate) fn text(order: &Order, id: EventId) -> String {
    order.event(id).line().expect("it was found among the lines").to_string()
}

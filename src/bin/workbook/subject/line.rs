//! A line of a lesson, by what it says, how it begins, or its place: `main:2`.

use anyhow::{Result, bail};
use process_order::{Line, Order};

/// The one line that `name` names.
pub(crate) fn find<'a>(order: &'a Order, name: &str) -> Result<Line<'a>> {
    let lines: Vec<_> = order.lines().collect();
    let by_place = || {
        let (process, place) = name.rsplit_once(':')?;
        let place = place.parse::<usize>().ok()?.checked_sub(1)?;
        let process = order.process(process)?;
        let mut own = lines.iter().filter(|line| line.event.process() == process);
        own.nth(place).copied()
    };
    let by_text = |is_it: fn(&Line<'_>, &str) -> bool| -> Vec<_> {
        lines.iter().filter(|line| is_it(line, name)).copied().collect()
    };
    let found = match by_place() {
        Some(line) => vec![line],
        None => match by_text(|line, name| line.pattern.matches(name)) {
            exact if !exact.is_empty() => exact,
            _ => by_text(|line, name| line.pattern.to_string().starts_with(name)),
        },
    };
    match found[..] {
        [line] => Ok(line),
        [] => bail!(
            "no line begins with {name:?}; the lines are\n{}",
            list(order, &lines)
        ),
        _ => bail!(
            "{name:?} can be any of these; name one by its place\n{}",
            list(order, &found)
        ),
    }
}

/// `  main:2  the line`, one below the other.
fn list(order: &Order, lines: &[Line<'_>]) -> String {
    let lines = lines.iter().map(|line| {
        let process = line.event.process();
        let mut own = order.lines().filter(|other| other.event.process() == process);
        let place =
            own.position(|other| other == *line).map_or(0, |place| place + 1);
        let name = format!("{}:{place}", order.name(process));
        format!("  {name:16} {}", line.pattern)
    });
    lines.collect::<Vec<_>>().join("\n")
}

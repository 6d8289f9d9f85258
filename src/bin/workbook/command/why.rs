//! `why 3 A B`: why line A comes before line B, or that nothing says so.

use anyhow::{Result, bail};
use clap::Args;
use process_order::{EventId, Order};

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::terminal::screen::Screen;

/// Says why one line always comes before another, or that nothing says so.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// A line: what it says, or the beginning of that; or main:2, the second line of main.
    #[arg(value_name = "A")]
    first: String,
    /// Another line.
    #[arg(value_name = "B")]
    second: String,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let order = arguments.lesson.order()?;
    let a = find(&order, &arguments.first)?;
    let b = find(&order, &arguments.second)?;
    let [text_a, text_b] = [a, b].map(|id| text(&order, id));
    if a == b {
        bail!(
            "`{text_a}` is one line; name two, by how they begin: `cargo workbook \
             orders {}` shows them",
            arguments.lesson.number
        );
    }
    let sentence = if let Some(chain) = order.why(a, b) {
        format!("`{text_a}` always comes before `{text_b}`: {chain}.")
    } else if let Some(chain) = order.why(b, a) {
        format!("`{text_a}` never comes before `{text_b}`: {chain}.")
    } else {
        format!(
            "`{text_a}` sometimes comes before `{text_b}`, sometimes after it: no chain of \
             starts, joins and messages leads from one to the other."
        )
    };
    screen.say(&sentence)?;
    Ok(Finding::Right)
}

fn text(order: &Order, id: EventId) -> String {
    order.event(id).line().expect("it was found among the lines").to_string()
}

/// The one line that `name` names.
fn find(order: &Order, name: &str) -> Result<EventId> {
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

const EXAMPLES: &str = "\
Examples:
  cargo workbook why 3 worker_2 'End worker_2'
  cargo workbook why 3 worker_3 End
  cargo workbook why 3 main:1 worker_2";

//! `why 3 A B`: why line A comes before line B, or that nothing says so.

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Line, Order};

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
    let [text_a, text_b] = [a, b].map(|line| line.pattern);
    if a == b {
        bail!(
            "`{text_a}` is one line; name two, by how they begin: `cargo workbook \
             orders {}` shows them",
            arguments.lesson.number
        );
    }
    let sentence = if a.event == b.event {
        let word = if a.position < b.position { "always" } else { "never" };
        let who = order.name(a.event.process());
        format!(
            "`{text_a}` {word} comes before `{text_b}`: {who} prints both in one write, and \
             nothing comes between them."
        )
    } else if let Some(path) = order.why(a.event, b.event) {
        format!("`{text_a}` always comes before `{text_b}`: {path}.")
    } else if let Some(path) = order.why(b.event, a.event) {
        format!("`{text_a}` never comes before `{text_b}`: {path}.")
    } else {
        format!(
            "`{text_a}` sometimes comes before `{text_b}`, sometimes after it: no chain of \
             starts, joins and messages leads from one to the other."
        )
    };
    screen.say(&sentence)?;
    Ok(Finding::Right)
}

/// The one line that `name` names.
fn find<'a>(order: &'a Order, name: &str) -> Result<Line<'a>> {
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

const EXAMPLES: &str = "\
Examples:
  cargo workbook why 3 worker_2 'End worker_2'
  cargo workbook why 3 worker_3 End
  cargo workbook why 3 main:1 worker_2";

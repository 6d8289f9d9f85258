//! `why 3 A B`: why line A comes before line B, or that nothing says so.

use anyhow::bail;
use clap::Args;

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::subject::line;
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
    let a = line::find(&order, &arguments.first)?;
    let b = line::find(&order, &arguments.second)?;
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

const EXAMPLES: &str = "\
Examples:
  cargo workbook why 3 worker_2 'End worker_2'
  cargo workbook why 3 worker_3 End
  cargo workbook why 3 main:1 worker_2";

//! The processes of a run as a tree: each below the one that has started it, with what became
//! of it where that is not an end with exit code 0.

use std::io::{self, Write};

use process_workbook::trace::{Actor, Execution};
use textwrap::core::display_width;

use crate::terminal::screen::{Screen, cut, in_lane};
use crate::words::words;

/// Fewer processes make no tree.
const FEWEST: usize = 3;

/// Shows it, if it has branches.
pub(crate) fn show(run: &Execution, screen: &mut Screen) -> io::Result<()> {
    let processes: Vec<_> = run
        .actors
        .iter()
        .enumerate()
        .filter(|(place, it)| it.process == *place)
        .collect();
    if processes.len() < FEWEST {
        return Ok(());
    }
    screen
        .say(words!("\nThe processes, each below the one that has started it:\n"))?;
    let begun = |actor: &Actor| {
        let depth = actor.place.matches('.').count();
        format!("{}{}", "  ".repeat(depth + 1), actor.name)
    };
    let widest = processes.iter().map(|(_, it)| display_width(&begun(it))).max();
    let mut sorted = processes.clone();
    sorted.sort_by_key(|(_, actor)| path(&actor.place));
    for (lane, actor) in sorted {
        let begun = begun(actor);
        let gap = widest.unwrap_or(0) - display_width(&begun) + 2;
        let row = format!("{begun}{:gap$}{}", "", fate(actor));
        let row = cut(row.trim_end(), screen.width()).into_owned();
        writeln!(screen, "{}", in_lane(&row, lane))?;
    }
    Ok(())
}

/// `main.2.1` as numbers, so that the tenth child comes after the ninth.
fn path(place: &str) -> Vec<u32> {
    place.split('.').skip(1).filter_map(|number| number.parse().ok()).collect()
}

/// What became of a process.
fn fate(actor: &Actor) -> String {
    match actor.exitcode {
        Some(0) if actor.is_reaped || actor.place == "main" => String::new(),
        Some(0) => words!("nobody has waited for it").to_owned(),
        Some(code) => words!("exit code {code}", code),
        None => words!("not at its end").to_owned(),
    }
}

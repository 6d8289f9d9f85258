//! Two outputs side by side, or one below the other where the screen is narrow.

use std::io::{self, Write};

use textwrap::core::display_width;

use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, wrapped};
use crate::words::words;

/// What is between the two outputs.
const BETWEEN: &str = " | ";

/// From so many columns on they stand side by side.
const WIDE: usize = 70;

pub(crate) fn show(
    titles: &[String; 2],
    lines: &[Vec<String>; 2],
    screen: &mut Screen,
) -> io::Result<()> {
    if screen.width() < WIDE {
        one_below_the_other(titles, lines, screen)
    } else {
        side_by_side(titles, lines, screen)
    }
}

fn one_below_the_other(
    titles: &[String; 2],
    lines: &[Vec<String>; 2],
    screen: &mut Screen,
) -> io::Result<()> {
    for (title, lines) in titles.iter().zip(lines) {
        writeln!(screen, "{}", words!("{title}:\n", title))?;
        for line in lines {
            screen.hang("  ", &harmless(line))?;
        }
        writeln!(screen)?;
    }
    Ok(())
}

fn side_by_side(
    titles: &[String; 2],
    lines: &[Vec<String>; 2],
    screen: &mut Screen,
) -> io::Result<()> {
    let width = (screen.width() - BETWEEN.len()) / 2;
    let rule = "-".repeat(width);
    row([&titles[0], &titles[1]], width, screen)?;
    writeln!(screen, "{rule}-+-{rule}")?;
    for place in 0..lines[0].len().max(lines[1].len()) {
        let line = |side: usize| lines[side].get(place).map_or("", String::as_str);
        let [left, right] = [line(0), line(1)].map(|line| folded(line, width));
        for part in 0..left.len().max(right.len()) {
            let part = |side: &[String]| side.get(part).cloned().unwrap_or_default();
            row([&part(&left), &part(&right)], width, screen)?;
        }
    }
    writeln!(screen)
}

/// `line` in parts of at most `width` columns, the later ones indented.
fn folded(line: &str, width: usize) -> Vec<String> {
    const INDENT: &str = "  ";
    let line = harmless(line);
    let parts = wrapped(&line, width - INDENT.len());
    let parts = parts.iter().enumerate();
    let indented = parts.map(|(place, part)| {
        if place == 0 { part.to_string() } else { format!("{INDENT}{part}") }
    });
    indented.collect()
}

fn row(
    [left, right]: [&str; 2],
    width: usize,
    screen: &mut Screen,
) -> io::Result<()> {
    let blanks = width.saturating_sub(display_width(left));
    let row = format!("{left}{:blanks$}{BETWEEN}{right}", "");
    writeln!(screen, "{}", row.trim_end())
}

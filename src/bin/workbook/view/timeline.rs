//! A run as rows: who did what, each process in its own lane, and when.

use std::io::{self, Write};

use textwrap::core::display_width;

use crate::terminal::screen::{Screen, cut, in_lane, wrapped};
use crate::view::delivery::{Delivered, What};
use crate::view::lanes::Lanes;
use crate::words::words;

/// As wide as `Process-1:1`, or `pid` and a number of seven digits.
const NAME: usize = 11;

/// Writes what was printed, if something was, behind the name of who did it: all of it, and
/// at once.
pub(crate) fn line(
    lanes: &Lanes,
    new: &Delivered,
    screen: &mut Screen,
) -> io::Result<()> {
    let What::Line(text) = &new.what else { return Ok(()) };
    let margin = margin(lanes, new.lane, screen.width());
    let indent = " ".repeat(display_width(&margin));
    let width = screen.width().saturating_sub(indent.len());
    for (place, text) in wrapped(text, width).iter().enumerate() {
        let margin = if place == 0 { &margin } else { &indent };
        let row = format!("{margin}{text}");
        writeln!(screen, "{}", in_lane(row.trim_end(), new.lane))?;
    }
    screen.flush()
}

/// Writes one row for each deed, with the seconds since the start.
pub(crate) fn all(
    lanes: &Lanes,
    run: &[Delivered],
    screen: &mut Screen,
) -> io::Result<()> {
    let seconds = |(_, row): (usize, &Delivered)| {
        (format!("{:7.3}  ", row.at.as_secs_f64()), row.clone())
    };
    rows(lanes, run.iter().enumerate().map(seconds), screen)
}

/// Writes one row for each deed, with its number.
pub(crate) fn numbered(
    lanes: &Lanes,
    run: &[Delivered],
    screen: &mut Screen,
) -> io::Result<()> {
    let number = |(place, row): (usize, &Delivered)| {
        (format!("{:5}  ", place + 1), row.clone())
    };
    rows(lanes, run.iter().enumerate().map(number), screen)
}

/// Each row is cut where the screen ends.
fn rows(
    lanes: &Lanes,
    rows: impl Iterator<Item = (String, Delivered)>,
    screen: &mut Screen,
) -> io::Result<()> {
    for (head, Delivered { lane, what, .. }) in rows {
        let deed = match what {
            What::Line(text) => words!("prints {text}", text),
            What::Deed(deed) => deed,
        };
        let width = screen.width().saturating_sub(head.len());
        let row = format!("{}{deed}", margin(lanes, lane, width));
        writeln!(screen, "{head}{}", in_lane(cut(&row, width).trim_end(), lane))?;
    }
    Ok(())
}

/// The name of a lane, and as many blanks as its place asks for. The lanes get at most a
/// quarter of the screen.
fn margin(lanes: &Lanes, lane: usize, width: usize) -> String {
    let names = lanes.names();
    let longest = names.iter().map(|name| display_width(name)).max();
    let longest = longest.unwrap_or(0).max(NAME);
    let name = &names[lane];
    let blanks = longest - display_width(name) + 2;
    let step = (width / 4 / names.len()).min(2);
    format!("{name}{:blanks$}{:indent$}", "", "", indent = step * lane)
}

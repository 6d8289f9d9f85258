//! Where everything is in the SVG, in pixels.

use process_order::Order;
use textwrap::core::display_width;

use super::columns;
use super::label::{Kind, Label};
use super::layout::{Layout, Point};
use crate::words::columns::beginning;

/// How wide it is at most: as the text of the book.
const WIDTH: usize = 750;
/// What a character takes of a lane, and a line of a row.
const CHARACTER: usize = 8;
pub(crate) const LINE: usize = 18;
/// Around the drawing, and between two rows.
const MARGIN: usize = 6;
const BETWEEN_ROWS: usize = 6;
/// From a lane to its labels, as much from them to the next lane, and from an arrow to the
/// label above it.
const BESIDE: usize = 10;
pub(crate) const ABOVE: usize = 10;
/// How long the head of an arrow is.
pub(crate) const HEAD: usize = 8;

pub(crate) struct Picture {
    pub(crate) marks: Vec<Mark>,
    /// Where the lanes are.
    pub(crate) xs: Vec<usize>,
    /// Where the rows are.
    pub(crate) ys: Vec<usize>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// A point, and its label line by line.
pub(crate) struct Mark {
    pub(crate) point: Point,
    pub(crate) kind: Kind,
    pub(crate) label: Vec<String>,
    /// Whether the label stands above an arrow, and not beside the lane.
    pub(crate) is_above: bool,
    /// How far from the lane it begins.
    pub(crate) beside: usize,
}

impl Mark {
    /// `room` is for so many characters in a line.
    fn of(layout: &Layout, point: Point, label: &Label, room: usize) -> Self {
        Self {
            point,
            kind: label.kind,
            label: wrapped(label.within(room), room),
            is_above: is_above(layout, point),
            beside: if is_tip(layout, point) { BESIDE + HEAD } else { BESIDE },
        }
    }
}

impl Picture {
    pub(crate) fn of(order: &Order, layout: &Layout) -> Self {
        let labels: Vec<_> = layout
            .points
            .iter()
            .map(|it| (*it, Label::of(order, layout, *it)))
            .collect();
        let widths = columns::widths(layout.lanes, WIDTH - 2 * MARGIN, |widths| {
            wanted(layout, &labels, widths)
        });
        let starts = columns::starts(&widths, 0);
        let xs: Vec<_> = starts.iter().map(|start| MARGIN + start).collect();
        let mark = |(point, label): &(Point, Label)| {
            let room = match layout.neighbour(*point) {
                _ if is_above(layout, *point) => widths[point.lane],
                Some(next) => xs[next] - xs[point.lane],
                None => WIDTH - MARGIN + BESIDE - xs[point.lane],
            };
            Mark::of(layout, *point, label, own_room(room))
        };
        let marks: Vec<_> = labels.iter().map(mark).collect();
        let right = marks.iter().map(|mark| {
            let longest = mark.label.iter().map(|line| display_width(line)).max();
            xs[mark.point.lane] + mark.beside + longest.unwrap_or(0) * CHARACTER
        });
        let width = right.max().unwrap_or(0) + MARGIN;
        let (ys, height) = rows(layout.rows, &marks);
        Self { marks, xs, ys, width, height }
    }

    pub(crate) fn place(&self, point: Point) -> (usize, usize) {
        (self.xs[point.lane], self.ys[point.row])
    }
}

/// How wide each lane would be if no label that stands before the next lane were broken.
fn wanted(
    layout: &Layout,
    labels: &[(Point, Label)],
    widths: &[usize],
) -> Vec<usize> {
    let mut wanted = vec![0; layout.lanes];
    for (point, label) in labels {
        let lane = point.lane;
        let is_above = is_above(layout, *point);
        let is_last = lane + 1 == layout.lanes;
        if is_above || is_last || layout.neighbour(*point) == Some(lane + 1) {
            let length = display_width(label.within(own_room(widths[lane])));
            wanted[lane] = wanted[lane].max(length * CHARACTER + 2 * BESIDE);
        }
    }
    wanted
}

/// How many characters have room in a lane of this width.
fn own_room(width: usize) -> usize {
    (width.saturating_sub(2 * BESIDE) / CHARACTER).max(1)
}

fn is_above(layout: &Layout, point: Point) -> bool {
    layout.arrow_at(point).is_some_and(|arrow| arrow.left() == point)
}

/// Whether an arrow comes down to `point` from where its label would stand.
fn is_tip(layout: &Layout, point: Point) -> bool {
    let mut arrows = layout.arrows.iter().filter(|arrow| !arrow.is_level());
    arrows.any(|arrow| arrow.to == point && arrow.left() == point)
}

/// Where each of so many rows is, and how high all of them are.
fn rows(count: usize, marks: &[Mark]) -> (Vec<usize>, usize) {
    let mut above = vec![0; count];
    let mut beside = vec![1; count];
    for mark in marks {
        let lines = if mark.is_above { &mut above } else { &mut beside };
        let lines = &mut lines[mark.point.row];
        *lines = mark.label.len().max(*lines);
    }
    let mut bottom = MARGIN;
    let ys = above.iter().zip(&beside).map(|(above, beside)| {
        let y = bottom + (LINE / 2).max(above * LINE + ABOVE / 2);
        bottom = y + beside * LINE - LINE / 2 + BETWEEN_ROWS;
        y
    });
    (ys.collect(), bottom - BETWEEN_ROWS + MARGIN)
}

/// `text` in lines of `room` characters at most, broken at its blanks where that can be.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let length = display_width(word);
        let last = lines.last_mut().expect("there is one");
        let taken = display_width(last);
        if taken > 0 && taken + 1 + length <= room {
            last.extend([" ", word]);
            continue;
        }
        let mut rest = word;
        loop {
            let part = beginning(rest, room);
            lines.push(part.to_owned());
            rest = &rest[part.len()..];
            if rest.is_empty() {
                break;
            }
        }
    }
    if lines.len() > 1 {
        lines.remove(0);
    }
    lines
}

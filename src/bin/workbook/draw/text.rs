//! The drawing in characters, as wide as a terminal is.

use process_order::{Order, Rule};
use textwrap::core::display_width;

use super::columns;
use super::label::Label;
use super::layout::{Arrow, Layout, Point, What};
use crate::words::columns::beginning;
use crate::words::is_wide;

/// What is not narrower still can be read.
const NARROWEST: usize = 24;
/// Between two labels, at least and where there is room.
const GAP: usize = 1;
const WIDE_GAP: usize = 3;
/// What a process does stands below its name, as in a snapshot.
const INDENT: usize = 2;
/// The shortest arrow, with the blank before it.
const ARROW: usize = " -->".len();

/// `order` as lines of at most `room` characters.
pub(crate) fn draw(order: &Order, layout: &Layout, room: usize) -> String {
    let room = room.max(NARROWEST);
    let drawing = Drawing::new(order, layout, room);
    let mut rows = vec![vec![' '; room]; layout.rows];
    for point in &layout.points {
        let label = drawing.label(*point);
        put(&mut rows[point.row], drawing.start(*point), &label);
    }
    for arrow in layout.arrows.iter().filter(|arrow| arrow.is_level()) {
        let (start, shaft) = drawing.shaft(arrow);
        put(&mut rows[arrow.to.row], start, &shaft);
    }
    let rows = rows
        .iter()
        .map(|row| row.iter().filter(|it| **it != SECOND).collect::<String>());
    rows.map(|row| row.trim_end().to_owned() + "\n").collect()
}

/// Where the second column of a character is.
const SECOND: char = '\0';

fn put(row: &mut [char], start: usize, text: &str) {
    let columns = text.chars().flat_map(|character| {
        let second = is_wide(character).then_some(SECOND);
        [Some(character), second].into_iter().flatten()
    });
    for (place, character) in row.iter_mut().skip(start).zip(columns) {
        *place = character;
    }
}

struct Drawing<'a> {
    order: &'a Order,
    layout: &'a Layout,
    /// How wide the drawing is.
    all: usize,
    /// From a label to the one in the next column.
    widths: Vec<usize>,
    starts: Vec<usize>,
}

impl<'a> Drawing<'a> {
    fn new(order: &'a Order, layout: &'a Layout, all: usize) -> Self {
        let gaps = layout.lanes.saturating_sub(1);
        let room = all - INDENT;
        let widths = columns::widths(
            layout.lanes,
            room.saturating_sub(GAP * gaps),
            |widths| wanted(order, layout, widths),
        );
        let spare = room - widths.iter().sum::<usize>();
        let gap = (spare / gaps.max(1)).clamp(GAP, WIDE_GAP);
        let starts = columns::starts(&widths, gap);
        Self { order, layout, all, widths, starts }
    }

    fn start(&self, point: Point) -> usize {
        self.starts[point.lane] + indent(point)
    }

    /// The label of `point`, cut where it has no room.
    fn label(&self, point: Point) -> String {
        let label = Label::of(self.order, self.layout, point);
        let room = self.room(point).saturating_sub(label.mark().len());
        let text = label.within(room);
        if display_width(text) <= room {
            return format!("{}{text}", label.mark());
        }
        let cut = match room {
            0 | 1 => "",
            _ => beginning(text, room - 1),
        };
        format!("{}{cut}…", label.mark())
    }

    /// How long the label of `point` can be: up to its arrow, or else to what stands next in
    /// its row, though that is in a column farther on.
    fn room(&self, point: Point) -> usize {
        let arrow = arrow_room(self.layout, point);
        if arrow > 0 {
            return self.widths[point.lane].saturating_sub(arrow);
        }
        let points = self.layout.points.iter();
        let next = points
            .filter(|it| it.row == point.row && it.lane > point.lane)
            .map(|it| self.start(*it) - GAP)
            .min();
        next.unwrap_or(self.all).saturating_sub(self.start(point))
    }

    /// Where an arrow begins that is level, and the arrow.
    fn shaft(&self, arrow: &Arrow) -> (usize, String) {
        let left = arrow.left();
        let start = self.start(left) + display_width(&self.label(left)) + 1;
        let end = self.start(arrow.right()) - GAP;
        let line = match arrow.rule {
            Rule::Message => ".",
            Rule::Signal => "~",
            Rule::ProgramOrder | Rule::Start | Rule::Join => "-",
        };
        let line = line.repeat(end.saturating_sub(start + 1));
        let leads_right = arrow.to == arrow.right();
        (start, if leads_right { line + ">" } else { format!("<{line}") })
    }
}

fn indent(point: Point) -> usize {
    if point.what == What::Begin { 0 } else { INDENT }
}

/// How wide each column would be if no label that stands before another one were cut.
fn wanted(order: &Order, layout: &Layout, widths: &[usize]) -> Vec<usize> {
    let mut wanted = vec![0; layout.lanes];
    for point in &layout.points {
        let (lane, arrow) = (point.lane, arrow_room(layout, *point));
        let label = Label::of(order, layout, *point);
        let room = widths[lane].saturating_sub(arrow + label.mark().len());
        let length = label.mark().len() + display_width(label.within(room));
        let is_last = lane + 1 == layout.lanes;
        let mut others = layout.points.iter();
        let is_next = |it: &Point| it.row == point.row && it.lane == lane + 1;
        if arrow > 0 || is_last || others.any(is_next) || point.what == What::Begin {
            let width = length + arrow + indent(*point) - INDENT.min(length);
            wanted[lane] = wanted[lane].max(width);
        }
    }
    wanted
}

/// What is kept free to the right of `point` for an arrow.
fn arrow_room(layout: &Layout, point: Point) -> usize {
    match layout.arrow_at(point) {
        // A name stands more to the left than an event.
        Some(arrow) if arrow.left() == point => {
            ARROW + INDENT - indent(arrow.right())
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, draw};

    fn drawn(text: &str) -> String {
        let order = text.parse().expect("an order");
        draw(&order, &Layout::of(&order), 80)
    }

    #[test]
    fn arrows_lead_from_column_to_column() {
        let order = "\
main
  start a
  receive a 1
  terminate a
  join a
  | over
  exit 0

a
  | a long line that stands alone in its row
  send 1
  killed by SIGTERM
";
        let drawing = "\
main
  start a ------> a
                    | a long line that stands alone in its row
  receive a 1 <.... send 1
  terminate a ~~~~> killed by SIGTERM
  join a <--------- ended
  | over
  exit 0
";
        assert_eq!(drawn(order), drawing);
    }

    /// Nothing can come between the lines of one write, and they stand together. // F-50
    #[test]
    fn the_lines_of_one_write_stand_below_each_other() {
        let order = "\
main
  start a
  | main
  join a
  exit 0

a
  | one
  + two
  | three
  exit 0
";
        let drawing = "\
main
  start a ----> a
  | main          | one
                  + two
                  | three
  join a <------- exit 0
  exit 0
";
        assert_eq!(drawn(order), drawing);
    }

    #[test]
    fn many_processes_are_cut_to_the_terminal() {
        for count in [2, 9, 100] {
            let names: Vec<_> = (0..count).map(|n| format!("Process-{n}")).collect();
            let starts = names.iter().map(|name| format!("  start {name}\n"));
            let children = names
                .iter()
                .map(|name| format!("\n{name}\n  | the line of {name}\n"));
            let order: String = ["main\n".to_owned()]
                .into_iter()
                .chain(starts)
                .chain(children)
                .collect();
            let order = order.parse().expect("an order");
            // F-34
            for room in [24, 40, 80, 200] {
                let drawn = draw(&order, &Layout::of(&order), room);
                let widest = drawn.lines().map(|line| line.chars().count()).max();
                assert!(widest <= Some(room), "{count}: {widest:?}");
            }
        }
    }
}

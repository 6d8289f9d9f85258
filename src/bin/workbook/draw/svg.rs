//! The drawing as SVG, for the book and for a browser.
//!
//! Inline in a page it takes the colours of mdBook's theme; alone it is light or dark as the
//! reader's system is. No two figures share an id, so that all can stand on one page.

use std::fmt::{self, Display, Write};

use process_order::{Order, Rule, words};

use super::label::Kind;
use super::layout::{Arrow, Layout, Point, What};
use super::pixels::{ABOVE, HEAD, LINE, Mark, Picture};
use crate::words::language;

/// From a lane to where an arrow begins, in pixels.
const AWAY: usize = 6;

/// `order` as an SVG element. `id` is unique among all drawings.
pub(crate) fn draw(order: &Order, layout: &Layout, id: &str, title: &str) -> String {
    let picture = Picture::of(order, layout);
    let (width, height) = (picture.width, picture.height);
    let drawing = Drawing { layout, picture };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"order-drawing\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n\
         <title id=\"{id}-title\">{}</title>\n\
         <desc id=\"{id}-desc\">{}</desc>\n\
         {STYLE}{drawing}</svg>\n",
        Escaped(title),
        Escaped(&words::describe(language(), order)),
    )
}

struct Drawing<'a> {
    layout: &'a Layout,
    picture: Picture,
}

impl Drawing<'_> {
    /// The life of each process, and dotted from its end to where somebody sees that.
    fn write_lives(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = self.layout.points.iter();
        for begin in points.filter(|point| point.what == What::Begin) {
            let own =
                self.layout.points.iter().filter(|it| it.process == begin.process);
            let (over, life): (Vec<&Point>, Vec<&Point>) =
                own.partition(|point| point.what == What::Ended);
            let (x, top) = self.picture.place(*begin);
            let end = life.last().map_or(top, |point| self.picture.ys[point.row]);
            writeln!(f, "<path class=\"life\" d=\"M{x} {top}V{end}\"/>")?;
            if let Some(last) = over.last() {
                let bottom = self.picture.ys[last.row];
                writeln!(f, "<path class=\"over\" d=\"M{x} {end}V{bottom}\"/>")?;
            }
        }
        Ok(())
    }

    fn write_arrow(&self, arrow: &Arrow, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((x1, y1), (x2, y2)) =
            (self.picture.place(arrow.from), self.picture.place(arrow.to));
        let (start, tip, base) = if x1 < x2 {
            (x1 + AWAY, x2 - AWAY, x2 - AWAY - HEAD)
        } else {
            (x1 - AWAY, x2 + AWAY, x2 + AWAY + HEAD)
        };
        let class = match arrow.rule {
            Rule::Message => "message",
            Rule::Signal => "signal",
            Rule::ProgramOrder | Rule::Start | Rule::Join => "start-or-join",
        };
        writeln!(f, "<path class=\"{class}\" d=\"M{start} {y1}L{base} {y2}\"/>")?;
        let (up, down) = (y2 - HEAD / 2, y2 + HEAD / 2);
        writeln!(f, "<path class=\"head\" d=\"M{tip} {y2}L{base} {up}V{down}Z\"/>")
    }

    fn write_mark(&self, mark: &Mark, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (x, y) = self.picture.place(mark.point);
        let (class, shape) = class_and_shape(mark.kind);
        writeln!(f, "<path class=\"{class}\" d=\"M{x} {y}{shape}\"/>")?;
        let first = if mark.is_above {
            y - ABOVE - (mark.label.len() - 1) * LINE
        } else {
            y + LINE / 4
        };
        for (place, line) in mark.label.iter().enumerate() {
            let (x, y, line) =
                (x + mark.beside, first + place * LINE, Escaped(line));
            writeln!(
                f,
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{line}</text>"
            )?;
        }
        Ok(())
    }
}

impl Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_lives(f)?;
        self.layout
            .arrows
            .iter()
            .try_for_each(|arrow| self.write_arrow(arrow, f))?;
        self.picture.marks.iter().try_for_each(|mark| self.write_mark(mark, f))
    }
}

/// How the marks are told apart, without colour.
fn class_and_shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Name => ("name", "m-4-4h8v8h-8z"),
        Kind::Line => ("line", "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
        Kind::FreeLine => ("line", "m0-5l5 5l-5 5l-5-5z"),
        Kind::MoreLine => ("line", "m0-9v9"),
        Kind::Deed => ("deed", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"),
        Kind::Exit => ("end", "m-5 0h10"),
        Kind::Killed => ("end", "m-4-4l8 8m-8 0l8-8"),
    }
}

/// A text in XML.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '&' => f.write_str("&amp;"),
                _ => f.write_char(character),
            }?;
        }
        Ok(())
    }
}

/// `svg:root` is a figure that stands alone: in the book the page has these variables.
const STYLE: &str = "\
<style>
svg:root{--fg:#1f2328;--bg:#fff;--links:#0b57a4;background:var(--bg)}
@media (prefers-color-scheme:dark){svg:root{--fg:#dfe3e8;--bg:#161923;--links:#7db8f0}}
.order-drawing{max-width:100%;height:auto;font:13px var(--mono-font,monospace)}
.order-drawing text{fill:var(--fg,currentColor);white-space:pre;\
paint-order:stroke;stroke:var(--bg,none);stroke-width:3;stroke-linejoin:round}
.order-drawing text.name{font-weight:bold}
.order-drawing text.deed,.order-drawing text.end{font-style:italic}
.order-drawing path{fill:none;stroke:var(--fg,currentColor);stroke-width:1}
.order-drawing .over{stroke-dasharray:1 4}
.order-drawing path.name,.order-drawing path.line{fill:var(--fg,currentColor)}
.order-drawing path.deed{fill:var(--bg,none)}
.order-drawing path.end{stroke-width:2}
.order-drawing .start-or-join,.order-drawing .message,.order-drawing .signal,\
.order-drawing .head{stroke:var(--links,currentColor);stroke-width:1.5}
.order-drawing .message{stroke-dasharray:7 4}
.order-drawing .signal{stroke-dasharray:2 3}
.order-drawing .head{fill:var(--links,currentColor)}
</style>
";

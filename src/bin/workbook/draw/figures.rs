//! What the book shows of a lesson, and `draw` of one: the picture, its text, the numbers.

use anyhow::Result;
use process_order::Order;

use super::layout::Layout;
use super::{svg, text};
use crate::subject::exercise::Exercise;
use crate::subject::lesson::Lesson;
use crate::view::number;
use crate::words::words;

/// The ending of each file, and what is in it. A number has no line end, so that it can stand
/// in a sentence. Where runs print other lines than a typical one, the number is that of all of
/// them, and there is a second one, of the typical case alone.
pub(crate) fn of(lesson: &Lesson) -> Result<Vec<(&'static str, String)>> {
    let (order, cases) = (lesson.order()?, lesson.cases()?);
    let mut files = vec![
        ("svg", as_svg(lesson, &order)),
        ("txt", as_text(&order, PAGE)),
        ("order", order.to_string()),
        ("count", number::grouped(&cases.count()?)),
    ];
    if cases.cases().len() > 1 {
        files.push(("case.count", number::grouped(&cases.only(0).count()?)));
    }
    let twin = lesson.twin_order()?;
    if twin != order {
        files.push(("python.count", number::grouped(&twin.count()?)));
        files.push(("python.order", twin.to_string()));
    }
    files.push(("exercises", exercises_of(lesson)?));
    Ok(files)
}

/// The exercises for the end of its chapter, each with its brief folded behind its title.
fn exercises_of(lesson: &Lesson) -> Result<String> {
    let items = Exercise::of(lesson)?.into_iter().map(|exercise| {
        let brief = exercise.told_brief()?;
        let (title, text) = (with_code(brief.title()), brief.text().join("\n\n"));
        Ok(format!(
            "<details class=\"exercise\">\n<summary><strong>{exercise}</strong> {title}\
             </summary>\n\n{text}\n\n</details>\n"
        ))
    });
    let list: String = items.collect::<Result<_>>()?;
    Ok(if list.is_empty() { words!("- none yet\n").to_owned() } else { list })
}

/// What is between backticks, as code: Markdown is not read in a line of HTML.
fn with_code(title: &str) -> String {
    let parts = title.split('`').enumerate().map(|(place, part)| {
        if place % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }
    });
    parts.collect()
}

/// How many characters a line of a page or a file has.
pub(crate) const PAGE: usize = 80;

/// In lines of at most `room` characters.
pub(crate) fn as_text(order: &Order, room: usize) -> String {
    text::draw(order, &Layout::of(order), room)
}

pub(crate) fn as_svg(lesson: &Lesson, order: &Order) -> String {
    let id = format!("order-{}", lesson.stem());
    let title = words!(
        "Lesson {number}, {title}: what happens before what",
        number = lesson.number,
        title = lesson.told_title()
    );
    svg::draw(order, &Layout::of(order), &id, &title)
}

/// An order of the program of this name; `which` one tells apart from others.
pub(crate) fn program_as_svg(name: &str, which: &str, order: &Order) -> String {
    let title = words!("{name}{which}: what happens before what", name, which);
    svg::draw(order, &Layout::of(order), "order-program", &title)
}

//! The map: which lessons there are, and what to do next.

use std::io::Write;

use crate::lesson::Lesson;
use crate::screen::Screen;
use crate::{Finding, Outcome};

pub(crate) fn show(screen: &mut Screen) -> Outcome {
    writeln!(
        screen,
        "The lessons. Read, predict, run, compare, explain, extend.\n"
    )?;
    // A narrow screen has no room for a title that the path tells too.
    let title = if screen.width() < 72 { 0 } else { 20 };
    for lesson in Lesson::all()? {
        let path = lesson.file("lesson.rs");
        let path = path.strip_prefix(crate::lesson::root()).unwrap_or(&path);
        writeln!(
            screen,
            "  {:02}  {:title$.title$}  {}",
            lesson.number,
            lesson.title(),
            path.display()
        )?;
    }
    screen.say(
        "\nNext: open the first file, predict, then `cargo workbook run 1`. `cargo \
         workbook --help` names the other commands.",
    )?;
    Ok(Finding::Right)
}

//! The map: which lessons and exercises there are, what is done, and what to do next.

use std::io::Write;

use crate::exercise::overview::Overview;
use crate::outcome::{Finding, Outcome};
use crate::subject::files::shown;
use crate::subject::lesson::Lesson;
use crate::terminal::screen::Screen;
use crate::words::columns::padded;
use crate::words::words;

pub(crate) fn run(screen: &mut Screen) -> Outcome {
    screen.say(words!(
        "The lessons. Read, predict, run, compare, explain, extend.\n"
    ))?;
    let exercises = Overview::new()?;
    for lesson in Lesson::all()? {
        let number = lesson.number;
        let title = padded(&lesson.told_title(), 18, false);
        let (marks, file) =
            (exercises.marks(&lesson)?, shown(&lesson.file("lesson.rs")));
        // A narrow screen has room for a title or for the path, which tells the title too,
        // and a very narrow one has no room for the path.
        let row = match screen.width() {
            72.. => format!("{title}  {marks:8}  {file}"),
            60.. => format!("  {marks:8}  {file}"),
            _ => format!("{title}  {marks}"),
        };
        writeln!(screen, "  {number:02}  {}", row.trim_end())?;
    }
    screen.say(words!("\nExercises: a, b, …; + done, - skipped, > next."))?;
    let first = words!(
        "Next: open the first file, predict, then `cargo workbook run 1`. `cargo workbook \
         next` starts the first exercise."
    );
    screen.say(exercises.next_step().as_deref().unwrap_or(first))?;
    screen.say(words!("`cargo workbook --help` names the other commands."))?;
    Ok(Finding::Right)
}

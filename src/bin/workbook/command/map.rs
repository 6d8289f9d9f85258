//! The map: which lessons and exercises there are, what is done, and what to do next.

use std::io::Write;

use crate::exercise::overview::Overview;
use crate::outcome::{Finding, Outcome};
use crate::subject::files::shown;
use crate::subject::lesson::Lesson;
use crate::terminal::screen::Screen;

pub(crate) fn run(screen: &mut Screen) -> Outcome {
    writeln!(
        screen,
        "The lessons. Read, predict, run, compare, explain, extend.\n"
    )?;
    // A narrow screen has no room for a title that the path tells too.
    let title = if screen.width() < 72 { 0 } else { 18 };
    let exercises = Overview::new()?;
    for lesson in Lesson::all()? {
        writeln!(
            screen,
            "  {:02}  {:title$.title$}  {:8}  {}",
            lesson.number,
            lesson.title(),
            exercises.marks(&lesson)?,
            shown(&lesson.file("lesson.rs"))
        )?;
    }
    screen.say("\nExercises: a, b, …; + done, - skipped, > next.")?;
    let first = "Next: open the first file, predict, then `cargo workbook run 1`. `cargo \
                 workbook next` starts the first exercise.";
    screen.say(exercises.next_step().as_deref().unwrap_or(first))?;
    screen.say("`cargo workbook --help` names the other commands.")?;
    Ok(Finding::Right)
}

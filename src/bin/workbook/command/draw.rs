//! `draw 3`: the order of a lesson, or of one run of a program, as text or as SVG; and every
//! figure of the book.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use process_order::Order;

use crate::direct::Target;
use crate::draw::figures;
use crate::outcome::{Finding, Outcome};
use crate::subject::files::root;
use crate::subject::lesson::Lesson;
use crate::subject::twin::Side;
use crate::subject::{Subject, named};
use crate::terminal::screen::{self, Screen};

/// Draws the order: a lane for each process, what it does, and what leads to another.
///
/// Rows grow downwards and are no clock: only the arrows, and the order in each lane, count.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    #[arg(conflicts_with = "book")]
    program: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// As SVG, for a browser.
    #[arg(long)]
    svg: bool,
    /// Draw all lessons for the book, and write how many outputs they have.
    #[arg(long, conflicts_with_all = ["program", "command", "svg"])]
    book: bool,
    /// The file to write to; with --book the folder, instead of book/en/figures.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, command, svg, output, book } = arguments;
    if *book {
        return write_figures(output.as_deref(), screen);
    }
    let subject = named::subject(program.as_deref(), command, &Side::default())?;
    let order = match &subject {
        Subject::Lesson(lesson) => lesson.order()?,
        _ => order_of_a_run(&subject)?,
    };
    let drawing = match (&subject, svg) {
        (_, false) if output.is_some() => figures::as_text(&order, figures::PAGE),
        (_, false) => figures::as_text(&order, screen.width()),
        (Subject::Lesson(lesson), true) => figures::as_svg(lesson, &order),
        (_, true) => figures::run_as_svg(&subject.name(), &order),
    };
    match output {
        None => write!(screen, "{drawing}")?,
        Some(file) => {
            write_file(file, &drawing)?;
            let viewer = if *svg { "a browser" } else { "an editor" };
            writeln!(screen, "Open it in {viewer}: {}", file.display())?;
        }
    }
    Ok(Finding::Right)
}

/// The order of one run of a program of which nothing is known.
fn order_of_a_run(subject: &Subject) -> Result<Order> {
    subject.say_meaning();
    let run = Target::of(subject)?.trace()?;
    if let Some(deadlock) = &run.deadlock {
        screen::note(&format!("In this run it {deadlock}."));
    }
    if run.timed_out {
        screen::note("It did not end, and is drawn as far as it came.");
    }
    screen::note(
        "This is the order of one run; in other runs it may do other things.",
    );
    Ok(run.order()?)
}

/// Writes what the book shows of every lesson.
fn write_figures(folder: Option<&Path>, screen: &mut Screen) -> Outcome {
    let own = root().join("book/en/figures");
    let folder = folder.unwrap_or(&own);
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let mut changed = 0;
    for lesson in Lesson::all()? {
        for (ending, text) in figures::of(&lesson)? {
            let file = folder.join(format!("{}.{ending}", lesson.stem()));
            if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
                write_file(&file, &text)?;
                writeln!(screen, "{}", file.display())?;
                changed += 1;
            }
        }
    }
    match changed {
        0 => writeln!(screen, "Every figure is up to date.")?,
        _ => writeln!(screen, "{changed} written: look at them, then commit them.")?,
    }
    Ok(Finding::Right)
}

fn write_file(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

const USAGE: &str = "\
cargo workbook draw [OPTIONS] <PROGRAM>
       cargo workbook draw -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook draw 3
  cargo workbook draw 3 --svg -o three.svg
  cargo workbook draw puzzle.c     the order of one run
  cargo workbook draw --book       after a change of a snapshot";

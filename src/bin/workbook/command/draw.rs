//! `draw X`: the order of a program, case by case, as text or as SVG; and every figure of the
//! book.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use process_order::Order;

use crate::draw::figures;
use crate::outcome::{Finding, Outcome};
use crate::subject::explored::{Explored, How, explored};
use crate::subject::files::root;
use crate::subject::lesson::Lesson;
use crate::subject::twin::Side;
use crate::subject::{Subject, named};
use crate::terminal::screen::{self, Screen};
use crate::view::known;
use crate::view::number::so_many;
use crate::words::{Language, language, speaking, words};

/// Draws the order: a lane for each process, what it does, and what leads to another.
///
/// Rows grow downwards and are no clock: only the arrows, and the order in each lane, count.
/// A program in which something else can happen has several cases, and one of them is drawn.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    #[arg(conflicts_with = "book")]
    program: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// Which case, as `orders` lists them.
    #[arg(long, value_name = "N", conflicts_with = "book")]
    case: Option<NonZeroUsize>,
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
    let Arguments { program, command, case, svg, output, book } = arguments;
    if *book {
        return write_figures(output.as_deref(), screen);
    }
    let subject = named::subject(program.as_deref(), command, &Side::default())?;
    let (order, which) = match (&subject, case) {
        (Subject::Lesson(lesson), None) => (lesson.order()?, String::new()),
        _ => case_of(&subject, *case)?,
    };
    let drawing = match (&subject, svg) {
        (_, false) if output.is_some() => figures::as_text(&order, figures::PAGE),
        (_, false) => figures::as_text(&order, screen.width()),
        (Subject::Lesson(lesson), true) if case.is_none() => {
            figures::as_svg(lesson, &order)
        }
        (_, true) => figures::program_as_svg(&subject.name(), &which, &order),
    };
    match output {
        None => write!(screen, "{drawing}")?,
        Some(file) => {
            write_file(file, &drawing)?;
            let path = file.display();
            let said = if *svg {
                words!("Open it in a browser: {path}", path)
            } else {
                words!("Open it in an editor: {path}", path)
            };
            writeln!(screen, "{said}")?;
        }
    }
    Ok(Finding::Right)
}

/// The order of a case, or of how far a program comes that stands still; and which that is,
/// where there are several.
fn case_of(
    subject: &Subject,
    case: Option<NonZeroUsize>,
) -> Result<(Order, String)> {
    subject.say_meaning();
    let Explored { cases, standstills, unfinished, .. } =
        explored(subject, &How::BRIEFLY)?;
    if !unfinished.is_empty() {
        screen::note(words!("Not all runs are known, so there may be other cases."));
    }
    let count = cases.cases().len();
    let place = case.map_or(0, |case| case.get() - 1);
    let Some(case) = cases.cases().get(place) else {
        if count > 0 {
            let name = subject.name();
            bail!(words!(
                "{name} has no such case; it has {count}",
                name,
                count = so_many(count as u64, "case")
            ));
        }
        let begun = cases.deadlocks().first().cloned();
        let begun = begun.context(words!("no run of it was seen to its end"))?;
        for standstill in &standstills {
            screen::note(&words!(
                "No run ends: {why}.",
                why = known::reason(standstill)
            ));
        }
        return Ok((begun, String::new()));
    };
    if count == 1 {
        return Ok((cases.orders()[case.orders().start].clone(), String::new()));
    }
    let which = words!("case {number} of {count}", number = place + 1, count);
    screen::note(&words!(
        "This is {which}: {name}. `--case` names another.",
        which,
        name = case.told(language())
    ));
    Ok((cases.orders()[case.orders().start].clone(), words!(", {which}", which)))
}

/// Writes what the book shows of every lesson, in both of its languages; into `folder`, in that
/// of the command.
fn write_figures(folder: Option<&Path>, screen: &mut Screen) -> Outcome {
    let changed = match folder {
        Some(folder) => write_figures_to(folder, screen)?,
        None => {
            let mut changed = 0;
            for (language, folder) in BOOKS {
                let folder = root().join(folder);
                changed += speaking(language, || write_figures_to(&folder, screen))?;
            }
            changed
        }
    };
    match changed {
        0 => writeln!(screen, "{}", words!("Every figure is up to date."))?,
        _ => writeln!(
            screen,
            "{}",
            words!("{changed} written: look at them, then commit them.", changed)
        )?,
    }
    Ok(Finding::Right)
}

/// Where the figures are.
const BOOKS: [(Language, &str); 2] = [
    (Language::English, "book/en/figures"),
    (Language::Chinese, "book/zh-CN/figures"),
];

/// How many have changed.
fn write_figures_to(folder: &Path, screen: &mut Screen) -> Result<usize> {
    fs::create_dir_all(folder)
        .with_context(|| words!("cannot make {path}", path = folder.display()))?;
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
    Ok(changed)
}

fn write_file(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text)
        .with_context(|| words!("cannot write {path}", path = file.display()))
}

const USAGE: &str = "\
cargo workbook draw [OPTIONS] <PROGRAM>
       cargo workbook draw -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook draw 3
  cargo workbook draw 3 --svg -o three.svg
  cargo workbook draw puzzle.c     its first case
  cargo workbook draw --book       after a change of a snapshot";

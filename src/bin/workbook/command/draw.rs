//! `draw 3`: the order, as text or as SVG; and every figure of the book.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::draw::figures;
use crate::outcome::{Finding, Outcome};
use crate::subject::files::root;
use crate::subject::lesson::Lesson;
use crate::terminal::screen::Screen;

/// Draws the order: a lane for each process, what it does, and what leads to another.
///
/// Rows grow downwards and are no clock: only the arrows, and the order in each lane, count.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    #[arg(required_unless_present = "book")]
    lesson: Option<Lesson>,
    /// As SVG, for a browser.
    #[arg(long)]
    svg: bool,
    /// Draw all lessons for the book, and write how many outputs they have.
    #[arg(long, conflicts_with_all = ["lesson", "svg"])]
    book: bool,
    /// The file to write to; with --book the folder, instead of book/en/figures.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, svg, output, .. } = arguments;
    let Some(lesson) = lesson else {
        return write_figures(output.as_deref(), screen);
    };
    let order = lesson.order()?;
    let drawing = if *svg {
        figures::as_svg(lesson, &order)
    } else {
        figures::as_text(&order)
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

const EXAMPLES: &str = "\
Examples:
  cargo workbook draw 3
  cargo workbook draw 3 --svg -o three.svg
  cargo workbook draw --book       after a change of a snapshot";

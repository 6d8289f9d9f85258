//! `grade`: answers of a class, held against the key of a sheet.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use textwrap::core::display_width;

use crate::exercise::disk;
use crate::outcome::{Finding, Outcome};
use crate::puzzle::key::{Item, Key};
use crate::puzzle::marks::{Mark, Marks, listed};
use crate::puzzle::plain;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, complain};
use crate::words::words;

/// Grades the answers of a class to a sheet that `puzzle --make` has written.
///
/// A student hands in a plain text file, ada.txt for one, with an answer a line: `1: 6`, `2: yes`,
/// `3: always`. Each right answer is a point, and of each other one the reason is told. All that is
/// needed is in the key: nothing is compiled or run.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The folder of the sheet, or its key.json.
    sheet: PathBuf,
    /// A text file of each student, named after the student.
    #[arg(required = true)]
    answers: Vec<PathBuf>,
    /// Write the marks to this file too, as comma-separated values.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// A student with the marks.
struct Graded {
    name: String,
    marks: Marks,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { sheet, answers, csv } = arguments;
    let key = Key::read(sheet)?;
    let mut all = Vec::new();
    let mut unreadable = 0;
    for path in answers {
        match plain::read(path) {
            Ok(text) => {
                let name = name(path, answers);
                let graded = Graded { name, marks: Marks::of(&key, &text) };
                graded.tell(&key, screen)?;
                all.push(graded);
            }
            Err(error) => {
                // In the order of what was asked for.
                screen.flush()?;
                let path = path.display();
                complain(&error.context(words!("cannot read {path}", path)));
                unreadable += 1;
            }
        }
    }
    if all.len() > 1 {
        table(&key, &all, screen)?;
    }
    if let Some(csv) = csv {
        disk::replace(csv, &as_csv(&key, &all))
            .with_context(|| words!("cannot write {path}", path = csv.display()))?;
    }
    screen.flush()?;
    match unreadable {
        0 => Ok(Finding::Right),
        _ => bail!(words!(
            "{unreadable} of {count} files could not be graded",
            unreadable,
            count = answers.len()
        )),
    }
}

/// What the student is called: as the file is, or by its whole path when two are called so.
fn name(path: &Path, all: &[PathBuf]) -> String {
    let alike = all.iter().filter(|it| it.file_stem() == path.file_stem());
    let name = match path.file_stem() {
        Some(stem) if alike.count() == 1 => stem.to_string_lossy(),
        _ => path.to_string_lossy(),
    };
    name.into_owned()
}

impl Graded {
    fn tell(&self, key: &Key, screen: &mut Screen) -> io::Result<()> {
        let Self { name, marks } = self;
        let (points, most) = (marks.points(), key.items.len());
        screen.say(&harmless(&words!(
            "{name}: {points} of {most}",
            name,
            points,
            most
        )))?;
        for (number, (item, mark)) in (1..).zip(key.items.iter().zip(&marks.marks)) {
            let margin = format!("{number:>4}  ");
            let Some(verdict) = verdict(item, mark) else { continue };
            screen.hang(&margin, &verdict)?;
            for reason in &item.reasons {
                screen.hang("      - ", &harmless(reason))?;
            }
        }
        for remark in &marks.remarks {
            screen.hang("   !  ", &harmless(&remark.to_string()))?;
        }
        Ok(())
    }
}

/// What to say of an answer that is not right.
fn verdict(item: &Item, mark: &Mark) -> Option<String> {
    let right = &item.reply.told();
    Some(match mark {
        Mark::Right => return None,
        Mark::Wrong(reply) => {
            words!(
                "wrong: {reply}. The answer is {right}.",
                reply = reply.told(),
                right
            )
        }
        Mark::Missing => words!("missing. The answer is {right}.", right),
        Mark::Unreadable => words!("unreadable. The answer is {right}.", right),
        Mark::Double(lines) => words!(
            "double: lines {lines} have different answers, so none counts. The answer is \
             {right}.",
            lines = listed(lines),
            right
        ),
    })
}

/// A line a student, and how many have answered each question rightly.
fn table(key: &Key, all: &[Graded], screen: &mut Screen) -> Result<()> {
    let title = words!("student");
    let names: Vec<_> = all.iter().map(|it| harmless(&it.name)).collect();
    let widths = names.iter().map(|name| console::measure_text_width(name));
    let width = widths.max().unwrap_or(0).clamp(display_width(title), 24);
    writeln!(
        screen,
        "{}",
        words!("\n{title:width$}  points  wrong  none", title, width)
    )?;
    for (Graded { marks, .. }, name) in all.iter().zip(&names) {
        let (points, missing) =
            (marks.points(), marks.count(|it| *it == Mark::Missing));
        let wrong = marks.marks.len() - points - missing;
        let name =
            console::pad_str(name, width, console::Alignment::Left, Some("…"));
        writeln!(screen, "{name}  {points:>6}  {wrong:>5}  {missing:>4}")?;
    }
    let points: usize = all.iter().map(|it| it.marks.points()).sum();
    let students = u32::try_from(all.len()).context("too many students")?;
    let points = u32::try_from(points).context("too many points")?;
    let mean = f64::from(points) / f64::from(students);
    screen.say(&words!(
        "\n{mean} of {count} points on average.",
        mean = format!("{mean:.1}"),
        count = key.items.len()
    ))?;
    let rights = (0..key.items.len()).map(|place| {
        let is_right = |it: &&Graded| it.marks.marks[place] == Mark::Right;
        words!(
            "{number}: {count}",
            number = place + 1,
            count = all.iter().filter(is_right).count()
        )
    });
    let rights = rights.collect::<Vec<_>>().join(words!(", "));
    screen.say(&words!("Right answers to each question: {rights}.", rights))?;
    Ok(())
}

/// A row a student: points, and a word for each question.
fn as_csv(key: &Key, all: &[Graded]) -> String {
    let mut text = String::from("student,points,of");
    for number in 1..=key.items.len() {
        let _ = write!(text, ",{number}");
    }
    text.push('\n');
    for Graded { name, marks } in all {
        let _ =
            write!(text, "{},{},{}", cell(name), marks.points(), key.items.len());
        for mark in &marks.marks {
            let _ = write!(text, ",{mark}");
        }
        text.push('\n');
    }
    text
}

/// In quotes if it has to be: RFC 4180.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

const EXAMPLES: &str = "\
Examples:
  cargo workbook puzzle 7 --make 20 --level 3 --to sheet
  cargo workbook grade sheet answers/*.txt
  cargo workbook grade sheet answers/*.txt --csv marks.csv";

//! `snapshot 3`: rewrites the snapshot of a lesson that was changed.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use process_order::Cases;

use super::typical::{self, Typical};
use crate::exercise::disk;
use crate::outcome::{Finding, Outcome};
use crate::subject::changed::Change;
use crate::subject::explored::{Explored, How, of_program};
use crate::subject::files::{self, shown};
use crate::subject::lesson::Lesson;
use crate::subject::program;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, failure, success};
use crate::view::{change, diff, known, number};
use crate::words::{self, translated, words};

/// Rewrites the snapshot of a lesson that was changed, and keeps the old one.
///
/// All runs of the lesson are made, as it is now. What they can print, and the old snapshot
/// cannot, is shown, and so are the lines of the snapshot that change. The old one is kept beside
/// it. Nothing is written unless every run ends and all of them are known.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// Show what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Stop the search after so many seconds.
    #[arg(long = "for", value_name = "SECONDS", default_value_t = 20)]
    seconds: u64,
    /// The snapshot to rewrite, in place of the lesson's own.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, dry_run, seconds, output } = arguments;
    let own = lesson.file("lesson.snap");
    let file = output.as_ref().unwrap_or(&own);
    let old = Old::read(file)?;
    let Some(new) = derived(lesson, old.as_ref(), *seconds, screen)? else {
        return Ok(Finding::Wrong);
    };
    let text = format!("{HEADER}{new}");
    if let Some(old) = &old {
        if old.says_the_same_as(&new) {
            let outputs = number::so_many_outputs(new.count().ok().as_ref());
            let path = shown(file);
            writeln!(
                screen,
                "{}",
                words!("{path} is up to date: {outputs}.", path, outputs)
            )?;
            return Ok(Finding::Right);
        }
        tell_difference(old, &new, screen)?;
        let path = shown(file);
        writeln!(screen, "{}", words!("{path} changes like this:", path))?;
        diff::show(&old.text, &text, screen)?;
    }
    if *dry_run {
        screen.say(words!("Nothing was written, because of --dry-run."))?;
        return Ok(Finding::Right);
    }
    let backup = write(file, old.as_ref(), &text)?;
    tell_written(lesson, file, backup.as_deref(), screen)?;
    Ok(Finding::Right)
}

/// The snapshot that there is.
struct Old {
    text: String,
    /// Nothing where the text is no snapshot.
    cases: Option<Cases>,
}

impl Old {
    /// `None` where there is no file.
    fn read(file: &Path) -> Result<Option<Self>> {
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text.with_context(|| {
                words!("cannot read {path}", path = file.display())
            })?,
        };
        let cases: Option<Cases> = files::snapshot(file).ok();
        let cases = cases.filter(|cases| !cases.orders().is_empty());
        Ok(Some(Self { text, cases }))
    }

    /// The same order can be written in several ways, and which of them is found depends on how
    /// the search went.
    fn says_the_same_as(&self, new: &Cases) -> bool {
        self.cases.as_ref().is_some_and(|old| {
            old.is_complete() == new.is_complete()
                && old.orders()[0] == new.orders()[0]
                && old.cases().len() == new.cases().len()
                && old.compare(new).is_ok_and(|it| it.is_same())
        })
    }
}

/// All that the lesson can do, as it is now; nothing when that is not known, or no snapshot of a
/// lesson. Then it was said why.
fn derived(
    lesson: &Lesson,
    old: Option<&Old>,
    seconds: u64,
    screen: &mut Screen,
) -> Result<Option<Cases>> {
    let name = words!("lesson {number}", number = lesson.number);
    let command = program::of(lesson)?;
    let model = old.and_then(|old| old.cases.as_ref());
    let explored = of_program(&name, &command, model, &How::anew_for(seconds))?;
    if let Some(reason) = refusal(&explored) {
        refuse(&name, reason, screen)?;
        known::list(&explored.standstills, screen)?;
        known::list(&explored.unfinished, screen)?;
        return Ok(None);
    }
    let first = model.map(|cases| &cases.orders()[0]);
    match typical::of(Path::new(command.get_program()), first)? {
        Typical::Order(order) => Ok(Some(explored.cases.led_by(&order))),
        Typical::None(reason) => {
            refuse(&name, reason, screen)?;
            Ok(None)
        }
    }
}

/// Why these runs make no snapshot.
fn refusal(explored: &Explored) -> Option<&'static str> {
    if !explored.standstills.is_empty() {
        Some(translated!("it can stand still, so that it does not end in every run"))
    } else if !explored.cases.is_complete() {
        Some(translated!("not all of its runs are known, and a snapshot has all"))
    } else if explored.cases.orders().is_empty() {
        Some(translated!("no run of it ends"))
    } else {
        None
    }
}

fn refuse(name: &str, reason: &str, screen: &mut Screen) -> Result<()> {
    screen.say(&words!(
        "{not_written}: {name} gets no new snapshot, because {reason}. The old one is as it \
         was.",
        not_written = failure(words!("not written")),
        name,
        reason = words::of(reason)
    ))?;
    Ok(())
}

fn tell_difference(old: &Old, new: &Cases, screen: &mut Screen) -> Result<()> {
    match &old.cases {
        None => screen.say(words!("What is there is no snapshot."))?,
        Some(old) => match Change::of(old, new) {
            Some(change) => change::tell(&change, screen)?,
            None => screen.say(words::of(SAME))?,
        },
    }
    Ok(())
}

/// Writes the new text, and keeps the old one under a name that is free.
fn write(file: &Path, old: Option<&Old>, text: &str) -> Result<Option<PathBuf>> {
    let cannot = || words!("cannot write {path}", path = file.display());
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let _lock = disk::Lock::on(folder.unwrap_or(Path::new(".")))?;
    let is_known = fs::read_to_string(file).ok() == old.map(|old| old.text.clone());
    if !is_known {
        bail!(words!(
            "{path} was changed in between: ask again",
            path = file.display()
        ));
    }
    let backup = old.map(|old| keep(file, &old.text)).transpose()?;
    disk::replace(file, text).with_context(cannot)?;
    Ok(backup)
}

/// A copy of the old text beside `file`.
fn keep(file: &Path, text: &str) -> Result<PathBuf> {
    let name = file.file_name().unwrap_or_default().display();
    for number in 1_u32.. {
        let backup = file.with_file_name(format!("{name}.{number}.bak"));
        if disk::create(&backup, text).with_context(|| {
            words!("cannot keep a copy of {path}", path = file.display())
        })? {
            return Ok(backup);
        }
    }
    bail!(words!("there are too many old copies of {path}", path = file.display()))
}

fn tell_written(
    lesson: &Lesson,
    file: &Path,
    backup: Option<&Path>,
    screen: &mut Screen,
) -> Result<()> {
    let written = success(words!("written"));
    let path = shown(file);
    writeln!(screen, "{}", words!("{written}: {path}", written, path))?;
    if let Some(backup) = backup {
        screen.say(words!("The old one is kept. To take it back:"))?;
        writeln!(screen, "  mv {} {}", quoted(backup), quoted(file))?;
    }
    screen.say(&words!(
        "Next: read it, then `cargo workbook draw --book` draws its figure, and `cargo test \
         --test lessons {bin}` holds many runs against it.",
        bin = lesson.bin()
    ))?;
    Ok(())
}

/// A path as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let path = harmless(&path.display().to_string()).into_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if path.chars().all(is_plain) {
        return path;
    }
    format!("'{}'", path.replace('\'', "'\\''"))
}

/// What insta writes above the text that the test derives.
const HEADER: &str = "---\nsource: tests/lessons.rs\n---\n";

const SAME: &str = translated!(
    "\
Its outputs are those of the old snapshot, as far as one knows; they are told in another way."
);

const EXAMPLES: &str = "\
Examples:
  cargo workbook snapshot 3 --dry-run   what would change
  cargo workbook snapshot 3             after a change of lesson03";

//! `why X A B`: why line A comes before line B in every run, or that nothing says so.

use std::ffi::OsString;

use anyhow::{Result, bail};
use clap::Args;
use process_order::{Cases, EventId, Relation, Together};

use crate::direct::is_refused;
use crate::outcome::{Finding, Outcome};
use crate::subject::explored::{How, explored};
use crate::subject::line::{self, Named};
use crate::subject::twin::Side;
use crate::subject::{Subject, named};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, note};
use crate::view::known;
use crate::words::{self, Both, chain, language, translated, words};

/// Says why one line always comes before another, in all runs, or shows that it does not.
///
/// When the line comes sometimes before the other and sometimes after it, two outputs show that,
/// one of each kind.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: String,
    /// A line: what it says, or the beginning of that; or main:2, the second line of main.
    #[arg(value_name = "A")]
    first: String,
    /// Another line.
    #[arg(value_name = "B")]
    second: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    #[command(flatten)]
    side: Side,
    #[command(flatten)]
    how: How,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, first, second, command, side, how } = arguments;
    let (program, first, second) = match (second, command.is_empty()) {
        (Some(second), true) => (Some(program.as_str()), first, second),
        (None, false) => (None, program, first),
        (None, true) => bail!(words!(
            "name two lines: `cargo workbook why {program} A B`",
            program
        )),
        (Some(_), false) => bail!(words!(
            "what comes after `--` is the program, so A and B alone may come before it"
        )),
    };
    let subject = named::subject(program, command, side)?;
    subject.say_meaning();
    let (cases, unfinished) = cases(&subject, how)?;
    let a = line::find(&cases, first)?;
    let b = line::find(&cases, second)?;
    if a == b {
        bail!(words!(
            "`{line}` is one line; name two, by how they begin: `cargo workbook orders \
             {program}` shows them",
            line = a.pattern,
            program = program.unwrap_or("-- COMMAND")
        ));
    }
    let [text_a, text_b] = [&a, &b].map(|line| line.pattern.to_string());
    let together = cases.why(a.asked(&text_a), b.asked(&text_b))?;
    tell(&cases, &together, [&a, &b], screen)?;
    if !together.is_complete
        && !matches!(together.relation, Relation::Sometimes { .. })
    {
        screen.say(words!("Not all runs are known:"))?;
        known::list(&unfinished, screen)?;
    }
    Ok(Finding::Right)
}

/// All runs, and what they leave open; where they cannot be made, those of the snapshot, which
/// are runs of the program as it was.
fn cases(subject: &Subject, how: &How) -> Result<(Cases, Vec<Both>)> {
    match explored(subject, how) {
        Ok(explored) => Ok((explored.cases, explored.unfinished)),
        Err(error) => match subject.known()? {
            Some(snapshot) if is_refused(&error) => {
                let cases = Cases::new(snapshot.orders().to_vec(), false);
                note(&chain(&error));
                Ok((cases, vec![Both::new(|| words::of(AS_IT_WAS).to_owned())]))
            }
            _ => Err(error),
        },
    }
}

fn tell(
    cases: &Cases,
    together: &Together,
    lines: [&Named; 2],
    screen: &mut Screen,
) -> Result<()> {
    let are_alike = lines[0].pattern == lines[1].pattern;
    let [a, b] = lines.map(|line| {
        // Two lines that say the same are told from each other by their places.
        let place =
            if are_alike { format!(" ({})", line.at()) } else { String::new() };
        harmless(&format!("`{}`{place}", line.pattern)).into_owned()
    });
    let both = match together.lacking.len() {
        0 => String::new(),
        lacking => words!(
            " In {lacking} of the {cases} cases one of the two lines is not printed.",
            lacking,
            cases = cases.cases().len()
        ),
    };
    match &together.relation {
        Relation::Always { path, .. } if together.is_complete => {
            screen.say(&words!(
                "{a} always comes before {b}: {path}.{both}",
                a,
                b,
                path = harmless(path.told(language())),
                both
            ))?;
        }
        Relation::Never { path, .. } if together.is_complete => {
            screen.say(&words!(
                "{a} never comes before {b}: {path}.{both}",
                a,
                b,
                path = harmless(path.told(language())),
                both
            ))?;
        }
        Relation::Always { .. } => screen.say(&words!(
            "In the runs that were found {a} comes before {b}; in others it may come \
             after it.{both}",
            a,
            b,
            both
        ))?,
        Relation::Never { .. } => screen.say(&words!(
            "In the runs that were found {a} comes after {b}; in others it may come \
             before it.{both}",
            a,
            b,
            both
        ))?,
        Relation::Sometimes { before, after } => {
            screen.say(&words!(
                "{a} sometimes comes before {b}, sometimes after it. Two possible outputs \
                 show that.{both}",
                a,
                b,
                both
            ))?;
            let titles = [
                words!("\n{a} before {b}:", a, b),
                words!("\n{a} after {b}:", a, b),
            ];
            for (title, run) in titles.iter().zip([before, after]) {
                screen.say(title)?;
                show(cases, run, lines, screen)?;
            }
        }
        Relation::Apart if together.is_complete => {
            screen.say(&words!("No run prints both {a} and {b}.", a, b))?;
        }
        Relation::Apart => screen.say(&words!(
            "No run that was found prints both {a} and {b}.",
            a,
            b
        ))?,
        Relation::NoSuchLine { .. } => {
            unreachable!("both lines were found in an order")
        }
    }
    Ok(())
}

/// An output, with a mark before each of the two lines.
fn show(
    cases: &Cases,
    (order, events): &(usize, Vec<EventId>),
    lines: [&Named; 2],
    screen: &mut Screen,
) -> Result<()> {
    let order = &cases.orders()[*order];
    for event in events {
        for (position, pattern) in order.action(*event).lines().enumerate() {
            let is_asked =
                lines.iter().any(|line| line.is_at(order, *event, position));
            let mark = if is_asked { "> " } else { "  " };
            screen.hang(mark, &harmless(&pattern.to_string()))?;
        }
    }
    Ok(())
}

const AS_IT_WAS: &str = translated!(
    "\
to make all runs takes ptrace(2), which is refused here, so that only the snapshot is known, \
which tells of the program as it was"
);

const USAGE: &str = "\
cargo workbook why [OPTIONS] <PROGRAM> <A> <B>
       cargo workbook why [OPTIONS] <A> <B> -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook why 3 worker_2 'End worker_2'
  cargo workbook why 3 worker_3 End
  cargo workbook why 3 main:1 worker_2
  cargo workbook why puzzle.c child parent";

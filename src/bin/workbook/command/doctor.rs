//! `doctor`: what works here, and what to do about the rest.

use clap::Args;

use crate::doctor::{Check, Need, checks, surroundings};
use crate::outcome::{Finding, Outcome};
use crate::terminal::screen::{Screen, failure, success};
use crate::words::columns::padded;
use crate::words::{self, words};

/// Tries what the workbook needs: what works here, what does not, and what to do about it.
///
/// Nothing is changed. The exit status is 1 when something is missing without which no program
/// can be asked about.
#[derive(Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments, screen: &mut Screen) -> Outcome {
    let checks = checks();
    for check in &checks {
        tell(check, screen)?;
    }
    for note in surroundings::notes() {
        screen.say(&format!("\n{note}"))?;
    }
    let is_missing =
        |need| move |check: &&Check| check.found.is_err() && check.need == need;
    let finding = if checks.iter().any(|it| is_missing(Need::Always)(&it)) {
        screen.say(words!("\nWithout that, no program can be asked about."))?;
        Finding::Wrong
    } else if checks.iter().any(|it| is_missing(Need::Sometimes)(&it)) {
        screen.say(words!("\nEverything else works."))?;
        Finding::Right
    } else {
        screen.say(words!("\nEverything works. Next: `cargo workbook`."))?;
        Finding::Right
    };
    Ok(finding)
}

fn tell(check: &Check, screen: &mut Screen) -> std::io::Result<()> {
    let name = padded(words::of(check.name), 9, false);
    let (word, what) = match &check.found {
        Ok(what) => (success(words!("yes")), what),
        Err(what) => (failure(words!("no ")), what),
    };
    screen.hang(&format!("{word}  {name}  "), what)
}

//! How often each output came, as rows with bars, and what that teaches.

use std::{io, iter};

use crate::subject::Subject;
use crate::terminal::harmless::harmless;
use crate::terminal::screen::{Screen, in_lane};
use crate::view::number::{grouped, so_many};
use crate::view::tally::{Seen, Tally};
use crate::view::verdict;
use crate::words::{self, words};

/// So many outputs have a row of their own.
const ROWS: usize = 10;

/// So long is the bar of the commonest one.
const BAR: usize = 12;

/// Says what was seen in the runs of `subject`. `pace` says how fast they were.
pub(crate) fn show(
    tally: &Tally<'_>,
    subject: &Subject,
    pace: &str,
    screen: &mut Screen,
) -> io::Result<()> {
    let program = subject.name();
    let (headline, runs) = (tally.headline(), count(tally.runs, "run"));
    screen.say(&words!(
        "{headline} in {runs} of {program}. {pace}",
        headline,
        runs,
        program,
        pace
    ))?;
    outputs(tally, screen)?;
    otherwise(tally, screen)?;
    if let Some((lines, refusal)) = tally.impossible.first() {
        let runs = count(tally.impossible.len(), "run");
        screen.say(&words!(
            "\n{runs} printed what is impossible. The first of them:\n",
            runs
        ))?;
        verdict::impossible(lines, refusal, screen)?;
    }
    let argument = subject.argument();
    for (code, runs) in &tally.failed {
        screen.say(&words!(
            "\n{runs} failed with exit code {code}. `cargo workbook run {argument}` shows \
             what {program} says of it.",
            runs = count(*runs, "run"),
            code,
            argument = harmless(&argument),
            program
        ))?;
    }
    if tally.is_right() {
        screen.say(&moral(tally))?;
    }
    Ok(())
}

/// The commonest outputs, a row each, and the lines of the first.
fn outputs(tally: &Tally<'_>, screen: &mut Screen) -> io::Result<()> {
    let outputs = tally.commonest();
    let Some((lines, commonest)) = outputs.first() else { return Ok(()) };
    screen.say(&legend(tally))?;
    rows(&outputs, screen)?;
    screen.say(if commonest.runs == 1 {
        words!("\nOne of them, line by line:\n")
    } else {
        words!("\nThe commonest, line by line:\n")
    })?;
    // Of what is written in pieces no line has one writer.
    let writers = commonest.writers.iter().filter(|_| commonest.is_whole);
    let writers = writers.map(|writer| Some(*writer)).chain(iter::repeat(None));
    for (writer, line) in writers.zip(*lines) {
        let sign = writer.map_or(String::new(), |writer| signs(&[writer]) + "  ");
        screen.hang(&format!("  {sign}"), &harmless(line))?;
    }
    Ok(())
}

/// The runs that printed what is not among the outputs that are counted.
fn otherwise(tally: &Tally<'_>, screen: &mut Screen) -> io::Result<()> {
    if tally.otherwise.is_empty() {
        return Ok(());
    }
    let runs = count(tally.otherwise.values().sum(), "run");
    screen.say(&words!(
        "\n{runs} printed something else, and are not counted:\n",
        runs
    ))?;
    for (why, runs) in &tally.otherwise {
        screen.hang(&format!("{:>6}  ", grouped(runs)), words::of(why))?;
    }
    Ok(())
}

/// What the signs in the rows stand for.
fn legend(tally: &Tally<'_>) -> String {
    let writers = tally.processes.iter().enumerate();
    let writers = writers.filter(|(_, process)| process.prints);
    let signs = writers.map(|(writer, process)| {
        words!("{sign} is {name}", sign = signs(&[writer]), name = process.name)
    });
    let signs = harmless(&signs.collect::<Vec<_>>().join(words!(", "))).into_owned();
    if tally.commonest().iter().all(|(_, seen)| seen.is_whole) {
        words!(
            "\nEach row is an output: how often it came, and who prints its lines, where \
             {signs}.\n",
            signs
        )
    } else {
        words!(
            "\nEach row is an output: how often it came, and who makes its writes, where \
             {signs}.\n",
            signs
        )
    }
}

fn rows(outputs: &[(&Vec<String>, &Seen)], screen: &mut Screen) -> io::Result<()> {
    let most = outputs.first().map_or(1, |(_, seen)| seen.runs);
    for (_, Seen { runs, writers, .. }) in outputs.iter().take(ROWS) {
        let bar = "#".repeat((runs * BAR).div_ceil(most));
        let margin = format!("{:>6}  {bar:BAR$}  ", grouped(runs));
        screen.hang(&margin, &signs(writers))?;
    }
    let rest = &outputs[outputs.len().min(ROWS)..];
    if let Some((_, first)) = rest.first() {
        let runs: usize = rest.iter().map(|(_, seen)| seen.runs).sum();
        let often = match first.runs {
            1 => words!("each once").to_owned(),
            most => words!("each at most {most} times", most = grouped(&most)),
        };
        let margin = format!("{:>6}  {:BAR$}  ", grouped(&runs), "");
        screen.hang(
            &margin,
            &words!("{others}, {often}", others = count(rest.len(), "other"), often),
        )?;
    }
    Ok(())
}

/// `m 1 mm 2`: a sign for each line, a blank where another process goes on.
fn signs(writers: &[usize]) -> String {
    let bursts = writers.chunk_by(|one, next| one == next);
    let bursts = bursts.map(|burst| {
        let signs: String = burst.iter().map(|writer| sign(*writer)).collect();
        in_lane(&signs, burst[0]).to_string()
    });
    bursts.collect::<Vec<_>>().join(" ")
}

/// `m` for main, `1` for the first child and so on.
fn sign(process: usize) -> char {
    let digit = u32::try_from(process).ok().and_then(|n| char::from_digit(n, 36));
    match digit {
        Some('0') => 'm',
        Some(digit) => digit.to_ascii_uppercase(),
        None => '?',
    }
}

/// `1 run`, `20 runs`
fn count(number: usize, what: &str) -> String {
    so_many(number as u64, what)
}

/// What is to be learned from what was not seen.
fn moral(tally: &Tally<'_>) -> String {
    if !tally.knows_all() {
        return words!("\nThere may be others: not all runs are known.").to_owned();
    }
    match &tally.possible {
        Some(possible) if *possible == 1_u8.into() => {
            words!("\nThere is no other: nothing is left open here.").to_owned()
        }
        Some(_) if tally.is_complete() => {
            words!("\nEvery possible output was seen.").to_owned()
        }
        Some(possible) if *possible == (tally.seen() + 1).into() => words!(
            "\nOne was never seen, and it is possible: the next run can print it."
        )
        .to_owned(),
        Some(possible) => words!(
            "\n{count} were never seen, and each of them is possible: the next run can print \
             it.",
            count = grouped(&(possible - tally.seen()))
        ),
        None => words!("\nThose that were never seen are possible too.").to_owned(),
    }
}

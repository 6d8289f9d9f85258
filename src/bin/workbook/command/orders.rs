//! `orders 3`: how many outputs a program can have, over all its runs, and a few of them.

use std::ffi::OsString;
use std::io::Write;

use anyhow::Result;
use clap::Args;
use num_bigint::BigUint;
use process_order::Cases;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use crate::outcome::{Finding, Outcome};
use crate::subject::changed::Change;
use crate::subject::explored::{Explored, How, explored};
use crate::subject::twin::Side;
use crate::subject::{Subject, named};
use crate::terminal::harmless::harmless;
use crate::terminal::screen::Screen;
use crate::view::prediction::Prediction;
use crate::view::{change, known, number};
use crate::words::{Both, Language, language, speaking, words};

/// Says how many outputs a program can have, over all its runs, and shows a few of them.
///
/// The program is run again and again, each time in another order of what its processes do,
/// until no run is left that could be different. So the answer holds for every run; where
/// that cannot be, it says what is left open. The outputs that are shown are drawn uniformly:
/// each is as likely as any other. In real runs they are not.
#[derive(Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct Arguments {
    /// A lesson (3), an exercise (3a), a program in `my`, or a file: puzzle.c, script.py.
    program: Option<String>,
    /// A command in place of PROGRAM.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// How many to show.
    #[arg(short = 'n', long, default_value_t = MOST_SHOWN, value_name = "N")]
    show: usize,
    /// Say first how many outputs you expect: it is compared, and kept in `my`.
    #[arg(long, value_name = "N")]
    predict: Option<BigUint>,
    /// Draw the same ones again.
    #[arg(long)]
    seed: Option<u64>,
    #[command(flatten)]
    side: Side,
    #[command(flatten)]
    how: How,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

/// So many outputs are shown, unless another number is asked for.
const MOST_SHOWN: usize = 3;

/// What is shown of the outputs.
struct Shown {
    count: BigUint,
    outputs: Vec<String>,
    /// Whether they are all.
    is_all: bool,
    seed: u64,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { program, command, show, predict, seed, side, how, json } =
        arguments;
    let subject = named::subject(program.as_deref(), command, side)?;
    if !json {
        subject.say_meaning();
    }
    let explored = explored(&subject, how)?;
    let seed = seed.unwrap_or_else(rand::random);
    let shown = Shown::of(&explored.cases, *show, seed)?;
    let prediction = predict
        .as_ref()
        .map(|it| Prediction::new(it, &shown.count, explored.cases.is_complete()));
    let finding = prediction.as_ref().map_or(Finding::Right, Prediction::finding);
    if let Some(prediction) = &prediction {
        let name = speaking(Language::English, || subject.name());
        prediction.keep(&name)?;
    }
    if *json {
        let mut answer = as_json(&subject, &explored, &shown);
        if let Some(predicted) = predict {
            answer["predicted"] = json!(predicted.to_string());
        }
        writeln!(screen, "{answer:#}")?;
        return Ok(finding);
    }
    if let Some(prediction) = &prediction {
        prediction.tell(screen)?;
    }
    let name = subject.name();
    tell(&known::capitalized(&name), &explored, &shown, screen)?;
    if let (Subject::Lesson(_), Some(snapshot)) = (&subject, subject.known()?)
        && let Some(change) = Change::of(&snapshot, &explored.cases)
    {
        writeln!(screen)?;
        change::tell(&change, screen)?;
    }
    Ok(finding)
}

/// All runs of a program of which nothing was asked but that.
pub(super) fn show(subject: &Subject, screen: &mut Screen) -> Result<()> {
    let explored = explored(subject, &How::USUAL)?;
    let shown = Shown::of(&explored.cases, MOST_SHOWN, rand::random())?;
    tell(&known::capitalized(&subject.name()), &explored, &shown, screen)
}

impl Shown {
    /// All outputs when they are not more than `most`, else some.
    fn of(cases: &Cases, most: usize, seed: u64) -> Result<Self> {
        let tally = cases.tally()?;
        let count = tally.count().clone();
        let is_all = count <= most.into();
        let outputs = if is_all {
            cases.outputs()?.map(|output| output.to_string()).collect()
        } else {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut some = Vec::new();
            // There are more than these, so that another one comes in the end.
            while some.len() < most {
                let Some(output) = tally.sample(&mut rng) else { break };
                let text = output.to_string();
                if !some.contains(&text) {
                    some.push(text);
                }
            }
            some
        };
        Ok(Self { count, outputs, is_all, seed })
    }
}

fn tell(
    name: &str,
    explored: &Explored,
    shown: &Shown,
    screen: &mut Screen,
) -> Result<()> {
    let Explored { cases, standstills, runs, unfinished } = explored;
    let is_complete = cases.is_complete();
    let outputs = number::so_many_outputs(Some(&shown.count));
    let none = cases.orders().is_empty();
    if none && is_complete {
        screen.say(&words!(
            "{name} has no output that ends, because it stands still.",
            name
        ))?;
    } else if none {
        screen.say(&words!("No run of {name} was found that ends.", name))?;
    } else if is_complete {
        screen.say(&words!(
            "{name} has {outputs}{cases}.",
            name,
            outputs,
            cases = in_cases(cases)
        ))?;
    } else {
        screen.say(&words!(
            "{name} has at least {outputs}{cases}: they were found in {runs}, and there \
             may be others.",
            name,
            outputs,
            cases = in_cases(cases),
            runs = number::so_many(*runs, "run")
        ))?;
    }
    if cases.cases().len() > 1 {
        tell_cases(cases, screen)?;
    }
    for standstill in standstills {
        screen.say(&words!(
            "\nIt can stand still: {why}.",
            why = known::reason(standstill)
        ))?;
    }
    if !unfinished.is_empty() {
        screen.say(words!(
            "\nNot all runs are known, so that nothing is said to be impossible:"
        ))?;
        known::list(unfinished, screen)?;
    }
    show_outputs(shown, screen)
}

/// How many outputs each case has, and what is different about it.
fn tell_cases(cases: &Cases, screen: &mut Screen) -> Result<()> {
    /// More cases are not told one by one.
    const MOST: usize = 12;
    for (place, case) in cases.cases().iter().enumerate().take(MOST) {
        let count = cases.only(place).count();
        let count = count.map_or("?".to_owned(), |count| number::grouped(&count));
        screen.hang(&format!("{count:>12}  "), &harmless(case.told(language())))?;
    }
    if let Some(more) =
        cases.cases().len().checked_sub(MOST).filter(|more| *more > 0)
    {
        screen.say(&words!(
            "              and {cases} more",
            cases = number::so_many(more as u64, "case")
        ))?;
    }
    Ok(())
}

fn in_cases(cases: &Cases) -> String {
    match cases.cases().len() {
        0 | 1 => String::new(),
        count => words!(" in {count} cases", count),
    }
}

/// Shows some outputs, or all of them.
fn show_outputs(shown: &Shown, screen: &mut Screen) -> Result<()> {
    match shown.outputs.len() {
        0 => {}
        1 if shown.is_all => screen.say(words!("Here it is."))?,
        _ if shown.is_all => writeln!(screen, "{}", words!("Here they are."))?,
        1 => writeln!(
            screen,
            "{}",
            words!(
                "Here is one, as likely as any other (--seed {seed}).",
                seed = shown.seed
            )
        )?,
        count => writeln!(
            screen,
            "{}",
            words!(
                "Here are {count}, each as likely as any other (--seed {seed}).",
                count,
                seed = shown.seed
            )
        )?,
    }
    for (place, output) in shown.outputs.iter().enumerate() {
        writeln!(screen, "\n{}.", place + 1)?;
        for line in output.lines() {
            screen.hang("  ", &harmless(line))?;
        }
    }
    Ok(())
}

fn english(texts: &[Both]) -> Vec<&str> {
    texts.iter().map(Both::english).collect()
}

fn as_json(subject: &Subject, explored: &Explored, shown: &Shown) -> Value {
    let mut answer = subject.as_json();
    let cases = &explored.cases;
    let named = cases.cases().iter().enumerate().map(|(place, case)| {
        let count = cases.only(place).count().ok().map(|count| count.to_string());
        json!({ "name": case.name(), "outputs": count })
    });
    answer["outputs"] = json!(shown.count.to_string());
    answer["complete"] = json!(cases.is_complete());
    answer["unfinished"] = json!(english(&explored.unfinished));
    answer["deadlocks"] = json!(english(&explored.standstills));
    answer["runs"] = json!(explored.runs);
    answer["orders"] = json!(cases.orders().len());
    answer["cases"] = named.collect();
    answer["seed"] = json!(shown.seed);
    answer["shown"] = json!(shown.outputs);
    answer
}

const USAGE: &str = "\
cargo workbook orders [OPTIONS] <PROGRAM>
       cargo workbook orders [OPTIONS] -- <COMMAND>...";

const EXAMPLES: &str = "\
Examples:
  cargo workbook orders 3
  cargo workbook orders puzzle.c
  cargo workbook orders puzzle.c --pipe   with a pipe for its stdout
  cargo workbook orders -- python3 script.py";

//! `orders 3`: how many outputs are possible, and a few of them.

use std::io::{self, Write};

use anyhow::Result;
use clap::Args;
use num_bigint::BigUint;
use process_order::{Order, Pattern};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::json;

use crate::outcome::{Finding, Outcome};
use crate::subject::lesson::Lesson;
use crate::terminal::screen::Screen;
use crate::view::number;

/// Says how many outputs are possible, and shows a few of them.
///
/// They are drawn uniformly: each is as likely as any other. In real runs they are not.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The lesson: 3, 03 or lesson03.
    lesson: Lesson,
    /// How many to show.
    #[arg(short = 'n', long, default_value_t = 3, value_name = "N")]
    show: usize,
    /// Draw the same ones again.
    #[arg(long)]
    seed: Option<u64>,
    /// Those of the Python twin, which leaves more open.
    #[arg(long)]
    twin: bool,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { lesson, show, seed, twin, json } = arguments;
    let order = if *twin { lesson.twin_order()? } else { lesson.order()? };
    let seed = seed.unwrap_or_else(rand::random);
    let (count, shown) = some(&order, *show, seed)?;
    if *json {
        let answer = json!({
            "lesson": lesson.number,
            "outputs": count.to_string(),
            "seed": seed,
            "shown": shown,
        });
        writeln!(screen, "{answer:#}")?;
        return Ok(Finding::Right);
    }
    let outputs = number::so_many_outputs(Some(&count));
    writeln!(screen, "Lesson {} has {outputs}.", lesson.number)?;
    show_outputs(&shown, count == shown.len().into(), seed, screen)?;
    Ok(Finding::Right)
}

/// Shows some outputs, or `all` of them.
fn show_outputs(
    shown: &[Vec<String>],
    all: bool,
    seed: u64,
    screen: &mut Screen,
) -> io::Result<()> {
    match shown.len() {
        0 => {}
        1 if all => screen.say("Here it is.")?,
        _ if all => writeln!(screen, "Here they are.")?,
        count => writeln!(
            screen,
            "Here are {count}, each as likely as any other (--seed {seed})."
        )?,
    }
    for (place, lines) in shown.iter().enumerate() {
        writeln!(screen, "\n{}.", place + 1)?;
        for line in lines {
            screen.hang("  ", line)?;
        }
    }
    Ok(())
}

/// How many outputs there are; and all when they are not more than `most`, else some.
fn some(
    order: &Order,
    most: usize,
    seed: u64,
) -> Result<(BigUint, Vec<Vec<String>>)> {
    let text =
        |lines: Vec<&Pattern>| lines.iter().map(ToString::to_string).collect();
    let first: Vec<_> = order.outputs().take(most.saturating_add(1)).collect();
    if first.len() <= most {
        return Ok((first.len().into(), first.into_iter().map(text).collect()));
    }
    let census = order.census()?;
    let mut rng = StdRng::seed_from_u64(seed);
    let shown = (0..most).map(|_| text(census.sample(&mut rng))).collect();
    Ok((census.count().clone(), shown))
}

const EXAMPLES: &str = "\
Examples:
  cargo workbook orders 3
  cargo workbook orders 3 --twin
  cargo workbook orders 7 -n 10      there are only three";

//! `puzzle`: a fresh little program, and a question about all of its runs; a sheet of them.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::outcome::{Finding, Outcome};
use crate::puzzle::ask::{Wanted, ask};
use crate::puzzle::hand_out::HandOut;
use crate::puzzle::record::Record;
use crate::puzzle::{Language, Level, Name};
use crate::terminal::screen::Screen;
use crate::words::words;

/// Shows a fresh little program and asks what it can print, over all its runs.
///
/// The program is made up, but real: it is saved in `my`, and all its runs are made to know the
/// answer. The same SEED, level and language are the same puzzle for everybody. On no terminal, or
/// with CI set, nothing is asked: the program and the question are printed.
///
/// With --make a sheet of puzzles is written for a class, with its answers and a key by which
/// `grade` grades.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::option_option, reason = "--answer may come alone")]
pub(crate) struct Arguments {
    /// A number: the same one is the same puzzle. Without it, one is drawn.
    seed: Option<u64>,
    /// 1 fork and print, 2 wait for a child, 3 wait for any child and poll, 4 pipes, 5 locks
    /// and signals.
    #[arg(long, default_value_t = 1, value_name = "1..5",
        value_parser = clap::value_parser!(u8).range(1..=5))]
    level: u8,
    /// The language of the program.
    #[arg(long, value_enum, default_value_t = Language::C)]
    language: Language,
    /// Tell the answer, or judge this one, and ask nothing.
    #[arg(long, num_args = 0..=1, value_name = "ANSWER")]
    answer: Option<Option<String>>,
    /// Write a sheet of so many puzzles, and its answers.
    #[arg(long, value_name = "N", conflicts_with = "answer",
        value_parser = clap::value_parser!(u16).range(1..=200))]
    make: Option<u16>,
    /// The folder for the sheet; it is made if it is not there.
    #[arg(long, value_name = "FOLDER", requires = "make")]
    to: Option<PathBuf>,
    /// Write over a sheet that is there.
    #[arg(long, requires = "make")]
    force: bool,
    /// Show how your puzzles have gone.
    #[arg(long, conflicts_with_all = ["answer", "make", "seed"])]
    record: bool,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { seed, level, language, answer, make, to, force, record } =
        arguments;
    if *record {
        Record::show(screen)?;
        return Ok(Finding::Right);
    }
    let level = Level::of(*level).context(words!("there are five levels"))?;
    let seed = seed.unwrap_or_else(|| rand::random::<u16>().into());
    let name = Name { seed, level, language: *language };
    if let Some(count) = make {
        let hand_out = HandOut { name, count: usize::from(*count), force: *force };
        hand_out.write(to.as_deref(), screen)?;
        return Ok(Finding::Right);
    }
    let wanted = match answer {
        None => Wanted::Prompt,
        Some(None) => Wanted::Answer,
        Some(Some(answer)) => Wanted::Judged(answer),
    };
    ask(name, wanted, screen)
}

const EXAMPLES: &str = "\
Examples:
  cargo workbook puzzle
  cargo workbook puzzle 7 --level 3 --language python
  cargo workbook puzzle 7 --level 3 --language python --answer 6
  cargo workbook puzzle --record
  cargo workbook puzzle 7 --make 20 --level 3 --to sheet";

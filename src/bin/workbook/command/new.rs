//! `new mine`: a program of one's own.

use std::io::Write;

use anyhow::bail;
use clap::Args;

use super::orders;
use crate::exercise::desk::Desk;
use crate::outcome::{Finding, Outcome};
use crate::subject::files::shown;
use crate::subject::mine;
use crate::terminal::screen::Screen;
use crate::words::{self, translated, words};

/// Makes a program of your own in `my`, to be changed and asked about.
///
/// It is a short program of two processes, and all its outputs are shown. What is there already
/// is never overwritten.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Its name: letters, digits, `-` and `_`, and a letter first.
    name: String,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { name } = arguments;
    if !mine::is_good(name) {
        bail!(words!(
            "{name} cannot be the name of a program: it takes letters, digits, `-` and \
             `_`, and a letter first, as in `cargo workbook new mine`",
            name = words::quoted(name)
        ));
    }
    let desk = Desk::find();
    let is_new =
        desk.begin(name, &format!("//! {}\n{PROGRAM}", words::of(HEADER)))?;
    let file = shown(&desk.program(name));
    if is_new {
        screen.say(&words!("{file} is a program of your own.", file))?;
    } else {
        screen.say(&words!("{file} is there already, as you left it.", file))?;
    }
    if is_new {
        screen.say(words!("It is compiled, and all its runs are made.\n"))?;
        screen.flush()?;
        orders::show(&name.parse()?, screen)?;
        writeln!(screen, "{}", words!("\nWhat to try:"))?;
        for idea in IDEAS {
            screen.hang("  - ", &words::of(idea).replace("NAME", name))?;
        }
    }
    screen.say(&words!(
        "Next: change it, predict how many outputs it has now, then `cargo workbook orders \
         {name}`. `cargo workbook direct {name}` makes you its scheduler.",
        name
    ))?;
    Ok(Finding::Right)
}

/// Each changes the set of outputs in another way.
const IDEAS: [&str; 3] = [
    translated!("Take `child.join()?` out. Which line can then be the last one?"),
    translated!(
        "Start a second child before the first is joined. `cargo workbook orders NAME \
         --predict 12` compares with what you expect."
    ),
    translated!(
        "Print the first line of main before the child is started. Which outputs are gone?"
    ),
];

const HEADER: &str = translated!(
    "A program of your own. Change it, then ask about it: `cargo workbook --help`."
);

const PROGRAM: &str = r#"
use process_workbook::{Process, Result};

fn main() -> Result<()> {
    let mut child = Process::new(|| println!("in the child"));
    child.start()?;
    println!("in the parent");
    child.join()?;
    println!("after the child");
    Ok(())
}
"#;

const EXAMPLES: &str = "\
Examples:
  cargo workbook new mine
  cargo workbook run mine";

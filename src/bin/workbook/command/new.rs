//! `new mine`: a program of one's own.

use anyhow::bail;
use clap::Args;

use crate::exercise::desk::Desk;
use crate::outcome::{Finding, Outcome};
use crate::subject::files::shown;
use crate::subject::mine;
use crate::terminal::screen::Screen;

/// Makes a program of your own in `my`, to be changed and asked about.
///
/// It is a short program of two processes. What is there already is never overwritten.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Its name: letters, digits, `-` and `_`, and a letter first.
    name: String,
}

pub(crate) fn run(arguments: &Arguments, screen: &mut Screen) -> Outcome {
    let Arguments { name } = arguments;
    if !mine::is_good(name) {
        bail!(
            "{name:?} cannot be the name of a program: it takes letters, digits, `-` and \
             `_`, and a letter first, as in `cargo workbook new mine`"
        );
    }
    let desk = Desk::find();
    let is_new = desk.begin(name, PROGRAM)?;
    let file = shown(&desk.program(name));
    if is_new {
        screen.say(&format!("{file} is a program of your own."))?;
    } else {
        screen.say(&format!("{file} is there already, as you left it."))?;
    }
    screen.say(&format!(
        "Next: change it, then `cargo workbook run {name}`, or `cargo workbook direct \
         {name}` to be its scheduler."
    ))?;
    Ok(Finding::Right)
}

const PROGRAM: &str = r#"//! A program of your own. Change it, then ask about it: `cargo workbook --help`.

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

//! Exercise 23a: the census that worked in the villages.
//!
//! Two scribes, each in a process, write down who lives in a town, and send the list
//! home. Main waits until both have ended and then opens what they have sent. In the
//! villages, with a few names each, that took no time. Today the towns were counted,
//! and the program has not ended yet. Press Ctrl-C.
//!
//! Make it happen: main receives both lists, whatever their length. It still waits
//! for both scribes before it closes the book. Move lines; add nothing.
//!
//! Done: main counts the names of hill and then those of lake, and closes the book
//! when both scribes have ended. Each scribe prints its line as soon as its own list
//! has been sent. As given no output with all lines is possible. How many are
//! possible when it is done? Ask of each scribe's line which line of main it has to
//! wait for.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 23a`, then `cargo workbook check 23a` after each
//! change.

use process_workbook::{Process, Result, Sender, pipe};

/// So many people live in each town.
const PEOPLE: usize = 20_000;

fn count(town: &str, home: &Sender) -> Result<()> {
    home.send(&"Somebody\n".repeat(PEOPLE))?;
    println!("{town}: the list is sent");
    Ok(())
}

fn main() -> Result<()> {
    let mut scribes = Vec::new();
    let mut lists = Vec::new();
    for town in ["hill", "lake"] {
        let (list, home) = pipe()?;
        let mut scribe = Process::new(move || count(town, &home)).with_name(town);
        scribe.start()?;
        scribes.push(scribe);
        lists.push((town, list));
    }
    for scribe in &scribes {
        scribe.join()?; // The lists are complete when the scribes have ended.
    }
    for (town, list) in &lists {
        println!("main: {} people in {town}", list.recv()?.lines().count());
    }
    println!("main: the book is closed");
    Ok(())
}

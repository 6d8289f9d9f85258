//! Exercise 23a, solved: main receives all lists before it joins anybody.
//!
//! A list is longer than a pipe, so a scribe's `send` returns only after main has
//! begun to receive that list. The scribe of hill is free from the start, because
//! main receives from hill first. The scribe of lake prints its line after main has
//! counted hill, because only then main receives from lake.
//!
//! Prediction: 8 possible outputs

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
    for (town, list) in &lists {
        println!("main: {} people in {town}", list.recv()?.lines().count());
    }
    for scribe in &scribes {
        scribe.join()?; // Each list is read, so no scribe is kept from ending.
    }
    println!("main: the book is closed");
    Ok(())
}

//! Exercise 11a: a dragon outlives its story.
//!
//! A dragon guards its gold for ever, a knight comes by, and main tells the end. Run
//! it: all four lines appear, and the program does not end. Ctrl-C ends it, dragon
//! and all.
//!
//! Make it happen: the dragon ends when main has told the end, and not before it.
//! The knight need not hurry: main waits for him. Add one call; touch nothing else.
//!
//! Done: the dragon is ended by `SIGTERM`, the knight ends with 0, and no line is
//! missing. How many outputs are possible? Write your prediction into the next line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 11a`, then `cargo workbook check 11a` after each
//! change.

use process_workbook::{Process, Result, Sender, pipe, sleep};

fn guard(cave: &Sender) -> Result<()> {
    println!("dragon: all this gold is mine");
    cave.send("smoke")?;
    loop {
        sleep(60.0); // With one eye open.
    }
}

fn quarrel() {
    println!("knight: I have come for the gold");
    println!("knight: I can come back on Monday");
}

fn main() -> Result<()> {
    let (eye, cave) = pipe()?;
    let mut dragon = Process::new(move || guard(&cave)).with_name("dragon");
    let mut knight = Process::new(quarrel).with_name("knight");
    dragon.start()?;
    knight.start()?;

    eye.recv()?; // There is smoke: the dragon has spoken.
    println!("main: the end");
    Ok(())
}

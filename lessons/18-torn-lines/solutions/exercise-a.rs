//! Exercise 18a, solved: first the whole line, then the shots.
//!
//! The starter ends the line before he sends the messages, so both of its writes
//! happen before the receipt of either. Nobody gets between them, because nobody is
//! on the way yet. The flush does no harm now, and no good either.
//!
//! Prediction: 6 possible outputs

use std::io::{self, Write};

use process_workbook::{Error, Process, Receiver, pipe};

fn run(name: &str, ear: &Receiver) -> Result<(), Error> {
    ear.recv()?;
    println!("{name}: off I go");
    println!("{name}: here I am");
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut shots = Vec::new();
    for name in ["ann", "ben"] {
        let (ear, shot) = pipe()?;
        let mut runner = Process::new(move || run(name, &ear)).with_name(name);
        runner.start()?;
        shots.push(shot);
    }

    print!("starter: ready, steady, ");
    io::stdout().flush()?; // Half a line is out.
    println!("go"); // The other half: both happen before every shot.
    for shot in &shots {
        shot.send("bang")?;
    }
    Ok(())
}

//! Exercise 18a: a false start.
//!
//! Two runners wait for a shot. The starter says `ready, steady, go` and fires, by a
//! message to each of them. Run it ten times. In some runs a runner is off before
//! the word `go`, in the middle of the starter's line.
//!
//! Make it happen: the starter's line is whole before anybody runs, in every
//! possible output. The runners stay as free of each other as they are. Move one
//! line; add nothing.
//!
//! Done: the starter's line happens before the first line of each runner, and
//! nothing else is ordered. As given there are 30 possible outputs. How many are
//! left?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 18a`, then `cargo workbook check 18a` after each
//! change.

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
    io::stdout().flush()?; // Now it is out. It happens before every shot.
    for shot in &shots {
        shot.send("bang")?;
    }
    println!("go");
    Ok(())
}

//! Exercise 13a: a bug is planted. One duck comes home twice, another duck never.
//!
//! A boy calls three ducks, one at a time, and waits for whichever comes. `wait`
//! gives a position, and main looks up the name for it in a table. The program runs
//! to its end without an error, but one of the names that it prints is wrong.
//!
//! Make it happen: main names the duck that has come, in every line.
//!
//! Done: each duck is in once, Bella first, then Cora, then Alma, as they are
//! called. The calls, the waits and the ducks' own lines stay as they are.
//!
//! Run: `cargo workbook start 13a`, then `cargo workbook check 13a` after each
//! change.

use process_workbook::{Process, Receiver, Result, pipe, wait};

const NAMES: [&str; 3] = ["Alma", "Bella", "Cora"];

fn swim(who: &str, ear: &Receiver) -> Result<()> {
    println!("{who}: swims");
    ear.recv()?;
    println!("{who}: waddles home");
    Ok(())
}

fn main() -> Result<()> {
    let mut flock = Vec::new();
    let mut voices = Vec::new();
    for who in NAMES {
        let (ear, voice) = pipe()?;
        let mut duck = Process::new(move || swim(who, &ear)).with_name(who);
        duck.start()?;
        flock.push(duck);
        voices.push(voice);
    }

    voices.rotate_left(1); // Bella is called first, Alma last.
    for voice in voices {
        voice.send("come")?;
        let outside: Vec<_> = flock.iter().collect();
        let position = wait(&outside, None)?[0];
        flock.remove(position); // Has come, and is not waited for again.
        println!("main: {} is in", NAMES[position]); // Same place, same duck.
    }
    Ok(())
}

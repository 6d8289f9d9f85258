//! Exercise 13a, solved: the position leads to a process, which has its name.
//!
//! A position that `wait` gives is one in the list that it was given. With Bella
//! gone that list is Alma and Cora, so 1 means Cora, while the table still has Bella
//! there. What `remove` gives back is the process that has ended, whatever the list
//! looks like.

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
        let duck = flock.remove(position); // Those behind it move up by one.
        println!("main: {} is in", duck.name());
    }
    Ok(())
}

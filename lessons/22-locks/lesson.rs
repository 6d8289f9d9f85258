//! Lesson 22: locks. Two processes that lock one file keep their lines together.
//!
//! Predict: can Ben say good evening between Ada's two lines at the microphone? Can
//! she sit down between his two? Which of the two speaks first? How many outputs are
//! possible?
//!
//! Run: `cargo run --bin lesson22` (at once).
//!
//! Extend:
//! 1. Forget the unlock: take out the line that calls it. Does Ben wait forever? Which
//!    outputs are gone? Ask `cargo workbook orders 22` before and after.
//! 2. Let main open and lock the file before the starts, print a line after them, and
//!    then unlock it. Which line is the first now? What if main forgets its unlock?
//! 3. Let Ada, and only her, take the lock after her first line. Which lines of Ben can
//!    come between her two now?

// ANCHOR: program
use std::env;
use std::fs::File;
use std::io;

use process_workbook::{Process, Result};

fn speak(name: &str) -> io::Result<()> {
    let microphone = File::open(env::current_exe()?)?; // (1)
    microphone.lock()?; // Waits while somebody else has the lock. (2)
    println!("{name}: good evening");
    println!("{name}: thank you");
    microphone.unlock()?; // Gives it back. (3)
    println!("{name}: I sit down");
    Ok(())
}

fn main() -> Result<()> {
    let mut speakers =
        ["Ada", "Ben"].map(|name| Process::new(move || speak(name)).with_name(name));
    for speaker in &mut speakers {
        speaker.start()?;
    }
    for speaker in &speakers {
        speaker.join()?;
    }
    println!("main: good night"); // When both have ended.
    Ok(())
}
// ANCHOR_END: program

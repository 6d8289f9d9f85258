//! Lesson 15: the bootstrap. What a child does before its `run`, and what after it.
//!
//! Predict: main joins the actor, not the actor's dresser. Which lines always come
//! after the dresser's? The actor has a copy of `_curtain`: how often does it fall?
//!
//! Run: `cargo run --bin lesson15` (at once). The log is on stderr.
//!
//! Extend:
//! 1. Call `exit(3)` in place of the `Ok(())` of `act`. Which line changes, and what
//!    does the log say? Then try `std::process::abort()`: which lines are lost?
//! 2. Make the dresser with `.with_daemon(true)`. Is its line there in every run?
//! 3. Put `print!("hush, ");` right before `actor.start()?`. Who writes it, and
//!    how often? (Without a line end it waits in a buffer, and a fork copies that.)

// ANCHOR: program
use std::error::Error;
use std::io;

use process_workbook::{Level, Process, current_process, log_to_stderr};

fn say(text: &str) {
    println!("{}: {text}", current_process().name());
}

struct LastWords(&'static str);

impl Drop for LastWords {
    fn drop(&mut self) {
        say(self.0);
    }
}

fn act() -> Result<(), Box<dyn Error>> {
    let _costume = LastWords("my costume comes off"); // (1)
    say("on stage"); // (2)
    let prompt = io::read_to_string(io::stdin())?; // Up to its end. (3)
    say(&format!("the prompter whispers {} letters", prompt.len()));
    let mut dresser = Process::new(|| say("the costume hangs in its place"));
    dresser.start()?;
    Ok(())
} // (4)

fn main() -> Result<(), Box<dyn Error>> {
    log_to_stderr(Level::Info);
    let _curtain = LastWords("the curtain falls"); // (5)
    say("the curtain rises");
    let mut actor = Process::new(act);
    actor.start()?;
    let code = actor.join()?; // (6)
    say(&format!("the actor has left with exit code {code}"));
    Ok(())
} // (7)
// ANCHOR_END: program

//! Exercise 15b: a bug is planted. The tent comes down over the camper's head.
//!
//! Main pitches a tent and gives it to a camper. The tent is taken down when its
//! owner drops it. That is to happen once, and happens twice: nothing says that the
//! camper has slept by then. Put a temporary folder in the place of the tent, and it
//! is a bug of real programs.
//!
//! Make it happen: the camper pitches the tent, sleeps in it, and takes it down.
//! Main touches no tent.
//!
//! Done: both lines about the tent begin with `camper`, and each of them comes once.
//! Main says good morning after all of it.
//!
//! Run: `cargo workbook start 15b`, then `cargo workbook check 15b` after each
//! change.

use process_workbook::{Process, Result, current_process};

fn say(text: &str) {
    println!("{}: {text}", current_process().name());
}

struct Tent;

impl Tent {
    fn pitch() -> Self {
        say("the tent is up");
        Self
    }
}

impl Drop for Tent {
    fn drop(&mut self) {
        say("the tent is down");
    }
}

fn sleep_in(_tent: &Tent) {
    say("good night");
}

fn main() -> Result<()> {
    let tent = Tent::pitch();
    // The closure takes the tent along: main has none any more.
    let mut camper = Process::new(move || sleep_in(&tent)).with_name("camper");
    camper.start()?;
    camper.join()?;
    say("good morning");
    Ok(())
}

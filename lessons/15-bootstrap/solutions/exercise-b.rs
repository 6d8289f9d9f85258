//! Exercise 15b, solved: the tent is made by the process that is to have it.
//!
//! The move into the closure is a move inside main. The fork then copied the closure
//! with the tent in it: two owners, two drops. The parent's copy falls when `start`
//! has forked, the child's at the end of `run`. What the closure makes itself, only
//! the child makes.

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
    // The body runs in the camper alone: main never has a tent.
    let mut camper = Process::new(|| sleep_in(&Tent::pitch())).with_name("camper");
    camper.start()?;
    camper.join()?;
    say("good morning");
    Ok(())
}

//! Exercise 6b, solved: he gets his name before his start.
//!
//! `set_name` writes a word in the memory of the process that calls it. The start
//! copies that memory, so the child has what was written there before, and never
//! learns of what is written after. It makes no difference how long he stays silent,
//! because his copy is made at his start and not at his first word. `with_name` would
//! do as well.

use process_workbook::{Process, Result, current_process, sleep};

fn say(text: &str) {
    println!("{}: {text}", current_process().name());
}

fn play() {
    sleep(2.0); // Stage fright.
    say("to be");
    say("or not to be");
}

fn main() -> Result<()> {
    let mut actor = Process::new(play);
    actor.set_name("Hamlet"); // In time: the start will copy it.
    actor.start()?;
    println!("programme: tonight with {}", actor.name());

    actor.join()?;
    println!("programme: the rest is silence");
    Ok(())
}

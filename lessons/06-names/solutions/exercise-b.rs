//! Exercise 6b, solved: he gets his name before his start.
//!
//! `set_name` writes a word in the memory of the process that calls it. The start
//! copies that memory: what is written there before, the child has, and what is
//! written after, it never hears of. However long he stays silent, that changes
//! nothing: his copy is made at his start, not at his first word. `with_name` would
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

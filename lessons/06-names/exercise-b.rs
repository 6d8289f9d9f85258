//! Exercise 6b: a bug is planted. Hamlet goes on stage under a number.
//!
//! The theatre names its actor before he has said a word, or so a comment says, and
//! the programme has the right name. But on stage he calls himself `Process-1`.
//!
//! Make it happen: the actor is `Hamlet` from his start, and says so in both lines.
//! Nobody sends him his name, and he does not name himself.
//!
//! Done: the child is started as `Hamlet`; its lines are `Hamlet: to be` and
//! `Hamlet: or not to be`. The programme prints the same lines as before, and
//! nothing orders its first line and the actor's two lines.
//!
//! Run: `cargo workbook start 6b`, then `cargo workbook check 6b` after each change.

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
    actor.start()?;
    actor.set_name("Hamlet"); // In time: he has not said a word yet.
    println!("programme: tonight with {}", actor.name());

    actor.join()?;
    println!("programme: the rest is silence");
    Ok(())
}

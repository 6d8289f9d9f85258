//! Exercise 7b: a bug is planted. The alarm clock rings only once.
//!
//! The clock rings, main mumbles something, and winds the same clock up again. By
//! then main has joined it, so its first ring is over. Run it: main ends with an
//! error, and nobody gets up.
//!
//! Make it happen: the clock rings a second time, after `five more minutes`, and
//! main gets up after that.
//!
//! Done: each ring is a process of its own, with its default name, and main joins
//! both of them before it gets up. Main ends with exit code 0.
//!
//! Run: `cargo workbook start 7b`, then `cargo workbook check 7b` after each change.

use process_workbook::{Process, Result, current_process};

fn ring() {
    println!("{}: ring, ring", current_process().name());
}

fn main() -> Result<()> {
    let mut clock = Process::new(ring);
    clock.start()?;
    clock.join()?;
    println!("main: five more minutes");

    clock.start()?; // It has stopped. That makes it free for another start.
    clock.join()?;
    println!("main: good morning");
    Ok(())
}

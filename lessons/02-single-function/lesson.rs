//! Lesson 2: one function as one process. The parent knows its child by pid and name.
//!
//! Predict: how many lines does the parent print, and which of them can be the first
//! line of all? Is `started` what the child says, or what the parent knows?
//!
//! Run: `cargo run --bin lesson02` (15 seconds; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Print the process with `{p:?}` before `start` and after a `join`.
//! 2. Name it with `Process::new(...).with_name("clock")`. Which lines change?
//! 3. Start a second clock. How many lines are there, and who can be first now?

// ANCHOR: program
use chrono::Local;
use process_workbook::{Process, Result, sleep};

fn worker(interval: f64) {
    for _ in 0..5 {
        println!("The time is {}", Local::now().format("%c"));
        sleep(interval);
    }
}

fn main() -> Result<()> {
    let mut p = Process::new(|| worker(3.0));
    p.start()?; // From here on two processes write, and nothing orders their lines.

    println!("p.pid {}", p.pid().unwrap_or_default());
    println!("p.name {}", p.name());
    // The document forgets the call, and Python prints the method itself.
    println!("p.is_alive <bound method BaseProcess.is_alive of {p:?}>");
    println!("p.is_alive {}", if p.is_alive()? { "True" } else { "False" });
    Ok(())
} // The end of main joins the child.
// ANCHOR_END: program

//! Lesson 2: one function as one process. The parent prints what it knows of its child.
//!
//! Predict: which of the nine lines can be the first one? Where does main get what it
//! prints of the child? Must the last two lines of main agree?
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
    p.start()?; // (1)

    println!("p.pid {}", p.pid().unwrap_or_default()); // (2)
    println!("p.name {}", p.name()); // (3)
    // The next line has what Python prints for the document's `p.is_alive`.
    println!("p.is_alive <bound method BaseProcess.is_alive of {p:?}>"); // (4)
    println!("p.is_alive {}", if p.is_alive()? { "True" } else { "False" }); // (5)
    Ok(())
} // (6)
// ANCHOR_END: program

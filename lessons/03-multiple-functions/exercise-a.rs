//! Exercise 3a: one line, and a third of the outputs.
//!
//! Three workers and `End`: nothing orders `End` and the workers' lines, because main
//! joins all three at its very end.
//!
//! Make it happen: `End worker_3` comes before `End` in every possible output. The two
//! other workers stay as free as they are. Move one line; add nothing.
//!
//! Done: one join puts `End` after the lines of `worker_3`, and nothing else has
//! changed. As given there are 630 possible outputs. How many are left? Write your
//! prediction into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 3a`, then `cargo workbook check 3a` after each change.

use process_workbook::{Process, Result};

fn worker(number: u32) {
    println!("worker_{number}");
    println!("End worker_{number}");
}

fn main() -> Result<()> {
    let mut first = Process::new(|| worker(1));
    let mut second = Process::new(|| worker(2));
    let mut third = Process::new(|| worker(3));
    first.start()?;
    second.start()?;
    third.start()?;

    println!("End");

    first.join()?;
    second.join()?;
    third.join()?;
    Ok(())
}

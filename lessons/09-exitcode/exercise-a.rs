//! Exercise 9a: a flock that is too large for an exit code.
//!
//! A shepherd counts his 300 sheep, falls asleep over it, and ends with their number
//! as his exit code. Main reads that there are 44. Besides, main has to wait until
//! he has slept: an exit code comes at the end of a process and never earlier.
//!
//! Make it happen: he sends the number through a `pipe()` as soon as he has counted,
//! and main prints what it has received.
//!
//! Done: main prints `main: 300 sheep`, always after `shepherd: I count`. His other
//! two lines may come before that or after it. He ends with 0. As given there is 1
//! possible output. How many are there then? Write your prediction into the next
//! line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 9a`, then `cargo workbook check 9a` after each change.

use process_workbook::{Process, Result, exit};

fn tend(sheep: i32) {
    println!("shepherd: I count");
    println!("shepherd: I am sleepy");
    println!("shepherd: zzz");
    exit(sheep);
}

fn main() -> Result<()> {
    let mut shepherd = Process::new(|| tend(300)).with_name("shepherd");
    shepherd.start()?;
    let sheep = shepherd.join()?;
    println!("main: {sheep} sheep");
    Ok(())
}

//! Exercise 1a: a rocket that does not wait for the countdown.
//!
//! Main counts down, and the rocket is a child. It can lift off at `two`, or before
//! anybody counts at all: main starts it first and counts afterwards.
//!
//! Make it happen: `rocket: lift-off` comes after `main: one` in every possible
//! output. Main does not wait for the rocket, and waves whenever it likes. Move one
//! line; add nothing.
//!
//! Done: the three numbers happen before both lines of the rocket, and nothing
//! orders those and `main: waves`. As given there are 15 possible outputs. How many
//! are left? Write your prediction into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 1a`, then `cargo workbook check 1a` after each change.

use process_workbook::{Process, Result};

fn rocket() {
    println!("rocket: lift-off");
    println!("rocket: in orbit");
}

fn main() -> Result<()> {
    let mut p = Process::new(rocket);
    p.start()?;

    println!("main: three");
    println!("main: two");
    println!("main: one");
    println!("main: waves");
    Ok(())
}

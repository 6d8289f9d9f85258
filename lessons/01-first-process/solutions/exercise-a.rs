//! Exercise 1a, solved: the start stands behind the countdown.
//!
//! A start happens before everything in the child. The three numbers happen before
//! the start, by program order, and so before lift-off. `main: waves` is on the
//! other side of the start: main and the rocket go on at the same time. It has three
//! places among the rocket's two lines.
//!
//! Prediction: 3 possible outputs

use process_workbook::{Process, Result};

fn rocket() {
    println!("rocket: lift-off");
    println!("rocket: in orbit");
}

fn main() -> Result<()> {
    let mut p = Process::new(rocket);

    println!("main: three");
    println!("main: two");
    println!("main: one");
    p.start()?;
    println!("main: waves");
    Ok(())
}

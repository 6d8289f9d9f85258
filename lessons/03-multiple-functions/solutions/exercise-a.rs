//! Exercise 3a, solved: one line, and a third of the outputs.
//!
//! Main joins the third worker before it prints `End`. Both lines of that worker happen
//! before the join, and the join before `End`. Among these three lines `End` had three
//! places, and now it has one. The other workers' lines are where they were: anywhere.
//!
//! Prediction: 210 possible outputs

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

    third.join()?;
    println!("End");

    first.join()?;
    second.join()?;
    Ok(())
}

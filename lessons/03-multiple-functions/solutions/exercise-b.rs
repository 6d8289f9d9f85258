//! Exercise 3b, solved: main joins every worker before `End`.
//!
//! The pauses made the wrong output rare, and left it possible: sleeping orders nothing.
//! Now each worker's lines happen before its join, and all three joins before `End`. The
//! workers are started before anybody is joined, so they still work at the same time.

use process_workbook::{Process, Result, sleep};

fn worker(number: u32) {
    println!("worker_{number}");
    sleep(f64::from(number));
    println!("End worker_{number}");
}

fn main() -> Result<()> {
    let mut workers = [1, 2, 3].map(|number| Process::new(move || worker(number)));
    for p in &mut workers {
        p.start()?;
    }

    for p in &workers {
        p.join()?; // All have ended behind the last of these, whichever order they are in.
    }
    println!("End");
    Ok(())
}

//! Exercise 3b: a bug is planted. `End` can come too early.
//!
//! Somebody joins only the slowest of three workers, "because the others have ended by
//! then". Run it, and `End` is last. It is wrong all the same: an output is possible in
//! which `End` is not last. The check makes it happen with your own program.
//!
//! Make it happen: `End` is the last line of every possible output, and the workers
//! still work at the same time.
//!
//! Done: main has seen every worker ended before it prints `End`. No pause is longer.
//!
//! Run: `cargo workbook start 3b`, then `cargo workbook check 3b` after each change.

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

    workers[2].join()?; // The slowest. The others have ended by then.
    println!("End");
    Ok(())
}

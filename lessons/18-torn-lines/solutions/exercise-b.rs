//! Exercise 18b, solved: one line, one process, one write.
//!
//! Each check prints name and result in one `println!`, which is one write of a
//! short line. Nobody gets between its bytes, however the four are scheduled.
//! Nothing orders the checks: their lines can be arranged in 4! = 24 ways. Main
//! joins all of them before the pilot speaks.

use process_workbook::{Process, Result};

fn check(part: &str) {
    println!("{part}: ok"); // One write, and so one piece.
}

fn main() -> Result<()> {
    let mut checks = ["flaps", "rudder", "fuel", "doors"]
        .map(|part| Process::new(move || check(part)).with_name(part));
    for p in &mut checks {
        p.start()?;
    }
    for p in &checks {
        p.join()?;
    }
    println!("pilot: ready for take-off");
    Ok(())
}

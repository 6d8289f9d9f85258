//! Exercise 7b, solved: a second ring is a second `Process`.
//!
//! An object goes from `initial` to `started` to `stopped`, and never back, because
//! it stands for one process at most. The function that rings can be used as often as
//! one likes, but the object cannot. The second object takes the next number for its
//! name. Main joins each clock before its next line, so one output is possible.

use process_workbook::{Process, Result, current_process};

fn ring() {
    println!("{}: ring, ring", current_process().name());
}

fn main() -> Result<()> {
    let mut clock = Process::new(ring);
    clock.start()?;
    clock.join()?;
    println!("main: five more minutes");

    let mut clock = Process::new(ring);
    clock.start()?;
    clock.join()?;
    println!("main: good morning");
    Ok(())
}

//! Exercise 6a: a doll in a doll in a doll.
//!
//! Each doll is a process. It opens, starts the doll inside it, and closes. Its name
//! tells how deep it sits: each colon is one doll around it. But a doll can close
//! while the doll inside it is still open, which no real doll can do.
//!
//! Make it happen: in every possible output each doll closes after the doll inside
//! it has closed. Main's question stays free. Add one line.
//!
//! Done: the six lines of the three dolls have one order, and main's line is
//! concurrent with all of them. As given there are 105 possible outputs. How many
//! are left? Write your prediction into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 6a`, then `cargo workbook check 6a` after each change.

use process_workbook::{Process, Result, current_process};

fn open(inside: u32) -> Result<()> {
    let name = current_process().name();
    println!("{name}: opens");
    if inside > 0 {
        let mut doll = Process::new(move || open(inside - 1));
        doll.start()?;
    }
    println!("{name}: closes");
    Ok(())
}

fn main() -> Result<()> {
    let mut doll = Process::new(|| open(2));
    doll.start()?;
    println!("main: how many are there?");
    Ok(())
}

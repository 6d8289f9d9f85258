//! Exercise 18b: a bug is planted. Four times ok, and nobody knows what.
//!
//! Before take-off, four processes check four parts of a plane at the same time. The
//! pilot prints the name of a part and starts its check, which prints `ok` after
//! the name. With one part this looks well. With four this is possible: `flaps:
//! rudder: fuel: doors: ok`, and then `ok`, three times.
//!
//! Make it happen: each check prints a whole line of its own, such as `flaps: ok`.
//! No other process gets into it. The checks still run at the same time.
//!
//! Done: the four checks print one line each, and nothing orders them. The pilot
//! prints one line, when main has joined all four. As given main has one long line,
//! and the four `ok` cannot be told apart: 1 possible output.
//!
//! Run: `cargo workbook start 18b`, then `cargo workbook check 18b` after each
//! change.

use process_workbook::{Process, Result};

fn check(_part: &str) {
    println!("ok");
}

fn main() -> Result<()> {
    let mut checks = ["flaps", "rudder", "fuel", "doors"]
        .map(|part| Process::new(move || check(part)).with_name(part));
    for p in &mut checks {
        print!("{}: ", p.name()); // The check ends this line.
        p.start()?;
    }
    for p in &checks {
        p.join()?;
    }
    println!("pilot: ready for take-off");
    Ok(())
}

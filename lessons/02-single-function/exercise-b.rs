//! Exercise 2b: the diver has no number yet.
//!
//! A ship keeps a log of its diver, who is a child. It notes the name and the
//! number, and goes home when he is up again. The name is right. The number is 0,
//! which is nobody's: the log asks for the pid before the process is there.
//!
//! Make it happen: the log notes the number that the diver says himself. He sends it
//! to nobody, and the log does not wait for him to say it. Move one line.
//!
//! Done: `log: Process-1 dives as number` is followed by the child's pid. Nothing
//! orders that line and the two of the diver; all three happen before
//! `log: the ship sails home`. As given there is 1 possible output. Say why there
//! cannot be only one any more, before you check.
//!
//! Run: `cargo workbook start 2b`, then `cargo workbook check 2b` after each change.

use std::process;

use process_workbook::{Process, Result};

fn dive() {
    println!("diver: I am number {}", process::id());
    println!("diver: up again");
}

fn main() -> Result<()> {
    let mut p = Process::new(dive);
    let number = p.pid().unwrap_or_default();
    println!("log: {} dives as number {number}", p.name());
    p.start()?;

    p.join()?;
    println!("log: the ship sails home");
    Ok(())
}

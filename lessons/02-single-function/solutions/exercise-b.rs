//! Exercise 2b, solved: start first, then ask for the number.
//!
//! The name belongs to the object, so it is known at once. The pid belongs to the
//! process, and `start` brings it home: no message is needed. What main learns from
//! the start it can only print after the start, when the diver can print too. So the
//! log's first line has three places among the diver's two.

use std::process;

use process_workbook::{Process, Result};

fn dive() {
    println!("diver: I am number {}", process::id());
    println!("diver: up again");
}

fn main() -> Result<()> {
    let mut p = Process::new(dive);
    p.start()?;
    let number = p.pid().unwrap_or_default();
    println!("log: {} dives as number {number}", p.name());

    p.join()?;
    println!("log: the ship sails home");
    Ok(())
}

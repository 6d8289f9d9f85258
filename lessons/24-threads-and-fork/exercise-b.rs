//! Exercise 24b: the hen is refused.
//!
//! The hen is a process. She sends her eggs to main by a pipe, and main passes them
//! on by a channel to a thread that counts them. But `start` returns an error, main
//! ends with it, and nobody lays an egg.
//!
//! Make it happen: the eggs are laid, counted and eaten. Move one line; add
//! nothing.
//!
//! Done: the hen starts when the basket is empty. Main counts the eggs when they
//! are laid, while the hen may still say `cluck`, and joins her before breakfast.
//! As given the program ends with an error. How many outputs are possible when it
//! is done?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 24b`, then `cargo workbook check 24b` after each
//! change.

use std::error::Error;
use std::sync::mpsc::channel;
use std::thread;

use process_workbook::{Process, Result, Sender, pipe};

fn lay(nest: &Sender) -> Result<()> {
    println!("hen: two eggs today");
    for _ in 0..2 {
        nest.send("egg")?;
    }
    println!("hen: cluck");
    Ok(())
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    println!("main: the basket is empty");
    let (basket, eggs) = channel();
    let counter = thread::spawn(move || eggs.iter().count());
    let (door, nest) = pipe()?;
    let mut hen = Process::new(move || lay(&nest)).with_name("hen");
    hen.start()?;

    for _ in 0..2 {
        basket.send(door.recv()?)?;
    }
    drop(basket); // The counter ends when nobody can send any more.
    let count = counter.join().expect("nobody panics");
    println!("main: {count} eggs");

    hen.join()?;
    println!("main: breakfast is ready");
    Ok(())
}

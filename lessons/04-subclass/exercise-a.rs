//! Exercise 4a: four frogs, and nobody knows which one croaked.
//!
//! Each of four frogs croaks and jumps into the pond. Their lines are equal, so a
//! text does not tell whose they are. Many orders of the events leave the same text.
//!
//! Make it happen: each frog has a number, which main hands over when it makes the
//! frog, and prints it: `frog 1: croak`, `frog 1: plop`, and so on to 4. No order is
//! added, and none is taken away.
//!
//! Done: the type `Frog` has a field, and the frogs `Frog-1` to `Frog-4` print their
//! numbers in front of both lines. As given there are 14 possible outputs. How many
//! are there now? Write your prediction into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 4a`, then `cargo workbook check 4a` after each change.

use process_workbook::{Process, Result, Run, sleep};

struct Frog;

impl Run for Frog {
    fn run(self) {
        println!("croak");
        sleep(rand::random());
        println!("plop");
    }
}

fn main() -> Result<()> {
    for _ in 1..=4 {
        let mut p = Process::new(Frog);
        p.start()?;
    }
    Ok(())
}

//! Lesson 8: join. Main waits for a kettle, with a time-out and without one.
//!
//! Predict: main gives up after 10 milliseconds. Can the kettle's first line come
//! after that? What does a second join of the same kettle do? And which lines come
//! before `breakfast` in every run?
//!
//! Run: `cargo run --bin lesson08` (at once).
//!
//! Extend:
//! 1. Move the first `kettle.join()?` above `flame.send`. Who waits for whom? Ctrl-C
//!    ends it.
//! 2. Print what `kettle.join()` says before the start, and what
//!    `current_process().join()` says in `boil`. Why is the second refused?
//! 3. Take out `toaster.join()?`. In how many places can the toaster's line come now?
//!    Find out who joins the toaster, and when.

// ANCHOR: program
use std::time::Duration;

use process_workbook::{Process, Receiver, Result, pipe};

fn boil(stove: &Receiver) -> Result<()> {
    println!("kettle: the water is cold");
    stove.recv()?; // (1)
    println!("kettle: the water boils");
    Ok(())
}

fn main() -> Result<()> {
    let (stove, flame) = pipe()?;
    let mut kettle = Process::new(move || boil(&stove));
    let mut toaster = Process::new(|| println!("toaster: the toast is brown"));
    kettle.start()?;
    toaster.start()?;

    for patience in [0, 10].map(Duration::from_millis) {
        if kettle.join_timeout(patience)?.is_none() {
            println!("main: no tea after {} ms", patience.as_millis()); // (2)
        }
    }
    flame.send("on")?; // (3)
    let code = kettle.join()?; // (4)
    println!("main: the kettle has ended with {code}");
    let code = kettle.join()?; // (5)
    println!("main: it has still ended with {code}");
    toaster.join()?; // (6)
    println!("main: breakfast");
    Ok(())
}
// ANCHOR_END: program

//! Lesson 8: join. To have waited is not enough: the join must have seen the end.
//!
//! Predict: main gives up after 10 milliseconds. Can the kettle's first line come
//! after that? Can the toaster's? Which lines always come before `breakfast`?
//!
//! Run: `cargo run --bin lesson08` (at once).
//!
//! Extend:
//! 1. Move the first `kettle.join()?` above `flame.send`. Who waits for whom? Ctrl-C
//!    ends it.
//! 2. Print what `kettle.join()` says before the start, and what
//!    `current_process().join()` says in `boil`. Why is the second refused?
//! 3. Take out `toaster.join()?`. In how many places can its line stand now? Find
//!    out who joins the toaster, and when.

// ANCHOR: program
use std::time::Duration;

use process_workbook::{Process, Receiver, Result, pipe};

fn boil(stove: &Receiver) -> Result<()> {
    println!("kettle: the water is cold");
    stove.recv()?; // Waits until main has lit the stove.
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
        // Orders nothing: no end was seen. The cold water may still be to come.
        if kettle.join_timeout(patience)?.is_none() {
            println!("main: no tea after {} ms", patience.as_millis());
        }
    }
    flame.send("on")?; // Both lines above happen before the water boils.
    let code = kettle.join()?; // Both of the kettle's lines happen before the next.
    println!("main: the kettle has ended with {code}");
    let code = kettle.join()?; // At once: the code was kept.
    println!("main: it has still ended with {code}");
    toaster.join()?; // It ended long ago, or it has hardly begun.
    println!("main: breakfast");
    Ok(())
}
// ANCHOR_END: program

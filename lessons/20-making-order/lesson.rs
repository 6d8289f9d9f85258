//! Lesson 20: making order. A join orders child and parent; a message, any two.
//!
//! Predict: one join is marked. Which line is last in every run? Which others can be
//! last without that join? Taken out, it leaves count 111; as it stands, count 33;
//! one line further up, count 9. Is the smallest number the best?
//!
//! Run: `cargo run --bin lesson20` (at once).
//!
//! Extend:
//! 1. Take the marked join out. Which two of main's lines can come too early now?
//! 2. Send the message one line further down. Is the number more than 33, or less?
//!    Who waits for what now, and for no reason?
//! 3. Take a lock in place of the message: mason and roofer each open `Cargo.toml`,
//!    and call `lock` on that `File` before they print. Which lines stay together?
//!    Find out why no arrow says so, and why `stdout().lock()` does not do it.

// ANCHOR: program
use process_workbook::{Process, Receiver, Result, Sender, pipe};

fn lay_bricks(whistle: &Sender) -> Result<()> {
    println!("mason: the walls stand");
    whistle.send("walls")?; // The line above happens before the roof is on.
    println!("mason: the tools are clean"); // Concurrent with the roofer's lines.
    Ok(())
}

fn lay_tiles(ear: &Receiver) -> Result<()> {
    println!("roofer: the tiles are here"); // They need no walls.
    ear.recv()?; // A sibling cannot be joined, but it can send a message.
    println!("roofer: the roof is on");
    Ok(())
}

fn main() -> Result<()> {
    let (ear, whistle) = pipe()?;
    let mut mason = Process::new(move || lay_bricks(&whistle));
    let mut roofer = Process::new(move || lay_tiles(&ear));
    mason.start()?;
    roofer.start()?;

    println!("main: the tea is ready"); // Concurrent with all that is built.
    roofer.join()?; // The marked join: the roof is on, so the walls stand, too.
    println!("main: the roof is paid");
    mason.join()?;
    println!("main: the house is sold");
    Ok(())
}
// ANCHOR_END: program

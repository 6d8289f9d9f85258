//! Lesson 18: torn lines. Main prints each of its lines in two halves.
//!
//! Predict: main prints two lines, each by a `print!` and a `println!`. Both times
//! the parrot speaks in between. Which of the two does the terminal show torn?
//!
//! Run: `cargo run --bin lesson18` (at once). In the snapshot, a line that ends in
//! a backslash goes on with the next piece that its process prints.
//!
//! Extend:
//! 1. Take out the `flush`. Which line is torn now? Then call `flush` after both of
//!    the `print!`.
//! 2. Let nobody wait for the parrot: take out `reply.recv()?`, twice, and
//!    `beak.send`. Which line can be torn now? Which is, in ten runs?
//! 3. Send the parrot a word of 2,000 letters, `&"x".repeat(2000)`. Find out from
//!    which length on its `println!` is no longer one write: run
//!    `strace -f -e trace=write target/debug/lesson18`.

// ANCHOR: program
use std::io::{self, Write};

use process_workbook::{Error, Process, Receiver, Sender, pipe};

fn squawk(ear: &Receiver, beak: &Sender) -> Result<(), Error> {
    for _ in 0..2 {
        let word = ear.recv()?; // (1)
        println!("parrot: {word}!"); // (2)
        beak.send("squawked")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (ear, voice) = pipe()?;
    let (reply, beak) = pipe()?;
    let mut parrot = Process::new(move || squawk(&ear, &beak));
    parrot.start()?;

    print!("main: we sail ");
    io::stdout().flush()?; // (3)
    voice.send("sail")?;
    reply.recv()?;
    println!("at dawn"); // (4)

    print!("main: we land "); // (5)
    voice.send("land")?;
    reply.recv()?;
    println!("at noon"); // (6)
    Ok(())
}
// ANCHOR_END: program

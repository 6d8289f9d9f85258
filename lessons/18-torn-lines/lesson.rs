//! Lesson 18: torn lines. A short write is never torn, but a line may be two writes.
//!
//! Predict: main prints two lines, each by a `print!` and a `println!`. Both times
//! the parrot speaks in between. Which of the two does the terminal show torn?
//!
//! Run: `cargo run --bin lesson18` (at once). The snapshot puts the pieces of a line
//! together, in the place where the line ends.
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
        let word = ear.recv()?; // Main is in the middle of a line.
        println!("parrot: {word}!"); // One write, with its line end: never torn.
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
    io::stdout().flush()?; // The first write: half a line is out.
    voice.send("sail")?; // The first write happens before the parrot's,
    reply.recv()?; // and the parrot's before the second.
    println!("at dawn"); // The second write: torn off, for certain.

    print!("main: we land "); // No write: it waits in the buffer for its line end.
    voice.send("land")?;
    reply.recv()?; // The parrot's line happens before the next write.
    println!("at noon"); // The only write, with both halves.
    Ok(())
}
// ANCHOR_END: program

//! Lesson 20: making order. A join orders child and parent; a message, any two.
//!
//! Predict: main never waits for the mason before it pays. Do the walls stand by then in
//! every run? Are the tools clean? Without `roofer.join()?` there are more outputs, count
//! 111; as it is, count 33; one line further up, count 9. Is the smallest number the best?
//!
//! Run: `cargo run --bin lesson20` (at once).
//!
//! Extend:
//! 1. Take out `roofer.join()?`. Which two of main's lines can come too early now?
//! 2. Send the message one line further down. Are there more than 33 outputs, or fewer?
//!    Who waits for what now, and for no reason?
//! 3. Let the roofer print `roofer: the ladder is down` last, and let main pay without
//!    waiting for the ladder. What has to be in place of the join?

// ANCHOR: program
use process_workbook::{Process, Receiver, Result, Sender, pipe};

fn lay_bricks(whistle: &Sender) -> Result<()> {
    println!("mason: the walls stand");
    whistle.send("walls")?; // (1)
    println!("mason: the tools are clean");
    Ok(())
}

fn lay_tiles(ear: &Receiver) -> Result<()> {
    println!("roofer: the tiles are here");
    ear.recv()?; // (2)
    println!("roofer: the roof is on");
    Ok(())
}

fn main() -> Result<()> {
    let (ear, whistle) = pipe()?;
    let mut mason = Process::new(move || lay_bricks(&whistle));
    let mut roofer = Process::new(move || lay_tiles(&ear));
    mason.start()?;
    roofer.start()?;

    println!("main: the tea is ready"); // (3)
    roofer.join()?; // (4)
    println!("main: the roof is paid"); // (5)
    mason.join()?; // (6)
    println!("main: the house is sold");
    Ok(())
}
// ANCHOR_END: program

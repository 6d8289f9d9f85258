//! Exercise 10b: a bug is planted. Two captains at one wheel.
//!
//! Main relieves the captain, and starts the mate in his place. Run it as often as
//! you like: one output is possible, and it looks right. Yet the captain can still
//! be at the wheel when the mate takes it. With a port in place of the wheel, the
//! mate would end with `address already in use`, once in a while.
//!
//! Make it happen: the captain has ended before the mate is started.
//!
//! Done: the captain is still ended by `SIGTERM`, and the two can never be at work
//! at the same time. All lines stay what they are: no output shows this bug, and
//! none its absence.
//!
//! Run: `cargo workbook start 10b`, then `cargo workbook check 10b` after each
//! change.

use process_workbook::{Process, Result, Sender, pipe, sleep};

fn command(radio: &Sender) -> Result<()> {
    println!("captain: I have the wheel");
    radio.send("aye")?;
    loop {
        sleep(60.0); // The sea is calm.
    }
}

fn main() -> Result<()> {
    let (ear, radio) = pipe()?;
    let mut captain = Process::new(move || command(&radio)).with_name("captain");
    let mut mate =
        Process::new(|| println!("mate: I have the wheel")).with_name("mate");
    captain.start()?;
    ear.recv()?; // The captain has the wheel.

    println!("main: captain, you are relieved");
    captain.terminate()?; // Off he goes, and the wheel is free.
    mate.start()?;
    mate.join()?;
    println!("main: land ahoy");
    Ok(())
}

//! Exercise 10b, solved: after `terminate` comes `join`.
//!
//! `terminate` sends a signal and waits for nothing. The captain ends when the
//! system gets round to it, and that can be after the start of the mate. The join
//! sees his end, and the mate is started behind it. The captain prints nothing any
//! more by then. So no line moves, and only the processes themselves are in order.

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
    captain.terminate()?;
    captain.join()?; // Now the wheel is free.
    mate.start()?;
    mate.join()?;
    println!("main: land ahoy");
    Ok(())
}

//! Exercise 16b: a bug is planted. The gangway is up, and the cook swims.
//!
//! This one mixes the rules of lessons 13 to 16. A captain starts two sailors,
//! reports to main, and sails when main says so. Main pulls the gangway up when it
//! has the report: it cannot wait for the end of the captain, who sails later, nor
//! for the sailors, who are not its children. Most runs look well. But 12 outputs
//! are possible as given, and in 10 of them somebody comes too late.
//!
//! Make it happen: both sailors are on board before the gangway is up, always.
//!
//! Done: the cook and the mate are on board before main's first line, and nothing
//! orders these two. Of the 12 outputs 2 are left.
//!
//! Run: `cargo workbook start 16b`, then `cargo workbook check 16b` after each
//! change.

use process_workbook::{Process, Receiver, Result, Sender, pipe, wait};

fn sail(orders: &Receiver, radio: &Sender) -> Result<()> {
    println!("captain: I sign on the crew");
    let mut crew = ["cook", "mate"]
        .map(|who| Process::new(move || println!("{who}: on board")).with_name(who));
    for sailor in &mut crew {
        sailor.start()?;
    }
    radio.send("all on board")?; // A process waits for its children anyway.
    orders.recv()?;
    println!("captain: land ahoy");
    Ok(())
}

fn main() -> Result<()> {
    let (orders, voice) = pipe()?;
    let (ear, radio) = pipe()?;
    let mut captain =
        Process::new(move || sail(&orders, &radio)).with_name("captain");
    captain.start()?;
    ear.recv()?;
    println!("main: the gangway is up");
    voice.send("cast off")?;
    wait(&[&captain], None)?;
    println!("main: the ship is home");
    Ok(())
}

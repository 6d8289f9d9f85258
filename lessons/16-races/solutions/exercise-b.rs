//! Exercise 16b, solved: the captain joins his sailors before he reports.
//!
//! The end of a process joins its children, but the captain's end comes after the
//! trip. So he joins them himself, before he reports; nobody else can, for he has
//! started them. A chain now leads from each sailor to the gangway: end, join,
//! message. The two still race, so 2 outputs are possible.

use process_workbook::{Process, Receiver, Result, Sender, pipe, wait};

fn sail(orders: &Receiver, radio: &Sender) -> Result<()> {
    println!("captain: I sign on the crew");
    let mut crew = ["cook", "mate"]
        .map(|who| Process::new(move || println!("{who}: on board")).with_name(who));
    for sailor in &mut crew {
        sailor.start()?;
    }
    for sailor in &crew {
        sailor.join()?; // The sailor's line happens before the report.
    }
    radio.send("all on board")?;
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

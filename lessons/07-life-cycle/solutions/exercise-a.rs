//! Exercise 7a, solved: the parent looks, and sends what it has seen.
//!
//! The kernel tells only a parent how its child has ended, so her copy stays
//! `unknown` forever. Main joins Odysseus, sees the state, and sends it as text. His
//! lines come before his end, his end before main's message, and the message before
//! her second line. Her first line is free, and has three places among his two lines.
//!
//! Prediction: 3 possible outputs

use process_workbook::{Process, Receiver, Result, exit, pipe};

fn sail() {
    println!("Odysseus: the wind is fair");
    println!("Odysseus: home at last");
    exit(20);
}

fn weave(news: &Receiver) -> Result<()> {
    println!("Penelope: I weave");
    println!("Penelope: {}", news.recv()?);
    Ok(())
}

fn main() -> Result<()> {
    let mut odysseus = Process::new(sail).with_name("Odysseus");
    odysseus.start()?;

    let (news, messenger) = pipe()?;
    let mut penelope = Process::new(move || weave(&news)).with_name("Penelope");
    penelope.start()?;
    odysseus.join()?;
    messenger.send(&format!("{odysseus:?}"))?;
    penelope.join()?;
    println!("main: and they lived happily");
    Ok(())
}

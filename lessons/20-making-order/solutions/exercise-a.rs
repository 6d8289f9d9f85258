//! Exercise 20a, solved: one of the two sends before he receives.
//!
//! Alphonse goes in and says so, and only then waits for Gaston. His line happens
//! before his message, and its receipt before Gaston's. No chain leads back, so
//! nobody waits for ever. `gaston: after you` is the only line that is free to move.
//!
//! Prediction: 3 possible outputs

use process_workbook::{Process, Receiver, Result, Sender, pipe};

fn alphonse(ear: &Receiver, voice: &Sender) -> Result<()> {
    println!("alphonse: after you");
    println!("alphonse: I go in");
    voice.send("I am in")?;
    ear.recv()?; // Gaston is in.
    Ok(())
}

fn gaston(ear: &Receiver, voice: &Sender) -> Result<()> {
    println!("gaston: after you");
    ear.recv()?; // Alphonse is in.
    println!("gaston: I go in");
    voice.send("I am in")?; // Alphonse waits for this.
    Ok(())
}

fn main() -> Result<()> {
    let (ear_a, voice_g) = pipe()?;
    let (ear_g, voice_a) = pipe()?;
    let a = Process::new(move || alphonse(&ear_a, &voice_a)).with_name("alphonse");
    let g = Process::new(move || gaston(&ear_g, &voice_g)).with_name("gaston");
    let mut guests = [a, g];
    for p in &mut guests {
        p.start()?;
    }
    for p in &guests {
        p.join()?;
    }
    println!("main: the tea is served");
    Ok(())
}

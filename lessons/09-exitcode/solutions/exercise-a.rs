//! Exercise 9a, solved: send a number, and keep the exit code for how it went.
//!
//! The system keeps eight bits of an exit code: 300 - 256 is 44. A message carries
//! any number, and it comes when it is sent. What the shepherd prints before he
//! sends is ordered before main's line, and what he prints after that is not. Main's
//! line therefore has three places: before his last two lines, between them, and
//! after them.
//!
//! Prediction: 3 possible outputs

use process_workbook::{Process, Result, Sender, pipe};

fn tend(sheep: i32, voice: &Sender) -> Result<()> {
    println!("shepherd: I count");
    voice.send(&sheep.to_string())?;
    println!("shepherd: I am sleepy");
    println!("shepherd: zzz");
    Ok(())
}

fn main() -> Result<()> {
    let (ear, voice) = pipe()?;
    let mut shepherd = Process::new(move || tend(300, &voice)).with_name("shepherd");
    shepherd.start()?;
    let sheep = ear.recv()?;
    println!("main: {sheep} sheep");
    Ok(())
}

//! Exercise 20a: after you.
//!
//! Alphonse and Gaston are polite. Each says `after you`, waits until the other one
//! is in, and then goes in himself. They have been at the door since this morning:
//! the program never ends. Press Ctrl-C.
//!
//! Make it happen: both go in, Alphonse first, because he is older. Gaston waits for
//! him as before. Alphonse holds the door: he ends when Gaston is in. Move one line;
//! add nothing.
//!
//! Done: `alphonse: I go in` happens before `gaston: I go in`, by a message. The tea
//! is served when main has joined both. As given no output with all lines is
//! possible. How many are possible when it is done?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 20a`, then `cargo workbook check 20a` after each
//! change.

use process_workbook::{Process, Receiver, Result, Sender, pipe};

fn alphonse(ear: &Receiver, voice: &Sender) -> Result<()> {
    println!("alphonse: after you");
    ear.recv()?; // Gaston is in.
    println!("alphonse: I go in");
    voice.send("I am in")?;
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

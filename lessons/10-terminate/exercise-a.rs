//! Exercise 10a: nobody turns off the lights.
//!
//! A host gives a party, and main ends it: it terminates the host. His music and his
//! lights would go off by their destructors, and no destructor runs. They stay on
//! all night.
//!
//! Make it happen: main asks him instead. The host waits for a call anyway, and his
//! function returns when one comes.
//!
//! Done: the host ends with 0, music and lights go off, and main still says good
//! night without waiting for him. As given there is 1 possible output. How many are
//! there then? Write your prediction into the next line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 10a`, then `cargo workbook check 10a` after each
//! change.

use process_workbook::{Process, Receiver, Result, Sender, pipe};

struct On(&'static str);

impl Drop for On {
    fn drop(&mut self) {
        println!("host: {} off", self.0);
    }
}

fn celebrate(invitation: &Sender, phone: &Receiver) -> Result<()> {
    let _lights = On("lights");
    let _music = On("music");
    println!("host: lights on, music on");
    invitation.send("come in")?;
    phone.recv()?; // Dances until somebody calls.
    Ok(())
}

fn main() -> Result<()> {
    let (letter, invitation) = pipe()?;
    let (phone, _call) = pipe()?;
    let mut host =
        Process::new(move || celebrate(&invitation, &phone)).with_name("host");
    host.start()?;
    letter.recv()?; // The party has begun.

    host.terminate()?;
    println!("main: good night");
    Ok(())
}

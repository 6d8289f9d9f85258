//! Exercise 10a, solved: ask a process to end, and it puts its things away.
//!
//! A signal ends a process where it stands. After a message its function returns,
//! and the destructors run: the last thing made is the first to go, so the music
//! ends before the lights. Main sends, and waits for nothing. Its line has three
//! places: before those two, between them, and behind them. The end of main then
//! joins the host, who ends with 0.
//!
//! Prediction: 3 possible outputs

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
    let (phone, call) = pipe()?;
    let mut host =
        Process::new(move || celebrate(&invitation, &phone)).with_name("host");
    host.start()?;
    letter.recv()?; // The party has begun.

    call.send("the party is over")?;
    println!("main: good night");
    Ok(())
}

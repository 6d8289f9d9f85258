//! Exercise 10a: a bug is planted. A clerk is left behind.
//!
//! An office has a clerk, who sorts the letters in a process of its own. In the evening
//! somebody ends the office by a signal, "because that is the end of all who are in it".
//! It is not: the clerk goes on, main may go home before the letters are sorted, and nobody
//! ever joins the clerk.
//!
//! Make it happen: the office ends by itself, with exit code 0, after it has joined its
//! clerk. `main: everybody has gone home` is the last line of every possible output.
//!
//! Done: no process is ended by a signal, and each one is joined by its parent. The office
//! waits at its door for a message already. Nobody sends it. As given there are 3 possible
//! outputs; write your prediction below.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 10a`, then `cargo workbook check 10a` after each change.

use process_workbook::{Process, Receiver, Result, Sender, pipe};

fn work(door: &Receiver, bell: &Sender) -> Result<()> {
    let mut clerk = Process::new(|| println!("clerk: the letters are sorted"))
        .with_name("clerk");
    clerk.start()?;
    println!("office: we are open");
    bell.send("open")?; // The line above happens before main goes on.
    door.recv()?;
    clerk.join()?;
    Ok(())
}

fn main() -> Result<()> {
    let (door, _key) = pipe()?;
    let (ear, bell) = pipe()?;
    let mut office = Process::new(move || work(&door, &bell)).with_name("office");
    office.start()?;
    ear.recv()?;

    office.terminate()?; // That is the end of all who are in it.
    office.join()?;
    println!("main: everybody has gone home");
    Ok(())
}

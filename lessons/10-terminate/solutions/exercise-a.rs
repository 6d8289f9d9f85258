//! Exercise 10a, solved: a message in place of the signal.
//!
//! The message opens the door; the office joins its clerk and ends by itself. The clerk's
//! line happens before that join, the end of the office before main's join. So main's line
//! is last, and nobody is left. Only the office's line and the clerk's have two orders.
//!
//! Prediction: 2 possible outputs

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
    let (door, key) = pipe()?;
    let (ear, bell) = pipe()?;
    let mut office = Process::new(move || work(&door, &bell)).with_name("office");
    office.start()?;
    ear.recv()?;

    key.send("evening")?; // What it is about to do, it does.
    office.join()?;
    println!("main: everybody has gone home");
    Ok(())
}

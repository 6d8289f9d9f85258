//! Lesson 10: terminate. The child stops where it stands, and its own child goes on.
//!
//! Predict: the ship and its lifeboat each have a flag. Which one comes down? The
//! ship has ended when the lifeboat looks for its parent: whom does it find?
//!
//! Run: `cargo run --bin lesson10` (at once).
//!
//! Extend:
//! 1. End `row` by `panic!`, by `exit(1)`, by `std::process::exit(1)`. With which of
//!    them does the lifeboat's flag come down?
//! 2. Make the lifeboat with `.with_daemon(true)`. Which lines can be missing now?
//!    Does it go on if you do the same in the twin?
//! 3. Take out main's first line and its call of `wait`. Find out who the lifeboat's
//!    parent is now: `ps -p` with the pid that it prints.

// ANCHOR: program
use std::os::unix::process::parent_id;

use nix::sys::{prctl::set_child_subreaper, wait::wait};
use process_workbook::{Error, Process, Receiver, Sender, parent_process, pipe};

struct Flag(&'static str);

impl Drop for Flag {
    fn drop(&mut self) {
        println!("{}: the flag comes down", self.0);
    }
}

fn row(orders: &Receiver) -> Result<(), Error> {
    let _flag = Flag("lifeboat");
    println!("lifeboat: the flag goes up");
    orders.recv()?; // The ship has ended by now.
    let ship = parent_process().and_then(|ship| ship.pid()).unwrap_or(0);
    println!("lifeboat: my parent was {ship} and is {} now", parent_id());
    Ok(())
}

fn sail(orders: Receiver, radio: &Sender) -> Result<(), Error> {
    let _flag = Flag("ship");
    println!("ship: the flag goes up");
    let mut lifeboat = Process::new(move || row(&orders));
    lifeboat.start()?;
    radio.send("the lifeboat is afloat")?;
    lifeboat.join()?; // Never done: its boat waits for main, which ends the ship.
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    set_child_subreaper(true)?; // Orphans shall come to main, not to init: prctl(2).
    let (orders, voice) = pipe()?;
    let (ear, radio) = pipe()?;
    let mut ship = Process::new(move || sail(orders, &radio));
    ship.start()?;
    ear.recv()?; // The ship's line and the start of the lifeboat happen before.
    ship.terminate()?;
    println!("main: the ship ended with {}", ship.join()?);
    voice.send("row")?; // The line above happens before the lifeboat's next.
    wait()?; // A child by adoption has no `Process` that would reap it.
    Ok(())
}
// ANCHOR_END: program

//! Lesson 10: terminate. A signal ends one process, and its own child goes on.
//!
//! Predict: the ship and its lifeboat each have a flag. Which one comes down? The
//! ship has ended when the lifeboat looks for its parent: whom does it find?
//!
//! Run: `cargo run --bin lesson10` (at once).
//!
//! Extend:
//! 1. Print `ship.exitcode()` right after `ship.terminate()?`. What can it be, and
//!    which line of the program sees the end?
//! 2. End `row` by `panic!`, by `exit(1)`, by `std::process::exit(1)`, each in place
//!    of its `Ok(())`. With which of them does the lifeboat's flag come down?
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
    println!("lifeboat: the flag goes up"); // (1)
    orders.recv()?; // (2)
    let ship = parent_process().and_then(|ship| ship.pid()).unwrap_or(0);
    println!("lifeboat: my parent was {ship} and is {} now", parent_id()); // (3)
    Ok(())
}

fn sail(orders: Receiver, radio: &Sender) -> Result<(), Error> {
    let _flag = Flag("ship");
    println!("ship: the flag goes up");
    let mut lifeboat = Process::new(move || row(&orders));
    lifeboat.start()?;
    radio.send("the lifeboat is afloat")?;
    lifeboat.join()?; // (4)
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    set_child_subreaper(true)?; // (5)
    let (orders, voice) = pipe()?;
    let (ear, radio) = pipe()?;
    let mut ship = Process::new(move || sail(orders, &radio));
    ship.start()?;
    ear.recv()?; // (6)
    ship.terminate()?; // (7)
    println!("main: the ship ended with {}", ship.join()?); // (8)
    voice.send("row")?; // (9)
    wait()?; // (10)
    Ok(())
}
// ANCHOR_END: program

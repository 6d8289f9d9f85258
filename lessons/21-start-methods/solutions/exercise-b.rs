//! Exercise 21b, solved: the number is passed on.
//!
//! The cook begins with a global variable of his own, which is 0, and no ordering of
//! an atomic orders anything between two memories. What main has counted goes to him
//! in a variable of the environment, which exec does hand on. There it is a text.

use std::env;
use std::error::Error;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

static GUESTS: AtomicU32 = AtomicU32::new(0);

fn cook() {
    println!("cook: soup for {}", GUESTS.load(SeqCst));
}

fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(guests) = env::var("COOK") {
        GUESTS.store(guests.parse()?, SeqCst);
        cook();
        return Ok(());
    }
    println!("main: {} guests so far", GUESTS.load(SeqCst));
    GUESTS.store(12, SeqCst);
    println!("main: {} guests in all", GUESTS.load(SeqCst));

    let guests = GUESTS.load(SeqCst).to_string();
    let mut cook = Command::new(env::current_exe()?).env("COOK", guests).spawn()?;
    println!("main: the table is laid");
    cook.wait()?;
    println!("main: dinner is served");
    Ok(())
}

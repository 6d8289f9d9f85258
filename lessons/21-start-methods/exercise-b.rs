//! Exercise 21b: a bug is planted. There is soup for nobody.
//!
//! Main counts the guests and starts the cook, who is this same program, started
//! again. The number is in a global variable before the cook is started. All the
//! same, he cooks for 0 guests.
//!
//! Make it happen: the cook cooks for as many guests as main has counted, whatever
//! their number. He stays what he is, a program of his own.
//!
//! Done: the cook prints `cook: soup for 12`, after main has counted. The table is laid
//! meanwhile, and dinner is served when the cook has ended. As given 2 outputs are
//! possible. As many are left, with another line of the cook.
//!
//! Run: `cargo workbook start 21b`, then `cargo workbook check 21b` after each
//! change.

use std::env;
use std::error::Error;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

static GUESTS: AtomicU32 = AtomicU32::new(0);

fn cook() {
    println!("cook: soup for {}", GUESTS.load(SeqCst));
}

fn main() -> Result<(), Box<dyn Error>> {
    if env::var("COOK").is_ok() {
        cook();
        return Ok(());
    }
    println!("main: {} guests so far", GUESTS.load(SeqCst));
    GUESTS.store(12, SeqCst); // The strongest ordering: the cook must not miss it.
    println!("main: {} guests in all", GUESTS.load(SeqCst));

    let mut cook = Command::new(env::current_exe()?).env("COOK", "yes").spawn()?;
    println!("main: the table is laid");
    cook.wait()?;
    println!("main: dinner is served");
    Ok(())
}

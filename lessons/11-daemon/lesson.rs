//! Lesson 11: a daemon. It ends with its parent, whatever it has left to do.
//!
//! Predict: the keeper sleeps for eight hours, the ship for a second, main never.
//! How long does the program run? Which two of the keeper's lines do not appear?
//!
//! Run: `cargo run --bin lesson11` (1 second; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Make the mate with `.with_daemon(false)`. May the keeper start it now?
//! 2. End main with `keeper.terminate()?` and print what `keeper.join()?` gives. Who
//!    called both for you before?
//! 3. Start the ship before the keeper. Why does main see the light a second later?
//!    Find out who else has a copy of `lit`.

// ANCHOR: program
use std::error::Error;
use std::io::{self, PipeWriter, Read};

use process_workbook::{Process, sleep};

struct Lamp;

impl Drop for Lamp {
    fn drop(&mut self) {
        println!("keeper: the lamp is out");
    }
}

fn keep_watch(lit: PipeWriter) {
    let _lamp = Lamp;
    let mut mate = Process::new(|| println!("mate: at your service"));
    let kind = if mate.daemon() { "a daemon too" } else { "no daemon" };
    println!("keeper: my mate is {kind}");
    if let Err(refusal) = mate.start() {
        println!("keeper: {refusal}");
    }
    println!("keeper: the lamp burns");
    drop(lit); // All lines so far happen before main's.
    sleep(8.0 * 3600.0);
    println!("keeper: the sun is up");
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut light, lit) = io::pipe()?;
    let mut keeper = Process::new(|| keep_watch(lit)).with_daemon(true);
    let mut ship = Process::new(|| {
        sleep(1.0);
        println!("ship: in the harbour");
    });
    keeper.start()?; // Drops main's copy of `lit`: it is the keeper's alone.
    ship.start()?;

    light.read_to_end(&mut Vec::new())?; // Ends when the keeper drops `lit`.
    println!("main: I see the light");
    Ok(())
} // The end of main sends the keeper SIGTERM, then joins both.
// ANCHOR_END: program

//! Lesson 11: a daemon. What the end of main does to it, and to another child.
//!
//! Predict: the keeper sleeps for eight hours, the ship for a second, main never.
//! How long does the program run? Which lines of the keeper appear?
//!
//! Run: `cargo run --bin lesson11` (1 second; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Make the mate with `.with_daemon(false)`. May the keeper start it now?
//! 2. Let main call `keeper.terminate()?` after its line, and print what
//!    `keeper.join()?` gives. Which two numbers are possible? Which code has called
//!    both for you before?
//! 3. Give the ship `.with_daemon(true)`. Which lines appear in every run now?

// ANCHOR: program
use process_workbook::{Process, Result, Sender, pipe, sleep};

struct Lamp;

impl Drop for Lamp {
    fn drop(&mut self) {
        println!("keeper: the lamp is out");
    }
}

fn keep_watch(light: &Sender) -> Result<()> {
    let _lamp = Lamp;
    let mut mate = Process::new(|| println!("mate: at your service")); // (1)
    let kind = if mate.daemon() { "a daemon too" } else { "no daemon" };
    println!("keeper: my mate is {kind}");
    if let Err(refusal) = mate.start() {
        println!("keeper: {refusal}"); // (2)
    }
    println!("keeper: the lamp burns");
    light.send("on")?; // (3)
    sleep(8.0 * 3600.0); // (4)
    println!("keeper: the sun is up");
    Ok(())
}

fn main() -> Result<()> {
    let (eye, light) = pipe()?;
    let mut keeper = Process::new(move || keep_watch(&light)).with_daemon(true);
    let mut ship = Process::new(|| {
        sleep(1.0);
        println!("ship: in the harbour");
    });
    keeper.start()?;
    ship.start()?;

    eye.recv()?; // (5)
    println!("main: I see the light");
    Ok(())
} // (6)
// ANCHOR_END: program

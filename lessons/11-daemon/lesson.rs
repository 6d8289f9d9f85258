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
//! 3. Let main sleep for a minute before it ends, and `kill -9` it meanwhile from a
//!    second terminal. Does the keeper go on? And the twin's? (End it if it does.)

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
    let mut mate = Process::new(|| println!("mate: at your service"));
    let kind = if mate.daemon() { "a daemon too" } else { "no daemon" };
    println!("keeper: my mate is {kind}");
    if let Err(refusal) = mate.start() {
        println!("keeper: {refusal}");
    }
    println!("keeper: the lamp burns");
    light.send("on")?; // All lines so far happen before main's.
    sleep(8.0 * 3600.0);
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

    eye.recv()?; // Waits until the keeper has lit the lamp.
    println!("main: I see the light");
    Ok(())
} // The end of main sends the keeper SIGTERM, then joins both.
// ANCHOR_END: program

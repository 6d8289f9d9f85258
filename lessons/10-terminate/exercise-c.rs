//! Exercise 10c: a bug is planted. Garlic does not end this vampire.
//!
//! Main terminates a vampire and joins it. Run it: the program does not end. The
//! vampire has blocked `SIGTERM`: that signal waits outside, and the vampire goes
//! on. Ctrl-C ends it, because it has not thought of that one.
//!
//! Make it happen: main ends the vampire, whatever it has blocked. Change nothing of
//! the vampire.
//!
//! Done: main joins the vampire and prints the exit code that the join gives. No
//! signal from a terminal is needed. Say which number that will be before you check.
//!
//! Run: `cargo workbook start 10c`, then `cargo workbook check 10c` after each
//! change.

use std::error::Error;

use nix::sys::signal::{SigSet, Signal};
use process_workbook::{Process, Sender, pipe, sleep};

fn haunt(castle: &Sender) -> Result<(), Box<dyn Error>> {
    SigSet::from(Signal::SIGTERM).thread_block()?;
    println!("vampire: good evening");
    castle.send("awake")?;
    loop {
        sleep(60.0); // It has time.
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (ear, castle) = pipe()?;
    let mut vampire = Process::new(move || haunt(&castle)).with_name("vampire");
    vampire.start()?;
    ear.recv()?; // It is awake, and has blocked the signal.

    println!("main: smell this");
    vampire.terminate()?; // Nobody gets over garlic.
    let code = vampire.join()?;
    println!("main: the vampire ended with {code}");
    Ok(())
}

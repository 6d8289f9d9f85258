//! Exercise 10c, solved: a stake in place of garlic.
//!
//! `terminate` sends `SIGTERM`, which a process can block, ignore or handle: it is a
//! request. `kill` sends `SIGKILL`, for which the system asks nobody. Whoever ends
//! by it puts nothing in order, so it comes last, when asking has not helped. The
//! join gives -9: signal 9.

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
    vampire.kill()?; // A stake.
    let code = vampire.join()?;
    println!("main: the vampire ended with {code}");
    Ok(())
}

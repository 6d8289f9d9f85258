//! Exercise 25b: a bug is planted. The passenger stays on the bus.
//!
//! Main drives a bus to its last stop and sends its group SIGINT there, as Ctrl-C does.
//! The conductor takes the signal and sees to the lights. The passenger has made no
//! arrangements, so the signal should end it. The program never ends. Press Ctrl-C: the
//! passenger does not mind that either. Ctrl-\ ends them all.
//!
//! Make it happen: the signal ends the passenger. Main and the conductor stay as they
//! are, because a Ctrl-C that comes before the last stop must not end them.
//!
//! Done: main prints that the passenger ended with -2 and the conductor with 0.
//!
//! Run: `cargo workbook start 25b`, then `cargo workbook check 25b` after each change.

use std::error::Error;

use nix::sys::signal::{SigSet, Signal, killpg};
use nix::unistd::{getpgrp, getpid, pause, setpgid};
use process_workbook::{Process, Sender, pipe};

fn conduct(bell: &Sender) -> Result<(), Box<dyn Error>> {
    println!("conductor: tickets, please");
    bell.send("on the bus")?;
    SigSet::from(Signal::SIGINT).wait()?;
    println!("conductor: the lights are out");
    Ok(())
}

fn ride(bell: &Sender) -> Result<(), Box<dyn Error>> {
    println!("passenger: I read");
    bell.send("on the bus")?;
    pause(); // No handler, no block: the default action ends this process.
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    if getpgrp() != getpid() {
        setpgid(getpid(), getpid())?;
    }
    let ctrl_c = SigSet::from(Signal::SIGINT);
    ctrl_c.thread_block()?; // In good time: main misses no Ctrl-C from here on.

    let (conducts, bell) = pipe()?;
    let mut conductor = Process::new(move || conduct(&bell)).with_name("conductor");
    let (rides, bell) = pipe()?;
    let mut passenger = Process::new(move || ride(&bell)).with_name("passenger");
    conductor.start()?;
    passenger.start()?;
    conducts.recv()?;
    rides.recv()?;

    println!("main: last stop");
    killpg(getpgrp(), Signal::SIGINT)?;
    ctrl_c.wait()?;
    println!("main: the passenger ended with {}", passenger.join()?);
    println!("main: the conductor ended with {}", conductor.join()?);
    Ok(())
}

//! Exercise 25b, solved: the passenger takes back the block that it has inherited.
//!
//! A fork copies the set of blocked signals, as it copies everything else. Main blocks
//! SIGINT before it starts the two, so both begin with the block. The conductor needs
//! it. The passenger unblocks SIGINT before it sends its message, and main sends the
//! signal after it has received that message, so the signal ends the passenger.

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
    SigSet::from(Signal::SIGINT).thread_unblock()?; // Main's block was copied.
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

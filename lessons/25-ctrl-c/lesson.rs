//! Lesson 25: ctrl-c. One key sends a signal to every process of a group.
//!
//! Predict: main sends its group what the terminal sends when you press Ctrl-C. Which
//! line of the program is in no output? Which two exit codes does main print? Can the
//! guest's be printed before the gas is off?
//!
//! Run: `cargo run --bin lesson25` (at once).
//!
//! Extend:
//! 1. Take out the call of `killpg`, run the lesson, and press Ctrl-C yourself. Then
//!    run it in the background, `target/debug/lesson25 &`, and send SIGINT to main
//!    alone: `kill -INT` and its pid. Who is left, and what is main waiting for?
//! 2. Move main's `thread_block` above the first start. Who does not end now? (Press
//!    Ctrl-\ to end the program.)
//! 3. Take out main's `thread_block`. Which lines are missing now? What does the shell
//!    say of the program: `echo $?`

// ANCHOR: program
use std::error::Error;

use nix::sys::signal::{SigSet, Signal, killpg};
use nix::unistd::{getpgrp, getpid, pause, setpgid};
use process_workbook::{Process, Sender, exit, pipe};

fn cook(door: &Sender) -> Result<(), Box<dyn Error>> {
    let ctrl_c = SigSet::from(Signal::SIGINT);
    ctrl_c.thread_block()?; // A blocked signal is kept until somebody takes it.
    println!("cook: the gas is on");
    door.send("at work")?;
    ctrl_c.wait()?; // Takes it: sigwait(3).
    println!("cook: the gas is off");
    exit(3)
}

fn eat(door: &Sender) -> Result<(), process_workbook::Error> {
    println!("guest: the soup is hot");
    door.send("at work")?;
    pause(); // Waits for any signal.
    println!("guest: the bill, please");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    if getpgrp() != getpid() {
        setpgid(getpid(), getpid())?; // (1)
    }
    let (cook_works, door) = pipe()?;
    let mut cook = Process::new(move || cook(&door)).with_name("cook");
    let (guest_eats, door) = pipe()?;
    let mut guest = Process::new(move || eat(&door)).with_name("guest");
    cook.start()?;
    guest.start()?;

    let ctrl_c = SigSet::from(Signal::SIGINT);
    ctrl_c.thread_block()?; // (2)
    cook_works.recv()?;
    guest_eats.recv()?;
    println!("main: the alarm rings");
    killpg(getpgrp(), Signal::SIGINT)?; // What the terminal does at Ctrl-C.
    ctrl_c.wait()?;
    println!("main: I hear it too");
    println!("main: the guest ended with {}", guest.join()?);
    println!("main: the cook ended with {}", cook.join()?);
    Ok(())
}
// ANCHOR_END: program

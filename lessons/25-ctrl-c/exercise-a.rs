//! Exercise 25a: to be continued.
//!
//! A writer and a reader work side by side, and main ends the day with SIGINT for its
//! whole group, as Ctrl-C does. The reader may stop in the middle of a sentence. The
//! writer may not: `writer: to be continued` belongs under every chapter, and as given
//! the signal ends the writer before it prints that line.
//!
//! Make it happen: the writer does not die of the signal. It waits for it, prints its
//! last line and ends by itself, with 0. The reader and main stay as they are.
//!
//! Done: main prints that the writer ended with 0 and the reader with -2, whichever
//! moment the signal comes at. As given 2 outputs are possible. How many are there
//! when it is done?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 25a`, then `cargo workbook check 25a` after each change.

use std::error::Error;

use nix::sys::signal::{SigSet, Signal, killpg};
use nix::unistd::{getpgrp, getpid, pause, setpgid};
use process_workbook::{Process, Sender, pipe};

fn write(desk: &Sender) -> Result<(), Box<dyn Error>> {
    println!("writer: chapter one");
    desk.send("at work")?;
    pause(); // Until the day ends.
    println!("writer: to be continued");
    Ok(())
}

fn read(desk: &Sender) -> Result<(), Box<dyn Error>> {
    println!("reader: once upon a time");
    desk.send("at work")?;
    pause();
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    if getpgrp() != getpid() {
        setpgid(getpid(), getpid())?;
    }
    let (writes, desk) = pipe()?;
    let mut writer = Process::new(move || write(&desk)).with_name("writer");
    let (reads, desk) = pipe()?;
    let mut reader = Process::new(move || read(&desk)).with_name("reader");
    writer.start()?;
    reader.start()?;

    let ctrl_c = SigSet::from(Signal::SIGINT);
    ctrl_c.thread_block()?;
    writes.recv()?;
    reads.recv()?;
    println!("main: enough for today");
    killpg(getpgrp(), Signal::SIGINT)?;
    ctrl_c.wait()?;
    println!("main: I stop, too");
    println!("main: the writer ended with {}", writer.join()?);
    println!("main: the reader ended with {}", reader.join()?);
    Ok(())
}

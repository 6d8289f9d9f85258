//! Exercise 25a, solved: the writer blocks the signal first, and waits for it then.
//!
//! A signal that is blocked has no effect until `wait` takes it. Main sends it after
//! it has received the writer's message, and the writer sends that after its block, so
//! the signal never finds the writer without it. The last line comes after the signal,
//! and before the join that saw the writer end. It is concurrent with one line only,
//! `main: I stop, too`.
//!
//! Prediction: 4 possible outputs

use std::error::Error;

use nix::sys::signal::{SigSet, Signal, killpg};
use nix::unistd::{getpgrp, getpid, pause, setpgid};
use process_workbook::{Process, Sender, pipe};

fn write(desk: &Sender) -> Result<(), Box<dyn Error>> {
    let ctrl_c = SigSet::from(Signal::SIGINT);
    ctrl_c.thread_block()?; // Main sends the signal later than this.
    println!("writer: chapter one");
    desk.send("at work")?;
    ctrl_c.wait()?; // Takes the signal, which does nothing else then.
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

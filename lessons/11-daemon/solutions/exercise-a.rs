//! Exercise 11a, solved: the dragon is a daemon.
//!
//! The end of main joins every child, and a join of a child that never ends never
//! ends. A daemon gets `SIGTERM` before that. The dragon's line is sure, because its
//! message comes behind it and main's line behind the message. The knight is no
//! daemon, and free: his two lines and the two others can be mixed in 6 ways.
//!
//! Prediction: 6 possible outputs

use process_workbook::{Process, Result, Sender, pipe, sleep};

fn guard(cave: &Sender) -> Result<()> {
    println!("dragon: all this gold is mine");
    cave.send("smoke")?;
    loop {
        sleep(60.0); // With one eye open.
    }
}

fn quarrel() {
    println!("knight: I have come for the gold");
    println!("knight: I can come back on Monday");
}

fn main() -> Result<()> {
    let (eye, cave) = pipe()?;
    let mut dragon =
        Process::new(move || guard(&cave)).with_name("dragon").with_daemon(true);
    let mut knight = Process::new(quarrel).with_name("knight");
    dragon.start()?;
    knight.start()?;

    eye.recv()?; // There is smoke: the dragon has spoken.
    println!("main: the end");
    Ok(())
}

//! Exercise 24b, solved: the process starts before the thread.
//!
//! When the hen starts, main has one thread, so no other thread can hold a lock.
//! The counter's thread starts after that, and only main has it. To join the
//! counter first is no way out here, because it counts what the hen sends.
//!
//! Prediction: 2 possible outputs

use std::error::Error;
use std::sync::mpsc::channel;
use std::thread;

use process_workbook::{Process, Result, Sender, pipe};

fn lay(nest: &Sender) -> Result<()> {
    println!("hen: two eggs today");
    for _ in 0..2 {
        nest.send("egg")?;
    }
    println!("hen: cluck");
    Ok(())
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    println!("main: the basket is empty");
    let (basket, eggs) = channel();
    let (door, nest) = pipe()?;
    let mut hen = Process::new(move || lay(&nest)).with_name("hen");
    hen.start()?; // Main has one thread: the counter comes later.
    let counter = thread::spawn(move || eggs.iter().count());

    for _ in 0..2 {
        basket.send(door.recv()?)?;
    }
    drop(basket); // The counter ends when nobody can send any more.
    let count = counter.join().expect("nobody panics");
    println!("main: {count} eggs");

    hen.join()?;
    println!("main: breakfast is ready");
    Ok(())
}

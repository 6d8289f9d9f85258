//! Exercise 24b, solved: the process starts before the thread.
//!
//! When the baker starts, main has one thread, and no other one can hold a lock. The
//! counter's thread starts after that, in main alone. To join it before the start would
//! do as well for `start`, but then the baker would wait until the eggs are counted.
//!
//! Prediction: 2 possible outputs

use std::error::Error;
use std::sync::mpsc::channel;
use std::thread;

use process_workbook::Process;

fn bake() {
    println!("baker: the oven is warm");
}

fn main() -> Result<(), Box<dyn Error>> {
    let (basket, eggs) = channel();
    println!("main: the hens have laid");
    let mut baker = Process::new(bake).with_name("baker");
    baker.start()?; // Main has one thread: the counter comes later.
    let counter = thread::spawn(move || eggs.iter().sum::<u32>());

    for nest in [2, 0, 1, 3] {
        basket.send(nest)?;
    }
    drop(basket); // The counter ends when nobody can send any more.
    let count = counter.join().expect("nobody panics");
    println!("main: {count} eggs");

    baker.join()?;
    println!("main: the cake is in the oven");
    Ok(())
}

//! Exercise 24b: the baker is refused.
//!
//! A thread adds up the eggs that main sends to it by a channel. Meanwhile a baker, a
//! process, warms the oven. But `start` returns an error, and main ends with it.
//!
//! Make it happen: the baker warms the oven while main counts. No line is added, and
//! none is taken away.
//!
//! Done: the baker starts when the hens have laid, and the oven may be warm before or
//! after main says how many eggs there are. Main joins the baker before its last line.
//! As given the program ends with an error. How many outputs are possible when it is
//! done?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 24b`, then `cargo workbook check 24b` after each
//! change.

use std::error::Error;
use std::sync::mpsc::channel;
use std::thread;

use process_workbook::Process;

fn bake() {
    println!("baker: the oven is warm");
}

fn main() -> Result<(), Box<dyn Error>> {
    let (basket, eggs) = channel();
    let counter = thread::spawn(move || eggs.iter().sum::<u32>());
    println!("main: the hens have laid");
    let mut baker = Process::new(bake).with_name("baker");
    baker.start()?;

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

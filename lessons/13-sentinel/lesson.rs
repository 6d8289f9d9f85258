//! Lesson 13: the sentinel. Main waits for several processes at once.
//!
//! Predict: the soup is started first and the cake last. Can main serve the cake
//! before the roast is on the fire? Can it serve the soup first?
//!
//! Run: `cargo run --bin lesson13` (at once).
//!
//! Extend:
//! 1. Ring for the roast first and for the cake last. Which lines change places?
//! 2. Call `kitchen[0].join()?` before `wait`. Why does the program stand still?
//! 3. Ring all three bells before the first `wait`. In how many orders can the
//!    dishes be served now, and how many of them do ten runs show?

// ANCHOR: program
use std::collections::HashMap;

use process_workbook::{Process, Receiver, Result, pipe, wait};

fn cook(dish: &str, bell: &Receiver) -> Result<()> {
    println!("{dish}: on the fire");
    bell.recv()?; // (1)
    Ok(())
}

fn main() -> Result<()> {
    let mut kitchen = Vec::new();
    let mut ropes = HashMap::new();
    for dish in ["soup", "roast", "cake"] {
        let (bell, rope) = pipe()?;
        let cook = Process::new(move || cook(dish, &bell)).with_name(dish);
        let mut process = cook.with_daemon(true); // (2)
        process.start()?;
        kitchen.push(process);
        ropes.insert(dish, rope);
    }

    for done in ["cake", "soup", "roast"] {
        ropes[done].send("ring")?; // (3)
        let cooking: Vec<_> = kitchen.iter().collect();
        let first = wait(&cooking, None)?[0]; // (4)
        let dish = kitchen.remove(first); // (5)
        println!("main: {} is served, exit code {}", dish.name(), dish.join()?);
    }
    Ok(())
}
// ANCHOR_END: program

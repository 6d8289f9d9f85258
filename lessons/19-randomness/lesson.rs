//! Lesson 19: randomness. A generator that was used repeats itself in each child.
//!
//! Predict: main, Ada and Ben each toss a coin 128 times. How many different results
//! are there when all of them use the generator that main had before the fork? And
//! how many when each seeds it anew? Which lines can change places?
//!
//! Run: `cargo run --bin lesson19` (at once).
//!
//! Extend:
//! 1. Take out main's first `toss()`, here and in the twin. Why do the three still
//!    agree there, and here no longer?
//! 2. Cure it in another way: in `toss_anew` make a new generator, by
//!    `rand::make_rng::<StdRng>()`. Why does that not help? What does
//!    `StdRng::try_from_rng(&mut SysRng)` do better?
//! 3. Use the functions of Python's module `random` in the twin, in place of `coin`.
//!    Find out who seeds them anew in each child.

// ANCHOR: program
use std::collections::HashSet;

use process_workbook::{Process, Result, pipe};

fn toss() -> u128 {
    rand::random() // A bit a toss, from the generator of this thread.
}

fn toss_anew() -> u128 {
    // A new seed from the system, for this process alone.
    rand::rng().reseed().expect("Linux has random bytes");
    toss()
}

fn compare(coin: &'static str, toss: fn() -> u128) -> Result<()> {
    let mut ears = Vec::new();
    for who in ["Ada", "Ben"] {
        let (ear, voice) = pipe()?;
        let mut child = Process::new(move || {
            println!("{who}: I toss {coin}");
            voice.send(&toss().to_string())
        });
        child.start()?; // Copies the generator, with all that it will ever give.
        ears.push(ear);
    }

    let mut results = HashSet::from([toss().to_string()]);
    for ear in ears {
        results.insert(ear.recv()?); // This child's line happens before main's next.
    }
    println!("main: different results: {} of 3", results.len());
    Ok(())
}

fn main() -> Result<()> {
    toss(); // The first use seeds the generator.
    compare("main's coin", toss)?;
    compare("a new coin", toss_anew)
}
// ANCHOR_END: program

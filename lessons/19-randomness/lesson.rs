//! Lesson 19: randomness. Three processes toss a coin, and main compares the results.
//!
//! Predict: main, Ada and Ben each toss a coin 128 times. How many different results
//! are there when all of them use the generator that main had before the fork? And
//! how many when each seeds it anew? Which lines can change places?
//!
//! Run: `cargo run --bin lesson19` (at once).
//!
//! Extend:
//! 1. Take out main's first `toss()`, here and in the twin. What does each of the two
//!    programs print now, and why do they differ?
//! 2. Seed it in another way: in `toss_anew` make a new generator by
//!    `rand::make_rng::<StdRng>()`, and draw from it. Why does that not help? What
//!    does `StdRng::try_from_rng(&mut SysRng)` do better?
//! 3. Use the functions of Python's module `random` in the twin, in place of `coin`.
//!    Find out who seeds them anew in each child.

// ANCHOR: program
use std::collections::HashSet;

use process_workbook::{Process, Result, pipe};

fn toss() -> u128 {
    rand::random() // 128 bits, one a toss.
}

fn toss_anew() -> u128 {
    rand::rng().reseed().expect("Linux has random bytes"); // (1)
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
        child.start()?; // (2)
        ears.push(ear);
    }

    let mut results = HashSet::from([toss().to_string()]); // (3)
    for ear in ears {
        results.insert(ear.recv()?); // (4)
    }
    println!("main: different results: {} of 3", results.len());
    Ok(())
}

fn main() -> Result<()> {
    toss(); // (5)
    compare("main's coin", toss)?;
    compare("a new coin", toss_anew)
}
// ANCHOR_END: program

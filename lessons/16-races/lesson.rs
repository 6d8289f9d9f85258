//! Lesson 16: races. Three runners, started one after the other, joined one after the other.
//!
//! Predict: Ada starts first, and main waits for her first. Must she arrive first?
//! Can Cleo arrive before main says that they are off? And how many of the possible
//! outputs (count 630) do you see in ten runs?
//!
//! Run: `cargo run --bin lesson16` (at once; run it ten times).
//!
//! Extend:
//! 1. Move `main: they are off` above the loop that starts the runners. Which lines
//!    can be the second one now, which could before? What is left of the 630?
//! 2. Call `sleep(1.0)` between Ada's two lines. Who is last in every run that you
//!    see? Who can be first, all the same?
//! 3. Find out how many outputs 200 runs show: `for i in $(seq 200); do
//!    target/debug/lesson16 | md5sum; done | sort | uniq -c`. Then give them one
//!    processor: put `taskset -c 0` before the program. Has the 630 changed, too?

// ANCHOR: program
use process_workbook::{Process, Result};

fn run(who: &str) {
    println!("{who}: leaves");
    println!("{who}: arrives");
}

fn main() -> Result<()> {
    println!("main: on your marks"); // (1)

    let mut runners =
        ["Ada", "Ben", "Cleo"].map(|who| Process::new(move || run(who)));
    for runner in &mut runners {
        runner.start()?; // (2)
    }
    println!("main: they are off"); // (3)

    for runner in &runners {
        runner.join()?; // (4)
    }
    println!("main: all are home"); // (5)
    Ok(())
}
// ANCHOR_END: program

//! Lesson 1: the first process. The child's clock ticks while the parent looks at it.
//!
//! Predict: the parent prints five lines and never waits. Does the program end before
//! the child's last line? Can the parent's last line come after it?
//!
//! Run: `cargo run --bin lesson01` (15 seconds; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Call `p.terminate()?` right after `start`. What does `is_alive` say, and why?
//! 2. Call `p.join()?` after that. What does it say now?
//! 3. Print `current_process().name()` in the child. Does it see the name `test`?

// ANCHOR: program
use chrono::Local;
use process_workbook::{Process, Result, sleep};

fn worker(num: f64) {
    for _ in 0..5 {
        println!("The now is {}", Local::now().format("%Y-%m-%d %H:%M:%S%.6f"));
        sleep(num);
    }
}

fn main() -> Result<()> {
    let mut p = Process::new(|| worker(3.0));
    p.start()?; // (1)

    println!("p.authkey b'{}'", p.authkey().as_bytes().escape_ascii());
    p.set_authkey(b"123qwe"); // (2)
    println!("p.authkey b'{}'", p.authkey().as_bytes().escape_ascii());
    println!("p.name {}", p.name());
    p.set_name("test"); // (3)
    println!("p.name {}", p.name());
    println!("p.is_alive {}", if p.is_alive()? { "True" } else { "False" }); // (4)
    Ok(())
} // (5)
// ANCHOR_END: program

//! Lesson 3: three functions, three processes. Thirteen lines, and very many orders.
//!
//! Predict: starting `worker_1` first, does it print first? Can `worker_3` print after
//! `End`? Can `End worker_2` come before `worker_2`? `document.txt` has one result.
//!
//! Run: `cargo run --bin lesson03` (3 seconds; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Let `worker_3` sleep for one second. Which line must now come last?
//! 2. Call `p.join()?` after each `start`. How many orders are left?
//! 3. Collect the three processes and join them before `End`. Which lines can follow it?

// ANCHOR: program
use process_workbook::{Process, Result, active_children, cpu_count, sleep};

fn worker_1(interval: f64) {
    println!("worker_1");
    sleep(interval);
    println!("End worker_1");
}

fn worker_2(interval: f64) {
    println!("worker_2");
    sleep(interval);
    println!("End worker_2");
}

fn worker_3(interval: f64) {
    println!("worker_3");
    sleep(interval);
    println!("End worker_3");
}

fn main() -> Result<()> {
    for worker in [worker_1, worker_2, worker_3] as [fn(f64); 3] {
        let mut p = Process::new(move || worker(3.0));
        p.start()?; // Orders main's lines above before the child's, none below.
        println!("The number of cpu is {}", cpu_count());
    }

    // In order of start. In Python it is the order of a set: any.
    for p in active_children() {
        println!(
            "child p.name: {}, p.id: {}",
            p.name(),
            p.pid().unwrap_or_default()
        );
    }

    println!("End");
    Ok(())
} // The end of main joins all three, so `End` need not be the last line.
// ANCHOR_END: program

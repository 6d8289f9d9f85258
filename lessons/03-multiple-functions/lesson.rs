//! Lesson 3: three functions, three processes. `document.txt` shows one result of them.
//!
//! Predict: starting `worker_1` first, does it print before `worker_2`? Is `End` the
//! last line? Which worker can print the first line of all?
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
        p.start()?; // (1)
        println!("The number of cpu is {}", cpu_count()); // (2)
    }

    // (3)
    for p in active_children() {
        println!(
            "child p.name: {}, p.id: {}",
            p.name(),
            p.pid().unwrap_or_default()
        );
    }

    println!("End"); // (4)
    Ok(())
} // (5)
// ANCHOR_END: program

//! Lesson 4: a type of one's own. Five processes print the same seven lines.
//!
//! Predict: three `hello world` in a row, whose are they? Is the process that starts
//! last the one that ends last? Does main print anything?
//!
//! Run: `cargo run --bin lesson04` (about 3 seconds; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Give `MyProcess` a field `number` and print it. Which lines can you tell apart now?
//! 2. Print `current_process().name()` too. Why is it not `Process-1`?
//! 3. Let main draw one number before the loop. Do the children still pause differently?

// ANCHOR: program
use chrono::Local;
use process_workbook::{Process, Result, Run, current_process, sleep};

struct MyProcess;

impl Run for MyProcess {
    fn run(self) {
        println!(
            "child process pid is {} , start at: {}",
            current_process().pid().unwrap_or_default(),
            Local::now().format("%c")
        );
        for _ in 0..5 {
            println!("hello world");
            // Drawn in the child: each child seeds a generator of its own.
            sleep(rand::random());
        }
        println!("end child process");
    }
}

fn main() -> Result<()> {
    for _ in 0..5 {
        let mut p = Process::new(MyProcess);
        p.start()?; // Nothing orders one child's lines and another's.
    }
    Ok(())
} // The end of main joins all five.
// ANCHOR_END: program

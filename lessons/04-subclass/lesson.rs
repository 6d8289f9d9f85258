//! Lesson 4: a type of one's own. Five processes print the same seven lines.
//!
//! Predict: whose pid does each first line show? Can another process have ended before
//! `MyProcess-1` prints anything? And can you tell whose `hello world` you see?
//!
//! Run: `cargo run --bin lesson04` (about 3 seconds; `WORKBOOK_SPEED=50` makes it fast).
//!
//! Extend:
//! 1. Put `MyProcess.run();` in place of the two lines in main's loop. Which processes are
//!    there now, and whose pid is printed?
//! 2. Start two children that print one `hello world` each: change both loops. How many
//!    outputs are there? How many if these two lines begin with `current_process().name()`?
//! 3. Let main print `main: all are started` after its loop. In how many places can that
//!    line be?

// ANCHOR: program
use chrono::Local;
use process_workbook::{Process, Result, Run, current_process, sleep};

struct MyProcess;

impl Run for MyProcess {
    fn run(self) {
        println!(
            "child process pid is {} , start at: {}",
            current_process().pid().unwrap_or_default(), // (1)
            Local::now().format("%c")
        );
        for _ in 0..5 {
            println!("hello world");
            sleep(rand::random()); // (2)
        }
        println!("end child process");
    }
}

fn main() -> Result<()> {
    for _ in 0..5 {
        let mut p = Process::new(MyProcess); // (3)
        p.start()?; // (4)
    }
    Ok(())
} // (5)
// ANCHOR_END: program

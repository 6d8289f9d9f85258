//! Exercise 22a, solved: each till opens the printer for itself.
//!
//! A lock of flock(2) belongs to an open file. A fork copies the descriptor, and both
//! copies refer to the same open file. So the tills had one lock together, and it
//! kept neither of them out. Now each till has an open file of its own, and a till that
//! locks it waits while the other till has the lock. The bills can come either
//! way round, and main, which takes no lock, has five places in each.
//!
//! Prediction: 10 possible outputs

use std::env;
use std::fs::File;
use std::io;

use process_workbook::Process;

fn bill(till: &str) -> io::Result<()> {
    let printer = File::open(env::current_exe()?)?; // After the fork.
    printer.lock()?;
    println!("{till}: one tea");
    println!("{till}: 2.50 in all");
    printer.unlock()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut tills = ["left till", "right till"]
        .map(|till| Process::new(move || bill(till)).with_name(till));
    for till in &mut tills {
        till.start()?;
    }
    println!("main: the radio plays");
    for till in &tills {
        till.join()?;
    }
    println!("main: the shop is shut");
    Ok(())
}

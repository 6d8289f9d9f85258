//! Exercise 22a: a bug is planted. Two tills share one printer.
//!
//! Each till prints a bill of two lines, and locks the printer for that long. This
//! worked until somebody tidied up: the file is opened once now, in main, and both
//! tills use the same `File`. Since then a customer sometimes gets the total of
//! somebody else.
//!
//! Make it happen: no line of one till comes between the two lines of the other, in
//! any possible output. Which till prints first is left to chance. Main has a radio
//! on, which needs no printer.
//!
//! Done: both orders of the two bills are possible, with the radio at any place. As
//! given there are 30 possible outputs. How many are left? Write your prediction
//! into the next line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 22a`, then `cargo workbook check 22a` after each
//! change.

use std::env;
use std::fs::File;
use std::io;
use std::rc::Rc;

use process_workbook::Process;

fn bill(till: &str, printer: &File) -> io::Result<()> {
    printer.lock()?;
    println!("{till}: one tea");
    println!("{till}: 2.50 in all");
    printer.unlock()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One printer, one `File`: opening it again would be another one.
    let printer = Rc::new(File::open(env::current_exe()?)?);
    let mut tills = ["left till", "right till"].map(|till| {
        let printer = Rc::clone(&printer);
        Process::new(move || bill(till, &printer)).with_name(till)
    });
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

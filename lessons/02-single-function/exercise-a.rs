//! Exercise 2a: a snail, and whether it has arrived.
//!
//! Main starts a snail, makes tea, and asks for the state of the process. The answer
//! is `started` or `stopped`, whichever is true at that moment. Nobody can tell from
//! the program which one it is.
//!
//! Make it happen: main's last line says `stopped` in every possible output. The
//! snail may still be under way while main makes tea. Add one line.
//!
//! Done: the snail's three lines happen before the line with the state, and nothing
//! orders them and `main: makes tea`. As given there are 10 possible outputs; that
//! is counted without what the state says. How many are left? Write your prediction
//! into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 2a`, then `cargo workbook check 2a` after each change.

use process_workbook::{Process, Result, sleep};

fn snail() {
    println!("snail: sets off");
    sleep(2.0);
    println!("snail: half way");
    sleep(2.0);
    println!("snail: arrives");
}

fn main() -> Result<()> {
    let mut p = Process::new(snail);
    p.start()?;
    println!("main: makes tea");
    println!("main: {p:?}");
    Ok(())
}

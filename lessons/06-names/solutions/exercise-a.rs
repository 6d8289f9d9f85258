//! Exercise 6a, solved: each doll joins the doll inside it, and then it closes.
//!
//! The end of a process joins its own children, but only after its last line. The
//! join before `closes` puts everything of the inner doll between the two lines of
//! the outer doll. It is in the program once and is done twice, by `Process-1` and by
//! `Process-1:1`. Main joins at its end, so its line has seven places among the six
//! lines of the dolls.
//!
//! Prediction: 7 possible outputs

use process_workbook::{Process, Result, current_process};

fn open(inside: u32) -> Result<()> {
    let name = current_process().name();
    println!("{name}: opens");
    if inside > 0 {
        let mut doll = Process::new(move || open(inside - 1));
        doll.start()?;
        doll.join()?;
    }
    println!("{name}: closes");
    Ok(())
}

fn main() -> Result<()> {
    let mut doll = Process::new(|| open(2));
    doll.start()?;
    println!("main: how many are there?");
    Ok(())
}

//! Exercise 2a, solved: main joins the snail, and asks then.
//!
//! A state is true at the moment of the question. Behind the join there is only one
//! answer: the join has seen the child ended, and a process that has ended does not
//! begin again. The tea is above the join, so it has four places among the snail's
//! three lines.
//!
//! Prediction: 4 possible outputs

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
    p.join()?;
    println!("main: {p:?}");
    Ok(())
}

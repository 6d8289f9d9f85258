//! Exercise 1b, solved: a child paints, and Tom joins it before he speaks.
//!
//! `Process::new` gets the function, it does not call it. From the start on main and
//! the child go on at the same time, so the apple has three places among the fence's
//! two lines. The join puts both of them before Tom's second line. The end of main
//! joins too, but only after Tom has spoken.

use process_workbook::{Process, Result};

fn paint() {
    println!("fence: first coat");
    println!("fence: second coat");
}

fn main() -> Result<()> {
    let mut ben = Process::new(paint);
    ben.start()?;
    println!("Tom: eats an apple");
    ben.join()?;
    println!("Tom: the fence is white");
    Ok(())
}

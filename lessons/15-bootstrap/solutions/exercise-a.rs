//! Exercise 15a, solved: the pool joins its swimmers before its destructors run.
//!
//! The end of a process does join its children, but as a later step: first `run`
//! ends and drops what it has. The water ran out in between. With the joins inside
//! the function the four lines of the swimmers come before it, in one of
//! 4! / (2! · 2!) orders. With the two of the pool that is a row of six, in which
//! the ice cream has seven places.
//!
//! Prediction: 42 possible outputs

use process_workbook::{Process, Result};

struct Water;

impl Drop for Water {
    fn drop(&mut self) {
        println!("pool: the water runs out");
    }
}

fn swim(who: &str) {
    println!("{who}: dives");
    println!("{who}: comes up");
}

fn bathe() -> Result<()> {
    let _water = Water;
    println!("pool: is open");
    let mut swimmers =
        ["Tim", "Tom"].map(|who| Process::new(move || swim(who)).with_name(who));
    for swimmer in &mut swimmers {
        swimmer.start()?;
    }
    for swimmer in &swimmers {
        swimmer.join()?;
    }
    Ok(())
}

fn main() -> Result<()> {
    let mut pool = Process::new(bathe).with_name("pool");
    pool.start()?;
    println!("main: I sell ice cream");
    pool.join()?;
    println!("main: good evening");
    Ok(())
}

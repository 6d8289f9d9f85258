//! Exercise 15a: the water runs out, and two are still swimming.
//!
//! A pool is a process, and two swimmers are its children. The water runs out in a
//! destructor, at the end of the function. The author relies on the end of the
//! process, which waits for its children: "so nobody is in the water any more".
//! Meanwhile main sells ice cream. As given there are 210 possible outputs.
//!
//! Make it happen: the water runs out when both swimmers have come up, in every
//! possible output.
//!
//! Done: the pool waits for its swimmers before the water runs out. The two swim at
//! the same time, and main sells ice cream as before.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 15a`, then `cargo workbook check 15a` after each
//! change.

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
    Ok(()) // The end of a process waits for its children.
}

fn main() -> Result<()> {
    let mut pool = Process::new(bathe).with_name("pool");
    pool.start()?;
    println!("main: I sell ice cream");
    pool.join()?;
    println!("main: good evening");
    Ok(())
}

//! Exercise 11b, solved: who has children is no daemon.
//!
//! A daemon starts nobody: it can be cut off at any moment, and would leave orphans.
//! What counts is the flag of the process that calls `start`, so it helps nothing to
//! change the maid's. The flag was not needed. The end of main joins every child,
//! and here main joins the butler itself: he cannot stay behind.

use process_workbook::{Process, Result};

fn serve() -> Result<()> {
    println!("butler: here is the tea");
    let mut maid =
        Process::new(|| println!("maid: and here is the cake")).with_name("maid");
    maid.start()?;
    maid.join()?;
    println!("butler: enjoy your meal");
    Ok(())
}

fn main() -> Result<()> {
    let mut butler = Process::new(serve).with_name("butler");
    butler.start()?;
    butler.join()?;
    println!("main: thank you");
    Ok(())
}

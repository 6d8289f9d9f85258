//! Exercise 11b: a bug is planted. The butler may not ring for the maid.
//!
//! A butler serves the tea, and starts a maid who brings the cake. Somebody made him
//! a daemon, so that he does not stay in the house when main has gone. Main joins
//! him anyway. Run it: there is no cake, and the butler says on stderr why. Main
//! does not even notice.
//!
//! Make it happen: the maid brings the cake after the tea, and before the butler
//! prints `enjoy your meal`, in every possible output.
//!
//! Done: butler and maid both end with 0. He joins her, and main joins him.
//!
//! Run: `cargo workbook start 11b`, then `cargo workbook check 11b` after each
//! change.

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
    // A daemon: he shall not stay behind when main ends.
    let mut butler = Process::new(serve).with_name("butler").with_daemon(true);
    butler.start()?;
    butler.join()?;
    println!("main: thank you");
    Ok(())
}

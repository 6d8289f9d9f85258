//! Exercise 99a: fresh bread, sold too early.
//!
//! A baker bakes a loaf in a child, while main opens the shop and sells it. Nothing
//! orders the baker's lines and main's. A loaf can be sold that is still dough.
//!
//! Make it happen: in every possible output the loaf is sold after it is baked. The
//! shop opens when it likes. Add one line.
//!
//! Done: the loaf is sold after both lines of the baker, and the line that opens the
//! shop is concurrent with them. As given there are 6 possible outputs. How many are
//! left? Write your prediction into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 99a`, then `cargo workbook check 99a` after each change.

use process_workbook::{Process, Result};

fn bake() {
    println!("baker: the dough rises");
    println!("baker: the loaf is baked");
}

fn main() -> Result<()> {
    let mut baker = Process::new(bake);
    baker.start()?;
    println!("shop: open");
    println!("shop: the loaf is sold");
    Ok(())
}

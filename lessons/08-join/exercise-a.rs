//! Exercise 8a: three cooks, and one at a time in the kitchen.
//!
//! Three cooks prepare a dinner, each in a process. Main waits for each of them, so the
//! dinner is served last: that is right. But the kitchen is slow: while one cook works, the
//! two others have not even been started.
//!
//! Make it happen: all three cooks can be at work at the same time, and the dinner is
//! still served after every dish is ready.
//!
//! Done: nothing orders the lines of two cooks. `main: dinner is served` happens after all
//! six of them. As given there is 1 possible output; write your prediction below.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 8a`, then `cargo workbook check 8a` after each change.

use process_workbook::{Process, Result};

fn cook(dish: &str) {
    println!("{dish}: into the oven");
    println!("{dish}: ready");
}

fn main() -> Result<()> {
    for dish in ["soup", "roast", "cake"] {
        let mut p = Process::new(move || cook(dish)).with_name(dish);
        p.start()?;
        p.join()?;
    }
    println!("main: dinner is served");
    Ok(())
}

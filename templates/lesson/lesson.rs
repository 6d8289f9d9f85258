//! Lesson 99: tea. A child boils the water while main lays the table.
//!
//! Predict: can the table be laid before the kettle says its first word? Can the tea
//! be served before the water boils? How many outputs are possible?
//!
//! Run: `cargo run --bin lesson99` (at once).
//!
//! Extend:
//! 1. Move `kettle.join()?` above the line that lays the table. Which line has lost
//!    its freedom?
//! 2. Take the join out. Main still ends last: so who can come behind the tea?
//! 3. Let a second child toast bread. Between which lines can its line stand?

// ANCHOR: program
use process_workbook::{Process, Result};

fn boil() {
    println!("kettle: the water is cold");
    println!("kettle: the water boils");
}

fn main() -> Result<()> {
    println!("main: time for tea"); // (1)

    let mut kettle = Process::new(boil);
    kettle.start()?;
    println!("main: the table is laid"); // (2)

    kettle.join()?; // (3)
    println!("main: tea is served");
    Ok(())
}
// ANCHOR_END: program

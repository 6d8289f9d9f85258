//! Exercise 17b: a bug is planted. The week has two Mondays.
//!
//! A captain keeps the log of his ship. On Tuesday he gives it to the mate, a
//! process that writes on from there. `start` writes what waits in the buffer before
//! it forks: that is why the captain does not care. All the same, the log has
//! `Monday` twice.
//!
//! Make it happen: each day is in the log once, and in the right order.
//!
//! Done: main writes Monday before it starts the mate, the mate writes Tuesday and
//! nothing else, and main writes Wednesday after it has joined the mate. As given 2
//! outputs are possible; 1 is left.
//!
//! Run: `cargo workbook start 17b`, then `cargo workbook check 17b` after each
//! change.

use std::error::Error;
use std::io::{self, BufWriter, Write};

use process_workbook::Process;

fn main() -> Result<(), Box<dyn Error>> {
    let mut log = BufWriter::new(io::stdout());
    writeln!(log, "Monday: the captain sees land")?;

    let write_on =
        move || writeln!(log, "Tuesday: the mate sees that it was a cloud");
    let mut mate = Process::new(write_on).with_name("mate");
    mate.start()?; // Writes what waits, and forks only then.
    mate.join()?;

    println!("Wednesday: the captain sees nobody");
    Ok(())
}

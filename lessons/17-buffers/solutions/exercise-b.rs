//! Exercise 17b, solved: the captain flushes his own buffer before the fork.
//!
//! `start` flushes stdout, but Monday waited one buffer before that, in the
//! `BufWriter`. Two processes had a copy of it and each wrote its copy when it
//! dropped it. Flushed before the fork, it is written once, by main: in program
//! order before the start, and so before all that the mate writes.

use std::error::Error;
use std::io::{self, BufWriter, Write};

use process_workbook::Process;

fn main() -> Result<(), Box<dyn Error>> {
    let mut log = BufWriter::new(io::stdout());
    writeln!(log, "Monday: the captain sees land")?;
    log.flush()?; // Now the fork copies an empty buffer.

    let write_on =
        move || writeln!(log, "Tuesday: the mate sees that it was a cloud");
    let mut mate = Process::new(write_on).with_name("mate");
    mate.start()?; // Writes what waits, and forks only then.
    mate.join()?;

    println!("Wednesday: the captain sees nobody");
    Ok(())
}

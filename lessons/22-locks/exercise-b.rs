//! Exercise 22b: two locks, taken in two orders.
//!
//! Ada and Ben paint a fence. Each needs the brush and the paint, takes one of them
//! and then the other, and gives both back when the work is done. So far the program
//! has ended every day. Yet there is a run in which it stands still forever.
//!
//! Make it happen: the program ends in every run. Ada's two lines stay together, and
//! Ben's two, whoever paints first.
//!
//! Done: no run stands still. Both ways round are possible, and no other output. Say
//! who waits for whom, and for which file, before you check.
//!
//! Run: `cargo workbook start 22b`, then `cargo workbook check 22b` after each
//! change.

use std::fs::File;
use std::io;

use process_workbook::{Process, Result};

// Two files that are on every machine. Your own program locks a file of its own.
const BRUSH: &str = "/dev/null";
const PAINT: &str = "/dev/zero";

fn take(thing: &str) -> io::Result<File> {
    let file = File::open(thing)?;
    file.lock()?;
    Ok(file)
}

fn paint(who: &str, first: &str, second: &str) -> io::Result<()> {
    let _first = take(first)?;
    let _second = take(second)?;
    println!("{who}: I have the brush and the paint");
    println!("{who}: my side is blue");
    Ok(()) // Both files are dropped here, and that unlocks them.
}

fn main() -> Result<()> {
    let ada = Process::new(|| paint("Ada", BRUSH, PAINT)).with_name("Ada");
    let ben = Process::new(|| paint("Ben", PAINT, BRUSH)).with_name("Ben");
    let mut painters = [ada, ben];
    for painter in &mut painters {
        painter.start()?;
    }
    for painter in &painters {
        painter.join()?;
    }
    println!("main: the fence is blue");
    Ok(())
}

//! Exercise 22b, solved: both painters take the brush first.
//!
//! Whoever has the brush takes the paint next, and nobody can have the paint without
//! the brush. So the one who has both waits for nobody, paints, and gives both back.
//! The other one waits for the brush, and holds nothing meanwhile.

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
    let ben = Process::new(|| paint("Ben", BRUSH, PAINT)).with_name("Ben");
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

//! Exercise 16a: a bucket is poured out before it is full.
//!
//! A house burns. In each of two chains one fills a bucket at the well, and the next
//! one pours it out: Lea and Max, Nora and Otis. Nothing orders the four, so Max can
//! pour out what Lea has not filled. As given there are 2,520 possible outputs.
//!
//! Make it happen: in each chain the second takes the bucket when the first has
//! filled it. The chains stay free: nobody waits for somebody of the other one.
//!
//! Done: `Lea: the bucket is full` happens before `Max: takes the bucket`, and so it
//! is with Nora and Otis. All four are started before anybody's end is waited for.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 16a`, then `cargo workbook check 16a` after each
//! change.

use process_workbook::{Process, Result};

fn fill(who: &str) {
    println!("{who}: lets the bucket down");
    println!("{who}: the bucket is full");
}

fn pour(who: &str) {
    println!("{who}: takes the bucket");
    println!("{who}: pours it out");
}

fn start_chain(first: &'static str, second: &'static str) -> Result<[Process; 2]> {
    let mut chain = [
        Process::new(move || fill(first)).with_name(first),
        Process::new(move || pour(second)).with_name(second),
    ];
    for person in &mut chain {
        person.start()?;
    }
    Ok(chain)
}

fn main() -> Result<()> {
    let chains = [start_chain("Lea", "Max")?, start_chain("Nora", "Otis")?];
    for person in chains.iter().flatten() {
        person.join()?;
    }
    println!("main: the fire is out");
    Ok(())
}

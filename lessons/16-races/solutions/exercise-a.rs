//! Exercise 16a, solved: the bucket is a message.
//!
//! Each chain has a pipe. Two messages make two rows of four lines, and no edge
//! leads from one to the other. Joins in main cannot do that: main makes them one
//! after the other, and its program order would tie the chains together. An output
//! is decided by which four of the eight places one chain has: 8! / (4! · 4!).
//!
//! Prediction: 70 possible outputs

use process_workbook::{Process, Result, pipe};

fn fill(who: &str) {
    println!("{who}: lets the bucket down");
    println!("{who}: the bucket is full");
}

fn pour(who: &str) {
    println!("{who}: takes the bucket");
    println!("{who}: pours it out");
}

fn start_chain(first: &'static str, second: &'static str) -> Result<[Process; 2]> {
    let (hand, bucket) = pipe()?;
    let fill = move || {
        fill(first);
        bucket.send("water")
    };
    let pour = move || hand.recv().map(|_| pour(second));
    let mut chain =
        [Process::new(fill).with_name(first), Process::new(pour).with_name(second)];
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

//! Exercise 19b: no two snowflakes are alike, and the winter comes back.
//!
//! Three processes are three snowflakes, and each takes its shape by chance. It
//! snows in two winters. The shapes differ, as they should. But somebody has seen a
//! fault in the first winter and wants to look at it again, and the second winter
//! has different shapes, so the fault is gone forever.
//!
//! Make it happen: the second winter has the same three shapes as the first one, in
//! the same order, and the three shapes of a winter still differ from each other.
//! Let `winter` make a generator from the seed 2026, and let each flake get its
//! chance from there. You need `StdRng`, `SeedableRng` and `RngExt` of `rand`.
//!
//! Done: main's lines are `main: shapes in a winter: 3 of 3` and `main: the winter
//! comes back`. Who waits for whom is as it was: 36 possible outputs, before and
//! after.
//!
//! Run: `cargo workbook start 19b`, then `cargo workbook check 19b` after each
//! change.

use std::collections::HashSet;

use process_workbook::{Process, Receiver, Result, pipe};

/// The shapes of three flakes, the first one first.
fn winter() -> Result<Vec<String>> {
    let mut ears = Vec::new();
    for place in ["hat", "roof", "nose"] {
        let (ear, voice) = pipe()?;
        let mut flake = Process::new(move || {
            println!("flake: I fall on a {place}");
            voice.send(&rand::random::<u128>().to_string())
        });
        flake.start()?;
        ears.push(ear);
    }
    ears.iter().map(Receiver::recv).collect()
}

fn main() -> Result<()> {
    let (first, second) = (winter()?, winter()?);
    let shapes: HashSet<_> = first.iter().collect();
    println!("main: shapes in a winter: {} of 3", shapes.len());
    let came_back = first == second;
    println!(
        "main: the winter {}",
        if came_back { "comes back" } else { "is over" }
    );
    Ok(())
}

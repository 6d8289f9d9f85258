//! Exercise 19b, solved: one sky with a seed, and a generator from it for each
//! flake.
//!
//! The seed 2026 makes the winter come back. Main draws a seed for each flake from
//! the sky before it starts the flake, in program order, so no scheduler can
//! exchange them. Each draw moves the sky on, so the flakes differ. Each flake takes
//! its own generator along, and nobody else ever draws from that.

use std::collections::HashSet;

use process_workbook::{Process, Receiver, Result, pipe};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// The shapes of three flakes, the first one first.
fn winter() -> Result<Vec<String>> {
    let mut sky = StdRng::seed_from_u64(2026); // The same one in each winter.
    let mut ears = Vec::new();
    for place in ["hat", "roof", "nose"] {
        let (ear, voice) = pipe()?;
        let mut chance = StdRng::from_rng(&mut sky); // Moves the sky on.
        let mut flake = Process::new(move || {
            println!("flake: I fall on a {place}");
            voice.send(&chance.random::<u128>().to_string())
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

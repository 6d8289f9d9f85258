//! Exercise 19a, solved: each player seeds the generator in its own process.
//!
//! Main's practice seeded the generator, and both forks copied its state: 64 equal
//! throws. Now each player asks the system for a seed of its own, after the fork and
//! before the first throw. 64 ties by chance come once in 3⁶⁴ games. The seed orders
//! nothing, so the number of outputs is what it was.
//!
//! Prediction: 16 possible outputs

use process_workbook::{Process, Result, Sender, pipe};

fn throws() -> String {
    let throw = |_| ["rock ", "paper ", "scissors "][rand::random_range(0..3)];
    (0..64).map(throw).collect()
}

fn play(name: &str, judge: &Sender) -> Result<()> {
    println!("{name}: one, two, three");
    // A new seed from the system, for this process alone.
    rand::rng().reseed().expect("Linux has random bytes");
    judge.send(&throws())?;
    println!("{name}: good game");
    Ok(())
}

fn main() -> Result<()> {
    throws(); // Seeds the generator that both players get a copy of.
    println!("main: the generator is warm");

    let mut ears = Vec::new();
    for name in ["Ada", "Ben"] {
        let (ear, judge) = pipe()?;
        let mut player = Process::new(move || play(name, &judge)).with_name(name);
        player.start()?;
        ears.push(ear);
    }
    let is_tie = ears[0].recv()? == ears[1].recv()?;
    println!("main: {}", if is_tie { "64 ties" } else { "somebody wins a round" });
    Ok(())
}

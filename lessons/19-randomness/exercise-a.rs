//! Exercise 19a: a bug is planted. Nobody ever wins.
//!
//! Ada and Ben play rock, paper, scissors: 64 rounds, each in a process, and neither
//! sees what the other throws. Main judges. It has warmed the generator up first,
//! "because the first numbers are never quite random". Since then every round is a
//! tie.
//!
//! Make it happen: the two throw by chance, each by a chance of its own, and
//! somebody wins a round. Main keeps its practice: it stays where it is.
//!
//! Done: main's second line is `main: somebody wins a round`. Who waits for whom is
//! as it was. As given there are 16 possible outputs. How many are there when it is
//! cured?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 19a`, then `cargo workbook check 19a` after each
//! change.

use process_workbook::{Process, Result, Sender, pipe};

fn throws() -> String {
    let throw = |_| ["rock ", "paper ", "scissors "][rand::random_range(0..3)];
    (0..64).map(throw).collect()
}

fn play(name: &str, judge: &Sender) -> Result<()> {
    println!("{name}: one, two, three");
    judge.send(&throws())?;
    println!("{name}: good game");
    Ok(())
}

fn main() -> Result<()> {
    throws(); // The players warm their own generators up, when they need one.
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

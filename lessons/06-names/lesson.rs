//! Lesson 6: names. Each process has its own copy, and is told of no change.
//!
//! Predict: main renames its first child, and that child renames itself. Which name
//! does each of the two see at the end? What is the grandchild called?
//!
//! Run: `cargo run --bin lesson06` (at once).
//!
//! Extend:
//! 1. Move `tom.set_name("Tom")` above the loop. Which lines change?
//! 2. Let Eve start a child that calls `say`. Which number does Eve hand down?
//! 3. Print `/proc/self/comm` in a child, by `std::fs::read_to_string`. Which of the
//!    names does Linux know? Find out how to tell it one: prctl(2).

// ANCHOR: program
use process_workbook::{Process, Receiver, Result, current_process, pipe};

fn say(text: &str) {
    println!("{}: {text}", current_process().name());
}

fn play(bell: &Receiver) -> Result<()> {
    bell.recv()?; // Main has renamed this child by now, in main's own memory.
    say("nobody has told me a name");
    current_process().set_name("Max"); // In this process, and in no other.
    say("I call myself Max");
    let mut friend = Process::new(|| say("my number stands behind my parent's"));
    friend.start()
} // The end of a child joins its own children.

fn main() -> Result<()> {
    let (bell, rope) = pipe()?;
    let mut tom = Process::new(move || play(&bell));
    let mut eve = Process::new(|| say("I had a name from birth")).with_name("Eve");
    let _unborn = Process::new(|| say("I never start")); // Takes number 3.
    let mut last = Process::new(|| say("I was made after Eve and the unborn"));
    for child in [&mut tom, &mut eve, &mut last] {
        child.start()?;
    }

    tom.set_name("Tom");
    say(&format!("I call my first child {}", tom.name()));
    rope.send("play")?; // The line above happens before all that this child says.
    tom.join()?; // All that it and its friend say happens before the next line.
    say(&format!("it is still {} to me", tom.name()));
    Ok(())
}
// ANCHOR_END: program

//! Lesson 6: names. Main renames its first child, and that child renames itself.
//!
//! Predict: under which name does the first child print its two lines? What does main
//! call that child at the end? And what is the grandchild called?
//!
//! Run: `cargo run --bin lesson06` (at once).
//!
//! Extend:
//! 1. Move `tom.set_name("Tom")` above the loop. Which lines change, and why?
//! 2. Let Eve start a child that calls `say`. What is that child called?
//! 3. Print `/proc/self/comm` in a child, by `std::fs::read_to_string`. Which of the
//!    names does Linux know? Find out how to tell it one: prctl(2).

// ANCHOR: program
use process_workbook::{Process, Receiver, Result, current_process, pipe};

fn say(text: &str) {
    println!("{}: {text}", current_process().name());
}

fn play(bell: &Receiver) -> Result<()> {
    bell.recv()?; // (1)
    say("nobody has told me a name");
    current_process().set_name("Max"); // (2)
    say("I call myself Max");
    let mut friend = Process::new(|| say("my number stands behind my parent's"));
    friend.start() // (3)
}

fn main() -> Result<()> {
    let (bell, rope) = pipe()?;
    let mut tom = Process::new(move || play(&bell));
    let mut eve = Process::new(|| say("I had a name from birth")).with_name("Eve");
    let _unborn = Process::new(|| say("I never start")); // (4)
    let mut last = Process::new(|| say("I was made after Eve and the unborn"));
    for child in [&mut tom, &mut eve, &mut last] {
        child.start()?; // (5)
    }

    tom.set_name("Tom"); // (6)
    say(&format!("I call my first child {}", tom.name()));
    rope.send("play")?; // (7)
    tom.join()?; // (8)
    say(&format!("it is still {} to me", tom.name()));
    Ok(())
}
// ANCHOR_END: program

//! Lesson 7: the life cycle. Main looks at a moth before, during and after its life.
//!
//! Predict: what does main see of the moth, each of the three times that it looks? What
//! happens when the moth is started twice? The owl has a copy of the moth's object: what
//! can it say about the moth?
//!
//! Run: `cargo run --bin lesson07` (at once).
//!
//! Extend:
//! 1. Let the moth end by `exit(3)`. What is in the brackets then?
//! 2. Start the moth again after its end. Then make a second moth and start that.
//!    Which of the two works?
//! 3. Look at the mayfly before its join too, in a hundred runs. Is it always in the
//!    same state? Find out why the lesson does not look there.

// ANCHOR: program
use process_workbook::{Process, Result, current_process, pipe};

fn look(process: &Process) {
    match process.pid() {
        Some(pid) => println!("main: {process:?} has pid {pid}"),
        None => println!("main: {process:?} has no pid"),
    }
}

fn main() -> Result<()> {
    let (eye, moon) = pipe()?;
    let mut moth = Process::new(move || {
        println!("moth: my ident is {}", current_process().ident().unwrap_or(0));
        eye.recv().map(drop) // (1)
    })
    .with_name("moth");
    look(&moth);
    moth.start()?;
    look(&moth); // (2)
    if let Err(refusal) = moth.start() {
        println!("main: {refusal}"); // (3)
    }
    moon.send("down")?; // (4)
    moth.join()?; // (5)
    look(&moth);

    let (ear, _song) = pipe()?;
    let mut mayfly = Process::new(move || ear.recv().map(drop)).with_name("mayfly");
    mayfly.start()?;
    mayfly.terminate()?; // (6)
    mayfly.join()?; // (7)
    println!("main: {mayfly:?}");

    let mut owl = Process::new(move || println!("owl: {moth:?}"));
    owl.start() // (8)
}
// ANCHOR_END: program

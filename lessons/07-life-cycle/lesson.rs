//! Lesson 7: the life cycle. One object, at most one process, and five states.
//!
//! Predict: does the pid outlive the moth? What happens when the moth is started
//! twice? The owl has a copy of the moth's object: what can it say about the moth?
//!
//! Run: `cargo run --bin lesson07` (at once).
//!
//! Extend:
//! 1. Let the moth end by `exit(3)`. What stands in the brackets?
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
        eye.recv().map(drop) // Lives until main says that the moon is down.
    })
    .with_name("moth");
    look(&moth);
    moth.start()?;
    look(&moth); // Whatever it has done so far, it lives.
    if let Err(refusal) = moth.start() {
        println!("main: {refusal}");
    }
    moon.send("down")?;
    moth.join()?; // The moth's line and its end happen before the next.
    look(&moth);

    let (ear, _song) = pipe()?;
    let mut mayfly = Process::new(move || ear.recv().map(drop)).with_name("mayfly");
    mayfly.start()?;
    mayfly.terminate()?; // Sends a signal, and waits for nothing.
    mayfly.join()?;
    println!("main: {mayfly:?}");

    // Only the process that made the moth knows its state.
    let mut owl = Process::new(move || println!("owl: {moth:?}"));
    owl.start()
}
// ANCHOR_END: program

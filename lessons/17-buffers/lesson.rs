//! Lesson 17: buffers. Main prints half a line before a fork, and the rest after it.
//!
//! Predict: `Dear Ada, ` and `Dear Ben, ` are each printed once, just before a fork.
//! How often does each of them come out? Which of the four lines can be the first?
//!
//! Run: `cargo run --bin lesson17` (at once).
//!
//! Extend:
//! 1. Call `std::io::stdout().flush()?` right before the fork by hand. What does the
//!    copy print now? What can become of main's first line on a terminal?
//! 2. Let the child print `Dear Eve, ` without a line end, and end it there by
//!    `std::process::abort()`. Who writes her half line?
//! 3. Print `Dear Ada,` with a line end, here and in the twin. Run both, then both
//!    with `| cat` after them. Find out why one of the four runs greets her twice.

// ANCHOR: program
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};
use process_workbook::{Error, Process, Receiver, pipe};

fn answer(door: &Receiver) -> Result<(), Error> {
    door.recv()?; // (7)
    println!("this is the child");
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (ear, voice) = pipe()?;
    print!("Dear Ada, "); // Half a line: no line end. (1)
    #[expect(unsafe_code, reason = "a fork by hand is the subject")]
    // SAFETY: fork(2) restricts what the copy of a process with several threads may
    // call. Main has one thread.
    let forked = unsafe { fork() }?; // (2)
    match forked {
        ForkResult::Child => {
            println!("this is the copy"); // (3)
            voice.send("written")?;
            return Ok(()); // Leaves main, in the copy only.
        }
        ForkResult::Parent { child } => {
            println!("this is main"); // (4)
            ear.recv()?; // (5)
            waitpid(child, None)?; // No `Process` stands for the copy and reaps it.
        }
    }

    let (door, knock) = pipe()?;
    let mut child = Process::new(move || answer(&door));
    print!("Dear Ben, ");
    child.start()?; // (6)
    println!("this is main");
    knock.send("open")?; // (8)
    Ok(())
}
// ANCHOR_END: program

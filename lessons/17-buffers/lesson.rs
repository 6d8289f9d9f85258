//! Lesson 17: buffers. Half a line waits in memory, and a fork copies memory.
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
//!    with `| cat` behind them. Find out why one of the four runs greets her twice.

// ANCHOR: program
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};
use process_workbook::{Error, Process, Receiver, pipe};

fn answer(door: &Receiver) -> Result<(), Error> {
    door.recv()?; // Main's line is whole by now.
    println!("this is the child");
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (ear, voice) = pipe()?;
    print!("Dear Ada, "); // Without a line end it waits in the buffer of stdout.
    #[expect(unsafe_code, reason = "a fork by hand is the subject")]
    // SAFETY: fork(2) restricts what the copy of a process with several threads may
    // call. Main has one thread.
    let forked = unsafe { fork() }?; // Copies all memory, and the buffer with it.
    match forked {
        ForkResult::Child => {
            println!("this is the copy"); // Writes what its own buffer holds, too.
            voice.send("written")?;
            return Ok(()); // Leaves main, which it has a copy of as well.
        }
        ForkResult::Parent { child } => {
            println!("this is main");
            ear.recv()?; // The copy's line happens before main's next one.
            waitpid(child, None)?; // No `Process` stands for the copy and reaps it.
        }
    }

    let (door, knock) = pipe()?;
    let mut child = Process::new(move || answer(&door));
    print!("Dear Ben, ");
    child.start()?; // Writes what is in the buffer, and forks only then.
    println!("this is main");
    knock.send("open")?; // The line above happens before the child's.
    Ok(())
}
// ANCHOR_END: program

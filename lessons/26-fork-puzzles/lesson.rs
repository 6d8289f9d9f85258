//! Lesson 26: fork puzzles. A fork by hand in a loop, and a line after each fork.
//!
//! Predict: how many lines are printed in all? Can `right, left` come before `left`?
//! Can `left, right` come before `left`? How many outputs are possible?
//!
//! Run: `cargo run --bin lesson26` (at once).
//!
//! Extend:
//! 1. Let the loop run three times. How many processes are there then, and how many
//!    lines? Can you still count the outputs by hand?
//! 2. Take the loop with `wait` out. Which lines can now come after main's last one, and
//!    what does your shell do while they come?
//! 3. Move `println!` below the loop, so that each process prints one line. Count the
//!    outputs first, and ask `cargo workbook orders 26` then.

// ANCHOR: program
use nix::sys::wait::wait;
use nix::unistd::{ForkResult, fork};

fn main() -> nix::Result<()> {
    let mut path = Vec::new();
    for _ in 0..2 {
        #[expect(unsafe_code, reason = "a fork by hand is the subject")]
        // SAFETY: fork(2) restricts what the copy of a process with several threads
        // may call. Each process of this program has one thread.
        let forked = unsafe { fork() }?; // (1)
        path.push(match forked {
            ForkResult::Parent { .. } => "left",
            ForkResult::Child => "right",
        });
        println!("{}", path.join(", ")); // (2)
    }

    while wait().is_ok() {} // Until there is no child to wait for. (3)
    if path == ["left", "left"] {
        println!("all roads have been walked");
    }
    Ok(())
}
// ANCHOR_END: program

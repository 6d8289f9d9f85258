//! Exercise 26b: seven actors for three parts.
//!
//! Main forks in a loop, once for each part. Three children would be enough, but
//! seven come, and the play is over eight times. Somebody has planted a bug.
//!
//! Make it happen: main has three children and no grandchildren. Each child prints
//! its one line, and main prints its two lines.
//!
//! Done: the loop makes one child for each part. Main says that all parts are given
//! without waiting for a child, and it waits for all of them before the play is over.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 26b`, then `cargo workbook check 26b` after each
//! change.

use nix::sys::wait::wait;
use nix::unistd::fork;

fn main() -> nix::Result<()> {
    for part in ["Hamlet", "Ophelia", "the ghost"] {
        #[expect(unsafe_code, reason = "a fork by hand is the subject")]
        // SAFETY: no process here has a second thread, so a copy may call what it likes.
        let forked = unsafe { fork() }?;
        if forked.is_child() {
            println!("{part}: here I am"); // All that a child has to do.
        }
    }
    println!("main: all parts are given");
    while wait().is_ok() {} // Until there is no child to wait for.
    println!("main: the play is over");
    Ok(())
}

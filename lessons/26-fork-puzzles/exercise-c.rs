//! Exercise 26c: tea without wood.
//!
//! Two children go out, one for water and one for wood, and main makes tea of what
//! they bring. In some runs the tea is ready while one of them is still away.
//! Somebody has planted a bug.
//!
//! Make it happen: the tea is ready only when both are back. The two go out at the
//! same time, and neither waits for the other. The guest comes to tea that is ready.
//!
//! Done: the water and the wood are free of each other. Main prints that the tea is
//! ready after all four lines of these two, and only then it forks the guest.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 26c`, then `cargo workbook check 26c` after each
//! change.

use nix::sys::wait::wait;
use nix::unistd::{ForkResult, fork};

fn forked() -> nix::Result<ForkResult> {
    #[expect(unsafe_code, reason = "a fork by hand is the subject")]
    // SAFETY: no process here has a second thread, so a copy may call what it likes.
    unsafe {
        fork()
    }
}

fn main() -> nix::Result<()> {
    for thing in ["water", "wood"] {
        if forked()?.is_child() {
            println!("{thing}: I go");
            println!("{thing}: I am back");
            return Ok(());
        }
    }
    wait()?; // For the children, who have ended then.
    println!("main: the tea is ready");

    if forked()?.is_child() {
        println!("guest: it is hot");
        return Ok(());
    }
    while wait().is_ok() {} // Until there is no child to wait for.
    println!("main: good night");
    Ok(())
}

//! Exercise 26c, solved: two children, two waits.
//!
//! `wait` returns as soon as any one child has ended, and says which. It takes a wait
//! for each child to know that both are back. Each wait orders all that the child did
//! before what main does next. The lines of the two are free of each other, and each
//! has its own order, so there are 4!/(2!·2!) outputs. Every other line has one place.
//!
//! Prediction: 6 possible outputs

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
    wait()?; // One of them is back.
    wait()?; // And the other one.
    println!("main: the tea is ready");

    if forked()?.is_child() {
        println!("guest: it is hot");
        return Ok(());
    }
    while wait().is_ok() {} // Until there is no child to wait for.
    println!("main: good night");
    Ok(())
}

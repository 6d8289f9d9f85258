//! Exercise 26b, solved: the child leaves the loop, and main's program with it.
//!
//! A fork copies the loop with its counter, and a child that comes to the end of the
//! body goes into the next turn as its parent does. So the number of processes doubles
//! with every turn. A child that returns forks nobody.
//!
//! Main says that all parts are given before it waits for anybody. So this line and the
//! three lines of the children can come in any order, which makes 4! outputs. The last
//! line comes after all others, because main has waited for every child by then.
//!
//! Prediction: 24 possible outputs

use nix::sys::wait::wait;
use nix::unistd::fork;

fn main() -> nix::Result<()> {
    for part in ["Hamlet", "Ophelia", "the ghost"] {
        #[expect(unsafe_code, reason = "a fork by hand is the subject")]
        // SAFETY: no process here has a second thread, so a copy may call what it likes.
        let forked = unsafe { fork() }?;
        if forked.is_child() {
            println!("{part}: here I am");
            return Ok(()); // The rest of the program is main's.
        }
    }
    println!("main: all parts are given");
    while wait().is_ok() {} // Until there is no child to wait for.
    println!("main: the play is over");
    Ok(())
}

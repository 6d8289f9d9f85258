//! Exercise 26a: one and, and no grandson.
//!
//! A king is to have a son, and this son a son of his own, so that there are three
//! generations. But as given the king has two sons, and generation 3 never comes.
//!
//! Make it happen: main has one child, and this child has one child. Both calls of
//! `has_son` stay where they are.
//!
//! Done: generations 1, 2 and 3 print two lines each, and all come without waiting
//! for anybody. Nobody goes before his son has gone: everybody waits for his child.
//! The check calls main's child `main.1`, and the child of that one `main.1.1`.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 26a`, then `cargo workbook check 26a` after each
//! change.

use nix::sys::wait::wait;
use nix::unistd::fork;

fn has_son(generation: &mut u32) -> nix::Result<bool> {
    #[expect(unsafe_code, reason = "a fork by hand is the subject")]
    // SAFETY: no process here has a second thread, so a copy may call what it likes.
    let forked = unsafe { fork() }?;
    if forked.is_child() {
        *generation += 1;
    }
    Ok(forked.is_parent())
}

fn main() -> nix::Result<()> {
    let mut generation = 1;
    let _ = has_son(&mut generation)? && has_son(&mut generation)?;
    println!("generation {generation} comes");
    while wait().is_ok() {} // Until there is no child to wait for.
    println!("generation {generation} goes");
    Ok(())
}

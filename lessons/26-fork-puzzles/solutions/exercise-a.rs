//! Exercise 26a, solved: the second fork is for whoever the first one made.
//!
//! `a && b` runs `b` only if `a` is true, and `a || b` only if `a` is false. `has_son`
//! is true in the parent and false in the child. So with `&&` the parent forks again,
//! and with `||` the child does.
//!
//! `3 comes`, `3 goes`, `2 goes` and `1 goes` are one chain, because everybody waits
//! for his son. Then `2 comes` has 3 places before `2 goes`, and `1 comes` has 5 places
//! before `1 goes`, so there are 3·5 outputs.
//!
//! Prediction: 15 possible outputs

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
    let _ = has_son(&mut generation)? || has_son(&mut generation)?;
    println!("generation {generation} comes");
    while wait().is_ok() {} // Until there is no child to wait for.
    println!("generation {generation} goes");
    Ok(())
}

//! Lesson 12: the authorization key. Relatives share a secret, and nobody prints it.
//!
//! Predict: `early` is made before main changes its key, and started after that.
//! Does the door open to it? Does it open to `guest`, whom nobody ever gave a key?
//!
//! Run: `cargo run --bin lesson12` (at once).
//!
//! Extend:
//! 1. Call `early.set_authkey(b"swordfish")` right after `early.start()?`. Why does
//!    the door stay shut? Where must the call go?
//! 2. Let `late` change its own key before it makes the guest. Who is shut out now?
//! 3. Print `me.authkey().as_bytes()` first of all, in two runs. What differs? Why
//!    does `Debug` not print it? And the twin: what does it print for `me.authkey`?

// ANCHOR: program
use process_workbook::{Process, Result, current_process};

fn knock(who: &str) {
    let key = current_process().authkey();
    let knows = key.as_bytes() == b"swordfish";
    println!("{who}: the door {}", if knows { "opens" } else { "stays shut" });
}

fn compare(process: &Process) {
    let same = process.authkey() == current_process().authkey();
    println!("main: early has {} key", if same { "my" } else { "another" });
}

fn main() -> Result<()> {
    let me = current_process();
    println!("main: my key is {:?}", me.authkey()); // `Debug` keeps the secret.

    let mut early = Process::new(|| knock("early")); // Takes the key of this moment.
    compare(&early);
    me.set_authkey(b"swordfish");
    compare(&early);

    let mut late = Process::new(|| {
        knock("late");
        let mut guest = Process::new(|| knock("guest")); // Takes the key of `late`.
        guest.start()
    });
    early.start()?;
    late.start()?; // Nothing orders the knocks of `early` and of the other two.
    Ok(())
} // The end of main joins both, and the end of `late` joins the guest.
// ANCHOR_END: program

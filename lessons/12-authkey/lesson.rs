//! Lesson 12: the authorization key. Main sets a key, and three processes knock.
//!
//! Predict: `early` is made before main changes its key, and started after that.
//! Does the door open to it? Does it open to `guest`, whom nobody ever gave a key?
//!
//! Run: `cargo run --bin lesson12` (at once).
//!
//! Extend:
//! 1. Call `early.set_authkey(b"swordfish")` right after `early.start()?`. Does the
//!    door open? Where must the call go?
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
    println!("main: my key is {:?}", me.authkey()); // (1)

    let mut early = Process::new(|| knock("early")); // (2)
    compare(&early);
    me.set_authkey(b"swordfish"); // (3)
    compare(&early);

    let mut late = Process::new(|| {
        knock("late"); // (4)
        let mut guest = Process::new(|| knock("guest")); // (5)
        guest.start()
    });
    early.start()?; // (6)
    late.start()?;
    Ok(())
}
// ANCHOR_END: program

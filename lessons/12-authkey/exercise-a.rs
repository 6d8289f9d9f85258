//! Exercise 12a: the locksmith keeps the new code to himself.
//!
//! Anna and Otto share a bicycle. A smith gives the lock a new code, and main is
//! sure that everybody knows it from then on. Yet both go on foot. As given there
//! are 12 possible outputs.
//!
//! Make it happen: both ride off, and nobody does before the lock has its new code.
//! The smith writes his bill when he likes. Only the smith makes codes up, so main
//! must hear the code from him.
//!
//! Done: Anna and Otto print `rides off`. `smith: the lock has a new code` happens
//! before both of these lines, and nothing orders the bill and the riders.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 12a`, then `cargo workbook check 12a` after each
//! change.

use process_workbook::{Process, Result, current_process};

fn change_code() {
    current_process().set_authkey(b"4711"); // Everybody's code from now on.
    println!("smith: the lock has a new code");
    println!("smith: here is the bill");
}

fn ride(who: &str) {
    let code = current_process().authkey();
    let fits = code.as_bytes() == b"4711";
    println!("{who}: {}", if fits { "rides off" } else { "goes on foot" });
}

fn main() -> Result<()> {
    let mut smith = Process::new(change_code).with_name("smith");
    smith.start()?;

    let mut riders =
        ["Anna", "Otto"].map(|who| Process::new(move || ride(who)).with_name(who));
    for rider in &mut riders {
        rider.start()?;
    }
    Ok(())
}

//! Exercise 12b: six guests leave a masked ball, and you know how.
//!
//! This one mixes the rules of lessons 9 to 12. Nothing is wrong with the guests:
//! each ends in its own way. What is wrong is the host's list. It says 0 for each
//! guest, and main tells only whether the list is right, not what would be right.
//!
//! Make it happen: write into `PREDICTED` with which exit code each guest leaves.
//! Find out by thinking, one guest after the other, before you run it.
//!
//! Done: main prints `as you said` for all six. The guests stay as they are.
//!
//! Run: `cargo workbook start 12b`, then `cargo workbook check 12b` after each
//! change.

use process_workbook::{Process, Result, current_process, exit, pipe};

const PREDICTED: [i32; 6] = [0, 0, 0, 0, 0, 0];

fn enter() {
    if current_process().authkey().as_bytes() != b"midnight" {
        exit(7); // A guest who does not know the password.
    }
}

fn bring_a_friend() -> Result<()> {
    let mut friend = Process::new(enter);
    friend.start()?;
    exit(friend.join()?); // Leaves as the friend does.
}

fn dress_up_and_bring_a_friend() -> Result<()> {
    current_process().set_authkey(b"noon");
    bring_a_friend()
}

fn main() -> Result<()> {
    let wolf = Process::new(enter).with_name("wolf");
    current_process().set_authkey(b"midnight");
    let (clock, _bell) = pipe()?;
    let mut guests = [
        wolf,
        Process::new(bring_a_friend).with_name("prince"),
        Process::new(bring_a_friend).with_name("duke").with_daemon(true),
        Process::new(dress_up_and_bring_a_friend).with_name("witch"),
        Process::new(|| exit(-1)).with_name("ghost"),
        Process::new(move || clock.recv().map(drop)).with_name("cinderella"),
    ];
    for guest in &mut guests {
        guest.start()?;
    }
    guests[5].terminate()?; // The clock has not struck.
    for (guest, predicted) in guests.iter().zip(PREDICTED) {
        let right = guest.join()? == predicted;
        let verdict = if right { "as you said" } else { "a surprise" };
        println!("main: {}: {verdict}", guest.name());
    }
    Ok(())
}

//! Exercise 12b, solved: each guest's end is known before the ball begins.
//!
//! The wolf was made before the password: `exit(7)`. The prince's friend has the key
//! of the prince, who has main's: 0. The duke, a daemon, may not start anybody: an
//! error, so 1. The witch gives her friend another key: 7. Of the ghost's -1 the low
//! 8 bits are left: 255. Cinderella is ended by signal 15.

use process_workbook::{Process, Result, current_process, exit, pipe};

const PREDICTED: [i32; 6] = [7, 0, 1, 7, 255, -15];

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

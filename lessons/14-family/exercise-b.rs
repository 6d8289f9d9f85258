//! Exercise 14b: the bakery waits for the cat.
//!
//! Main locks the bakery when everybody has gone, and joins all active children
//! before it does. It has started two bakers. It has also started the cat, which
//! comes and goes as it likes and has its own way out. As given there are 90
//! possible outputs: the cat is never the last.
//!
//! Make it happen: main waits for the bakers, not for the cat. Whether the cat looks
//! for mice before the shop is locked or later is the cat's affair.
//!
//! Done: both bakers have gone home before the shop is locked, and nothing orders
//! the cat and the lock. Everybody hears the bell as before.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 14b`, then `cargo workbook check 14b` after each
//! change.

use process_workbook::{Process, Receiver, Result, active_children, pipe};

fn stay(who: &str, day: &str, evening: &str, bell: &Receiver) -> Result<()> {
    println!("{who}: {day}");
    bell.recv()?;
    println!("{who}: {evening}");
    Ok(())
}

fn main() -> Result<()> {
    let mut ropes = Vec::new();
    for (who, day, evening) in [
        ("cat", "sleeps on the flour", "looks for mice"),
        ("Emil", "kneads", "goes home"),
        ("Frida", "bakes", "goes home"),
    ] {
        let (bell, rope) = pipe()?;
        Process::new(move || stay(who, day, evening, &bell))
            .with_name(who)
            .start()?;
        ropes.push(rope);
    }

    let everybody = active_children(); // They wait for the bell, so all are alive.
    for rope in ropes {
        rope.send("ring")?;
    }
    for child in everybody {
        child.join()?; // Nobody is to be locked in.
    }
    println!("main: the shop is locked");
    Ok(())
}

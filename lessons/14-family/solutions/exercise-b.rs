//! Exercise 14b, solved: main joins the bakers, and the end of main the cat.
//!
//! `active_children` knows no purposes: all that main has started is in its list.
//! Each join puts a whole child before the lock, so main joins those of whom that
//! must be true. The bakers' lines have 4! / (2! · 2!) orders, then comes the lock.
//! The cat's two lines take any two of the seven places: 6 · 21.
//!
//! Prediction: 126 possible outputs

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
    for child in everybody.iter().filter(|child| child.name() != "cat") {
        child.join()?; // No baker is to be locked in.
    }
    println!("main: the shop is locked");
    Ok(())
}

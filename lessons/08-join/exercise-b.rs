//! Exercise 8b: a bug is planted. Nobody waits for Godot.
//!
//! Main waits for a guest with the dinner. It did so by a plain `join`, which never
//! returned. Somebody gave the join a time-out. Now the program ends, but main does
//! not wait for the guest any more, so nothing orders what he sees on the table and
//! the end of the dinner.
//!
//! Three more lines look odd, and are right: the guest calls himself `Process-1`, he
//! sees no cake, and main is certain that he has `started`. Leave them, and find the
//! reason for each.
//!
//! Make it happen: the guest has ended before main prints `dinner is over`, in every
//! possible output.
//!
//! Done: main has seen his end by then, and all lines say what they say now. As
//! given there are 5 possible outputs. How many are left? Write your prediction into
//! the next line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 8b`, then `cargo workbook check 8b` after each change.

use std::{cell::RefCell, rc::Rc, time::Duration};

use process_workbook::{Process, Receiver, Result, current_process, pipe};

fn dine(door: &Receiver, table: &RefCell<Vec<&str>>) -> Result<()> {
    let name = current_process().name();
    println!("{name}: good evening");
    door.recv()?; // Stands outside until main has opened the door.
    println!("{name}: I see {}", table.borrow().join(" and "));
    Ok(())
}

fn main() -> Result<()> {
    let (door, key) = pipe()?;
    let table = Rc::new(RefCell::new(vec!["soup"]));
    let his = Rc::clone(&table);
    let mut guest = Process::new(move || dine(&door, &his));
    guest.start()?;
    guest.set_name("Godot");
    table.borrow_mut().push("cake");

    println!("main: waiting for {guest:?}");
    guest.join_timeout(Duration::from_millis(10))?; // A plain join hung here.
    key.send("open")?;
    println!("main: dinner is over, with {}", table.borrow().join(" and "));
    Ok(())
}

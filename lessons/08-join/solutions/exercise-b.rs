//! Exercise 8b, solved: open the door first, then join.
//!
//! The guest waited for the door, and main for the guest. With the message sent
//! first, neither of the two waits in vain, and a plain join sees his end. The three
//! odd lines are right. `set_name` renamed main's object only, and his copy of the
//! table was made at the start, before the cake. He cannot have ended before the door
//! was opened, so main sees that he has `started`.
//!
//! Prediction: 2 possible outputs

use std::{cell::RefCell, rc::Rc};

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
    key.send("open")?;
    guest.join()?;
    println!("main: dinner is over, with {}", table.borrow().join(" and "));
    Ok(())
}

//! Exercise 5b, solved: Ada sends home what she has.
//!
//! The join puts Ada's line before main's, and puts nothing into main's memory:
//! *happens before* is about order, not about sharing. What a child has found out it
//! must send. The closure takes the sender along and main keeps the receiver. The
//! message is sent after the coins are in, so five are in it.

use std::cell::Cell;
use std::rc::Rc;

use process_workbook::{Process, Result, Sender, pipe};

fn save(bank: &Cell<u32>, home: &Sender) -> Result<()> {
    bank.set(bank.get() + 3);
    println!("Ada: 3 coins more, that makes {}", bank.get());
    home.send(&bank.get().to_string())
}

fn main() -> Result<()> {
    let bank = Rc::new(Cell::new(2));
    let adas = Rc::clone(&bank);
    let (letters, home) = pipe()?;
    let mut ada = Process::new(move || save(&adas, &home));
    ada.start()?;

    // First this: a child that sends more than a pipe holds cannot end before main receives.
    let coins = letters.recv()?;
    ada.join()?; // Orders Ada's line before the next one, and brings nothing home.
    println!("main: {coins} coins");
    Ok(())
}

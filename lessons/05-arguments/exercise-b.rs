//! Exercise 5b: the piggy bank that does not fill.
//!
//! There are two coins in a piggy bank. Ada, a child, puts three more in, and sees
//! five. Main waits until she has done so, opens the bank, and finds two. Nobody is
//! a thief: there are two banks since the start.
//!
//! Make it happen: main counts five coins. Ada sends home what is in her bank, by a
//! `pipe()` that main makes before it makes Ada. Change or add about six lines.
//!
//! Done: main's line says `main: 5 coins`, because Ada has told it, and it still
//! comes after her line. Only Ada adds: main writes no 3 and no 5.
//!
//! Run: `cargo workbook start 5b`, then `cargo workbook check 5b` after each change.

use std::cell::Cell;
use std::rc::Rc;

use process_workbook::{Process, Result};

fn save(bank: &Cell<u32>) {
    bank.set(bank.get() + 3);
    println!("Ada: 3 coins more, that makes {}", bank.get());
}

fn main() -> Result<()> {
    let bank = Rc::new(Cell::new(2));
    let adas = Rc::clone(&bank);
    let mut ada = Process::new(move || save(&adas));
    ada.start()?;

    ada.join()?; // Ada's coins are in the bank by now.
    println!("main: {} coins", bank.get());
    Ok(())
}

//! Exercise 5a: a bug is planted. Three waiters go to one table.
//!
//! Main makes three waiters and gives each a table, 1 to 3. Then it starts them. All
//! three bring their soup to table 3, and two tables stay hungry.
//!
//! Make it happen: each table gets one soup, and the waiters still walk at the same
//! time.
//!
//! Done: `Process-1` serves table 1, `Process-2` table 2 and `Process-3` table 3.
//! Nothing orders the three, and all of them happen before `kitchen: closes`. As
//! given there is 1 possible output. How many are there now? Write your prediction
//! into the next line before you check.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 5a`, then `cargo workbook check 5a` after each change.

use std::cell::Cell;
use std::rc::Rc;

use process_workbook::{Process, Result};

fn serve(table: u32) {
    println!("table {table}: soup");
}

fn main() -> Result<()> {
    let table = Rc::new(Cell::new(0));
    let mut waiters = Vec::new();
    for number in 1..=3 {
        table.set(number);
        let table = Rc::clone(&table); // A clone, so each waiter has his own.
        waiters.push(Process::new(move || serve(table.get())));
    }

    for p in &mut waiters {
        p.start()?;
    }
    for p in &waiters {
        p.join()?;
    }
    println!("kitchen: closes");
    Ok(())
}

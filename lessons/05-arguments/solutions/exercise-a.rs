//! Exercise 5a, solved: the closure carries the number itself.
//!
//! `move` copies `number` when the closure is made, so each waiter has the one of
//! his turn. A clone of an `Rc` is one more handle on the same cell; the fork copied
//! it when the loop had set it to 3. Python's `lambda` over a loop variable falls
//! into the same hole. Three different lines can be arranged in 3! ways.
//!
//! Prediction: 6 possible outputs

use process_workbook::{Process, Result};

fn serve(table: u32) {
    println!("table {table}: soup");
}

fn main() -> Result<()> {
    let mut waiters = Vec::new();
    for number in 1..=3 {
        waiters.push(Process::new(move || serve(number)));
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

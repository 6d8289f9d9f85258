//! Lesson 5: arguments. A closure carries them, and the child gets copies.
//!
//! Predict: whose list has milk on it, and whose has soap? Both shoppers add a cake.
//! Is Ada's on Ben's list, or on main's? How many coins does Ada have?
//!
//! Run: `cargo run --bin lesson05` (at once).
//!
//! Extend:
//! 1. Take Ben out, make `list` a plain `Vec`, and move it into Ada's closure. What
//!    does the compiler refuse? Which wrong prediction does it save you from?
//! 2. Share the list as threads do, by `Arc<Mutex<...>>`. Does main get a cake now?
//!    Then let Ada send her list home through a `pipe()`.
//! 3. Print `list.as_ptr()` with `{:p}` in all three processes. Find out how one
//!    address can hold three lists.

// ANCHOR: program
use std::cell::RefCell;
use std::rc::Rc;

use process_workbook::{Process, Result};

fn shop(who: &str, list: &RefCell<Vec<&str>>, coins: u32) {
    list.borrow_mut().push("cake"); // On the copy that this process has.
    println!("{who}: {} for {coins} coins", list.borrow().join(", "));
}

fn main() -> Result<()> {
    let list = Rc::new(RefCell::new(vec!["bread"]));
    let mut coins = 5;
    println!("main: {} for {coins} coins", list.borrow().join(", "));

    let (adas, bens) = (Rc::clone(&list), Rc::clone(&list));
    // Python: Process(target=shop, args=("Ada", list), kwargs={"coins": coins})
    let mut ada = Process::new(move || shop("Ada", &adas, coins)); // Copies `coins`.
    let mut ben = Process::new(move || shop("Ben", &bens, coins));

    coins = 9; // Too late for both.
    list.borrow_mut().push("milk"); // Not too late: there is still one list.
    ada.start()?; // Copies all memory, and the list with it.
    list.borrow_mut().push("soap"); // Too late for Ada.
    ben.start()?;

    ada.join()?;
    ben.join()?; // Both cakes were added before the next line.
    println!("main: {} for {coins} coins", list.borrow().join(", "));
    Ok(())
}
// ANCHOR_END: program

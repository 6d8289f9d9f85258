//! Lesson 5: arguments. A closure carries them, and the child gets copies.
//!
//! Predict: whose list has milk on it, and whose has soap? Both shoppers add a cake.
//! Is Ada's on Ben's list, or on main's? How many coins does Ben have?
//!
//! Run: `cargo run --bin lesson05` (at once).
//!
//! Extend:
//! 1. Move the line with the milk below `ada.start()?`. Whose list has milk on it now?
//! 2. Share the list as threads do, by `Arc<Mutex<...>>`. Does main get a cake now?
//! 3. Let Ada send her list home through a `pipe()`, and let main print what it receives.
//!    Where can that line be?

// ANCHOR: program
use std::cell::RefCell;
use std::rc::Rc;

use process_workbook::{Process, Result};

fn shop(who: &str, list: &RefCell<Vec<&str>>, coins: u32) {
    list.borrow_mut().push("cake"); // (1)
    println!("{who}: {} for {coins} coins", list.borrow().join(", "));
}

fn main() -> Result<()> {
    let list = Rc::new(RefCell::new(vec!["bread"]));
    let mut coins = 5;
    println!("main: {} for {coins} coins", list.borrow().join(", "));

    let (adas, bens) = (Rc::clone(&list), Rc::clone(&list));
    // Python: Process(target=shop, args=("Ada", list), kwargs={"coins": coins})
    let mut ada = Process::new(move || shop("Ada", &adas, coins)); // (2)
    let mut ben = Process::new(move || shop("Ben", &bens, coins)); // (2)

    coins = 9; // (3)
    list.borrow_mut().push("milk"); // (4)
    ada.start()?; // (5)
    list.borrow_mut().push("soap"); // (6)
    ben.start()?; // (7)

    ada.join()?;
    ben.join()?; // (8)
    println!("main: {} for {coins} coins", list.borrow().join(", "));
    Ok(())
}
// ANCHOR_END: program

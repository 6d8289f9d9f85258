//! Exercise 8a, solved: start all of them, then join all of them.
//!
//! No join comes before a start, so nothing orders two cooks: their six lines can be
//! arranged in 6! / 2³ ways. All three joins come before the dinner, so it is last.
//!
//! Prediction: 90 possible outputs

use process_workbook::{Process, Result};

fn cook(dish: &str) {
    println!("{dish}: into the oven");
    println!("{dish}: ready");
}

fn main() -> Result<()> {
    let mut cooks = ["soup", "roast", "cake"]
        .map(|dish| Process::new(move || cook(dish)).with_name(dish));
    for p in &mut cooks {
        p.start()?;
    }
    for p in &cooks {
        p.join()?;
    }
    println!("main: dinner is served");
    Ok(())
}

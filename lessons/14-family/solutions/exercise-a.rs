//! Exercise 14a, solved: the parent waits, for it alone has these children.
//!
//! Main has started all three, so the owlets are the owl's siblings. The owl has no
//! children: its loop joined nobody. Main has the owlets, and joins them before it
//! starts the owl, so both ends happen before the candle. Two lines of one owlet and
//! two of the other have 4! / (2! · 2!) = 6 orders.

use process_workbook::{Process, Result};

fn go_to_bed(who: &str) {
    println!("{who}: yawns");
    println!("{who}: sleeps");
}

fn blow_out() {
    println!("owl: the candle is out");
}

fn main() -> Result<()> {
    let mut owlets =
        ["Hu", "Bu"].map(|who| Process::new(move || go_to_bed(who)).with_name(who));
    for owlet in &mut owlets {
        owlet.start()?;
    }
    for owlet in &owlets {
        owlet.join()?;
    }
    Process::new(blow_out).with_name("owl").start()
}

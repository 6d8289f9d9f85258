//! Exercise 14a: a bug is planted. The candle goes out too early.
//!
//! Two owlets yawn and fall asleep. The old owl is to wait for them, and then to
//! blow out the candle. It joins every active child, and nothing fails. Yet the
//! candle can go out while the owlets yawn. As given there are 30 possible outputs.
//!
//! Make it happen: the candle goes out when both owlets sleep, in every possible
//! output. The owlets stay free.
//!
//! Done: `owl: the candle is out` is the last line. The owl begins when both owlets
//! have ended. The three processes and their names stay. Of the 30 outputs 6 are
//! left.
//!
//! Run: `cargo workbook start 14a`, then `cargo workbook check 14a` after each
//! change.

use process_workbook::{Process, Result, active_children};

fn go_to_bed(who: &str) {
    println!("{who}: yawns");
    println!("{who}: sleeps");
}

fn blow_out() -> Result<()> {
    for owlet in active_children() {
        owlet.join()?; // All who are still awake.
    }
    println!("owl: the candle is out");
    Ok(())
}

fn main() -> Result<()> {
    let mut owlets =
        ["Hu", "Bu"].map(|who| Process::new(move || go_to_bed(who)).with_name(who));
    for owlet in &mut owlets {
        owlet.start()?;
    }
    Process::new(blow_out).with_name("owl").start()
}

//! Exercise 20b: a bug is planted. The lottery that sells one ticket twice.
//!
//! Two shops sell one ticket each; a ticket is a number drawn by chance. The host
//! starts the drum, opens the shops, and tells in the end who wins. The owner of the
//! lottery complains: every night both tickets have the same number, and the drum
//! stops before anybody can buy. One mistake is to blame for both.
//!
//! Make it happen: the drum still turns while the shops sell. It stops, with the
//! winning number, only when the host has heard of both tickets, and the tickets
//! differ. A shop is shut whenever it likes. Move lines; add nothing. `reseed` is
//! not needed.
//!
//! Done: both `a ticket is sold` happen before `the drum turns and stops`, by
//! messages, and nothing makes the host wait for `the shop is shut`. The last line
//! tells of 2 tickets. Say which process writes `host: the drum turns `, and when,
//! before you check.
//!
//! Run: `cargo workbook start 20b`, then `cargo workbook check 20b` after each
//! change.

use std::collections::HashSet;

use process_workbook::{Process, Result, Sender, pipe};

fn sell(shop: &str, host: &Sender) -> Result<()> {
    let ticket: u64 = rand::random();
    println!("{shop}: a ticket is sold");
    host.send(&ticket.to_string())?;
    println!("{shop}: the shop is shut");
    Ok(())
}

fn main() -> Result<()> {
    print!("host: the drum turns "); // The line ends when the drum stops.
    let winner: u64 = rand::random(); // Drawn at once, so that nobody can cheat.
    println!("and stops");

    let mut ears = Vec::new();
    for name in ["corner", "market"] {
        let (ear, host) = pipe()?;
        let mut shop = Process::new(move || sell(name, &host)).with_name(name);
        shop.start()?;
        ears.push(ear);
    }
    let mut tickets = HashSet::new();
    for ear in ears {
        tickets.insert(ear.recv()?);
    }

    let wins =
        if tickets.contains(&winner.to_string()) { "somebody" } else { "nobody" };
    println!("host: different tickets: {}; {wins} wins", tickets.len());
    Ok(())
}

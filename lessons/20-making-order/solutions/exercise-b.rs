//! Exercise 20b, solved: the drum stops when the tickets are sold.
//!
//! Main draws behind both receipts. So its generator has no seed at the forks, and
//! each shop seeds its own: the tickets differ. The host's line begins before the
//! starts and is ended behind the receipts, where it counts. It happens after both
//! sales, by the messages, and nothing orders it with the shut shops.

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
    print!("host: the drum turns "); // Written by the first start.

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
    let winner: u64 = rand::random(); // No shop has a copy of this state.
    println!("and stops");

    let wins =
        if tickets.contains(&winner.to_string()) { "somebody" } else { "nobody" };
    println!("host: different tickets: {}; {wins} wins", tickets.len());
    Ok(())
}

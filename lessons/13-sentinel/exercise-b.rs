//! Exercise 13b: two boats, four friends, and a cake that does not arrive.
//!
//! Anna rows to an island, where she waits for the cake that Dora brings. Ben and
//! Carl row a round. There are two boats, so the third friend has to wait until one
//! is back, and so has the fourth. Main waits for the friend who went out first. But
//! soon nothing is printed any more, and the program never ends. Press Ctrl-C.
//!
//! Make it happen: the next friend gets the boat of the friend who is back first.
//!
//! Done: Ben is back, then Carl, and Anna eats. The friends, their order and the
//! number of boats stay. How many outputs are possible then?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 13b`, then `cargo workbook check 13b` after each
//! change.

use process_workbook::{Process, Receiver, Result, Sender, pipe};

fn eat(cake: &Receiver) -> Result<()> {
    println!("Anna: is on the island");
    cake.recv()?;
    println!("Anna: eats cake");
    Ok(())
}

fn deliver(cake: &Sender) -> Result<()> {
    println!("Dora: here is the cake");
    cake.send("cake")
}

fn main() -> Result<()> {
    let (plate, cake) = pipe()?;
    let friends = [
        Process::new(|| println!("Ben: rows a round")).with_name("Ben"),
        Process::new(move || eat(&plate)).with_name("Anna"),
        Process::new(|| println!("Carl: rows a round")).with_name("Carl"),
        Process::new(move || deliver(&cake)).with_name("Dora"),
    ];

    let mut on_the_lake: Vec<Process> = Vec::new();
    for mut friend in friends {
        if on_the_lake.len() == 2 {
            let back = on_the_lake.remove(0); // First out, first back.
            back.join()?;
            println!("main: {} is back", back.name());
        }
        friend.start()?;
        on_the_lake.push(friend);
    }
    Ok(())
}

//! Exercise 13b, solved: main waits for whichever boat comes back.
//!
//! A join names one process. Anna's end needs Dora's start, which stood behind the
//! join of Anna. `wait` returns when either of the two has ended: Ben is the first
//! in the list then, Carl the second. Six lines follow one another by ends, starts
//! and the message: Ben's, main's first, Carl's, main's second, Dora's, the eating.
//! Only the island is free, before the eating.
//!
//! Prediction: 6 possible outputs

use process_workbook::{Process, Receiver, Result, Sender, pipe, wait};

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
            let boats: Vec<_> = on_the_lake.iter().collect();
            let first = wait(&boats, None)?[0];
            let back = on_the_lake.remove(first);
            back.join()?;
            println!("main: {} is back", back.name());
        }
        friend.start()?;
        on_the_lake.push(friend);
    }
    Ok(())
}

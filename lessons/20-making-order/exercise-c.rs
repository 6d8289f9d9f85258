//! Exercise 20c: a supervisor that restarts a child.
//!
//! Cats climb curtains. A cat that falls has lost a life: its process ends with exit
//! code 1. Each cat has an owner, a process that shall give it the next life. Tom
//! falls twice, Kit falls as often as it can. As given each owner starts the same
//! process again, and ends with an error of its own.
//!
//! Make it happen: the owner starts a life, waits for its end, and prints one line,
//! such as `Tom's owner: life 1 ended with 1`. After exit code 0 the owner is
//! content and ends. After any other it starts the next life, up to `LIVES`. After
//! the last one it gives up and ends with exit code 1 itself. The second life of Tom
//! is a process of the name `Tom 2`.
//!
//! Done: three lives of Tom, three of Kit, and each life is over before the next one
//! begins. The owner of Tom ends with 0, that of Kit with 1. Nothing orders Tom's
//! family and Kit's. Main joins both owners and prints its line last. As given 2
//! outputs are possible. How many are there when it is done?
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 20c`, then `cargo workbook check 20c` after each
//! change.

use process_workbook::{Process, Result, exit};

const LIVES: u32 = 3;

fn live(cat: &str, life: u32, falls: u32) {
    println!("{cat}: life {life} of {LIVES}, up the curtain");
    if life <= falls {
        exit(1);
    }
}

fn supervise(cat: &'static str, falls: u32) -> Result<()> {
    let mut p =
        Process::new(move || live(cat, 1, falls)).with_name(format!("{cat} 1"));
    p.start()?;
    while p.join()? != 0 {
        p.start()?; // It has ended, so it can start again.
    }
    Ok(())
}

fn main() -> Result<()> {
    let mut owners = [("Tom", 2), ("Kit", 9)].map(|(cat, falls)| {
        let name = format!("{cat}'s owner");
        Process::new(move || supervise(cat, falls)).with_name(name)
    });
    for p in &mut owners {
        p.start()?;
    }
    for p in &owners {
        p.join()?;
    }
    println!("main: the curtains are down");
    Ok(())
}

//! Lesson 21: start methods. Where does a child get its memory from?
//!
//! Predict: a cake is 5 until main raises the price to 7. Ada is forked by main, Ben
//! is the same program started again, and Cleo is forked by a server, which is the
//! same program started again, too. What does each of them ask for a cake? Which
//! lines can change places?
//!
//! Run: `cargo run --bin lesson21` (at once).
//!
//! Extend:
//! 1. Start the server after main has raised the price. What does Cleo ask now, and
//!    why?
//! 2. Let the server set the price to 6 before it reads its first line, and send it
//!    `Cleo` and `Dan`. Who asks 6? How many outputs are possible?
//! 3. Send the price along: let Ben read it from a variable of the environment, and
//!    Cleo from her line. How do you send a closure in this way?

// ANCHOR: program
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::{env, error::Error};

use process_workbook::Process;

static PRICE: AtomicU32 = AtomicU32::new(5); // Of a cake: a global variable.

fn sell(who: &str) {
    println!("{who}: a cake is {}", PRICE.load(Relaxed));
}

fn again(role: &str) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?); // This very program.
    command.env("SHOP_ROLE", role);
    Ok(command)
}

fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(role) = env::var("SHOP_ROLE") {
        return play(&role); // (1)
    }
    let mut server = again("server")?.stdin(Stdio::piped()).spawn()?;
    PRICE.store(7, Relaxed);
    sell("main");

    server.stdin.take().expect("a pipe").write_all(b"Cleo\n")?; // And closes it.
    let mut ben = again("Ben")?.spawn()?; // (2)
    let mut ada = Process::new(|| sell("Ada")).with_name("Ada");
    ada.start()?;

    ada.join()?;
    ben.wait()?;
    server.wait()?;
    println!("main: the shop is closed");
    Ok(())
}

fn play(role: &str) -> Result<(), Box<dyn Error>> {
    if role != "server" {
        sell(role);
        return Ok(());
    }
    for who in io::stdin().lines() {
        let who = who?;
        let name = who.clone();
        Process::new(move || sell(&who)).with_name(name).start()?; // (3)
    }
    Ok(()) // The end of the server waits for all that it has started.
}
// ANCHOR_END: program

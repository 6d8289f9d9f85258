//! Exercise 7a: two runners without a number.
//!
//! A hare and a tortoise run a race. Main announces each runner, with the pid as the
//! number on its back, and starts it. Run it: nobody has a number, because nobody is
//! a process yet.
//!
//! Make it happen: main announces the hare with its pid when it has started the
//! hare, and then the tortoise in the same way. Move one line; add nothing.
//!
//! Done: both announcements tell a pid. The hare is still announced before the
//! tortoise is started, and the race is still over when both have ended. As given
//! there are 3 possible outputs. How many are there then? Write your prediction into
//! the next line.
//!
//! Prediction: ___ possible outputs
//!
//! Run: `cargo workbook start 7a`, then `cargo workbook check 7a` after each change.

use process_workbook::{Process, Result};

fn announce(runner: &Process) {
    match runner.pid() {
        Some(pid) => println!("main: the {} runs as number {pid}", runner.name()),
        None => println!("main: the {} has no number", runner.name()),
    }
}

fn main() -> Result<()> {
    let hare = Process::new(|| println!("hare: time for a nap"));
    let tortoise = Process::new(|| println!("tortoise: one step at a time"));
    let mut runners = [hare.with_name("hare"), tortoise.with_name("tortoise")];

    for runner in &mut runners {
        announce(runner);
        runner.start()?;
    }
    for runner in &runners {
        runner.join()?;
    }
    println!("main: the race is over");
    Ok(())
}

//! Exercise 7a, solved: start first, then tell the number.
//!
//! Before its start a `Process` is an object of main's, and has no pid. From its
//! start on it has one, whatever the runner has done so far. But now the
//! announcement stands behind the start, and nothing orders it with the runner's
//! line. The announcement of the hare still comes before the start of the tortoise,
//! so it comes before the tortoise's line.
//!
//! Prediction: 8 possible outputs

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
        runner.start()?;
        announce(runner);
    }
    for runner in &runners {
        runner.join()?;
    }
    println!("main: the race is over");
    Ok(())
}

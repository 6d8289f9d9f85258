//! Lesson 9: the exit code. Eight children end, each in a different way.
//!
//! Predict: which exit code does main see after each end? Which of the eight look like
//! a success? Can a child pretend, by `exit(-15)`, that a signal has ended it?
//!
//! Run: `cargo run --bin lesson09` (at once). An error and a panic speak on stderr.
//!
//! Extend:
//! 1. Try `exit(-1)` and `exit(i32::MAX)`. Which bits of them are left?
//! 2. Return 17 from a closure. What may a child return, says the compiler? And what
//!    becomes of the 17 that the twin returns?
//! 3. Run `target/debug/lesson09; echo $?`. Then end main by `exit(3)`, and then by
//!    `raise(Signal::SIGTERM)`. Find out how a shell writes a signal.

// ANCHOR: program
use nix::sys::signal::{Signal, raise};
use process_workbook::{Process, Result, Run, exit, pipe};

fn report(end: &str, run: impl Run + 'static) -> Result<()> {
    let mut child = Process::new(run).with_name(end);
    child.start()?;
    println!("{end}: exit code {}", child.join()?);
    Ok(())
}

fn main() -> Result<()> {
    let (ear, _voice) = pipe()?;
    let mut baker = Process::new(move || ear.recv().map(drop)); // (1)
    println!("not started: exit code {:?}", baker.exitcode());
    baker.start()?;
    println!("running: exit code {:?}", baker.exitcode()); // (2)
    baker.terminate()?; // (3)
    println!("terminated: exit code {}", baker.join()?);

    report("returns", || ())?;
    report("fails", || Err("the flour is out"))?;
    report("panics", || panic!("the oven is on fire"))?; // (4)
    report("exit(3)", || exit(3))?;
    report("exit(256)", || exit(256))?; // (5)
    report("exit(-15)", || exit(-15))?; // (6)
    report("SIGKILL", || raise(Signal::SIGKILL)) // (7)
}
// ANCHOR_END: program

//! Lesson 9: the exit code. One number says how a child has ended.
//!
//! Predict: which two of the eight ends look like a success? Which two give 1? Can a
//! child pretend, by `exit(-15)`, that a signal has ended it?
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
    let mut baker = Process::new(move || ear.recv().map(drop));
    println!("not started: exit code {:?}", baker.exitcode());
    baker.start()?;
    println!("running: exit code {:?}", baker.exitcode()); // It waits for a word.
    baker.terminate()?; // SIGTERM is signal 15.
    println!("terminated: exit code {}", baker.join()?);

    report("returns", || ())?;
    report("fails", || Err("the flour is out"))?;
    report("panics", || panic!("the oven is on fire"))?;
    report("exit(3)", || exit(3))?;
    report("exit(256)", || exit(256))?; // The system keeps the low 8 bits.
    report("exit(-15)", || exit(-15))?; // They are 241, which is 256 - 15.
    report("SIGKILL", || raise(Signal::SIGKILL)) // Signal 9.
}
// ANCHOR_END: program

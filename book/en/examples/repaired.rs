//! What `naive.rs` does, done by this library: `dangers.rs` runs with both.

mod dangers;

// ANCHOR: repaired
use process_workbook::{Process, Result};

type Child = Process;

fn start(run: impl FnOnce() + 'static) -> Result<Child> {
    let mut child = Process::new(run);
    child.start()?;
    Ok(child)
}

fn join(child: &Child) -> Result<i32> {
    child.join()
}
// ANCHOR_END: repaired

fn terminate(child: &Child) -> Result<()> {
    child.terminate()
}

fn pid(child: &Child) -> u32 {
    child.pid().expect("it is started")
}

fn main() -> dangers::Result {
    dangers::main()
}

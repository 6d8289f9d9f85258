//! Lesson 14: the family. What a process knows of its parent and of its children.
//!
//! Predict: the child has ended, and nobody has joined it. What does Linux say of it?
//! The shell has started main. Whom does main name as its parent?
//!
//! Run: `cargo run --bin lesson14` (at once).
//!
//! Extend:
//! 1. Call `active_children()` in place of `child.join()?`. Which lines change?
//! 2. Let the child start a child of its own, which prints a line. Is this
//!    grandchild among main's `active_children`?
//! 3. Print `child.exitcode()` right after `wait`. Which line changes, and why?

// ANCHOR: program
use std::fs;

use process_workbook::{
    Process, Result, active_children, cpu_count, current_process, parent_process,
    pipe, wait,
};

fn introduce() {
    let parent = parent_process().and_then(|parent| parent.pid());
    let parent = parent.map_or("nobody".to_owned(), |pid| pid.to_string());
    println!("{}: my parent is {parent}", current_process().name());
}

/// What Linux says of a process: proc(5).
fn state(pid: u32) -> String {
    let file = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let state = file.lines().find_map(|line| line.strip_prefix("State:\t"));
    state.unwrap_or("gone").to_owned()
}

fn main() -> Result<()> {
    println!("The number of cpu is {}", cpu_count());
    introduce();
    let (door, key) = pipe()?;
    let mut child = Process::new(move || {
        introduce();
        door.recv().map(drop) // (1)
    });
    child.start()?;
    println!("MainProcess: my children are {:?}", active_children()); // (2)
    key.send("open")?; // (3)
    wait(&[&child], None)?; // (4)
    let pid = child.pid().unwrap_or_default();
    println!("MainProcess: the child is {}", state(pid)); // (5)
    child.join()?; // (6)
    println!("MainProcess: the child is {}", state(pid));
    println!("MainProcess: my children are {:?}", active_children());
    Ok(())
}
// ANCHOR_END: program

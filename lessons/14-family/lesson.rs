//! Lesson 14: the family. My parent, my children, myself; and a zombie.
//!
//! Predict: the child has ended, and nobody has joined it. Does Linux still know it?
//! The shell has started main. Whom does main name as its parent?
//!
//! Run: `cargo run --bin lesson14` (at once).
//!
//! Extend:
//! 1. Call `active_children()` in place of `child.join()?`. Is the zombie gone, too?
//! 2. Let the child start a child of its own. Is it among main's `active_children`?
//! 3. Print `child.exitcode()` right after `wait`. Where has the zombie gone?

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
        door.recv().map(drop) // Stays at home until main opens the door.
    });
    child.start()?;
    println!("MainProcess: my children are {:?}", active_children());
    key.send("open")?;
    wait(&[&child], None)?; // Sees the end, as join does, but does not reap.
    let pid = child.pid().unwrap_or_default();
    println!("MainProcess: the child is {}", state(pid)); // It keeps its exit code.
    child.join()?; // Reaps it: takes the exit code, and the child is forgotten.
    println!("MainProcess: the child is {}", state(pid));
    println!("MainProcess: my children are {:?}", active_children());
    Ok(())
}
// ANCHOR_END: program

//! Lesson 24: threads and fork. Main forks while another of its threads holds a lock.
//!
//! Predict: the butler is in the cellar when main forks, and main calls him out
//! right after. What can the copy find at the door: open, locked, or both? How many
//! threads does the copy count? Which of the five lines can be the second?
//!
//! Run: `cargo run --bin lesson24` (at once).
//!
//! Extend:
//! 1. Call the butler and join the thread before the fork. What does the copy say?
//! 2. Write `lock` in place of `try_lock`. `ps -C lesson24 -L` tells who is left.
//! 3. Start the child first, and send to it when the butler is in. What does it see?

// ANCHOR: program
use std::io::{Stdout, stdout};
use std::sync::{Barrier, Mutex};
use std::thread;

use nix::sys::{stat::stat, wait};
use nix::unistd::{ForkResult, fork, write};
use process_workbook::{Error, Process};

static CELLAR: Mutex<()> = Mutex::new(());
static BELL: Barrier = Barrier::new(2); // `wait` returns when two threads are there.

fn butler() {
    let _key = CELLAR.lock(); // Held until this function returns.
    BELL.wait(); // He is in the cellar.
    BELL.wait(); // He is called.
}

fn door() -> &'static str {
    if CELLAR.try_lock().is_ok() { "open" } else { "locked" } // Does not wait.
}

#[expect(unsafe_code, reason = "a fork by hand is the subject")]
fn copy(out: &Stdout) -> ! {
    let line = match door() {
        "open" => "copy: the cellar is open\n",
        _ => "copy: the cellar is locked\n",
    };
    let _ = write(out, line.as_bytes()); // (1)
    let threads = stat("/proc/self/task").map_or(0, |task| task.st_nlink - 2); // (2)
    // SAFETY: _exit(2) has no condition. Nothing of this process runs after it.
    unsafe { nix::libc::_exit(i32::try_from(threads).unwrap_or(-1)) }
}

#[expect(unsafe_code, reason = "a fork by hand is the subject")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let thread = thread::spawn(butler);
    BELL.wait();
    let mut child = Process::new(|| println!("child: the cellar is {}", door()));
    if let Err(Error::MultiThreaded { threads }) = child.start() {
        println!("main: no start beside {threads} threads");
    }
    let out = stdout();
    // SAFETY: of the functions that `copy` calls, stat, write and _exit are
    // async-signal-safe, and `try_lock` is an atomic instruction: nothing allocates.
    let ForkResult::Parent { child: pid } = unsafe { fork() }? else { copy(&out) };
    BELL.wait(); // Calls the butler.
    thread.join().expect("he does not panic");
    println!("main: the cellar is {}", door());
    if let wait::WaitStatus::Exited(_, threads) = wait::waitpid(pid, None)? {
        println!("main: threads in the copy: {threads}");
    }

    child.start()?;
    Ok(())
}
// ANCHOR_END: program

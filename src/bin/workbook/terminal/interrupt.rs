//! Ctrl-C in the middle: nothing that was started is left behind.

use std::io::{self, IsTerminal};
use std::process;
use std::sync::{Mutex, PoisonError, RwLock};
use std::thread;

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::{keyboard, progress};

/// The process groups of the programs that run.
static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Held together by all who start a program, and alone by the end.
static STARTS: RwLock<()> = RwLock::new(());

/// As a shell says that `SIGINT` has ended a program.
const INTERRUPTED: i32 = 128 + Signal::SIGINT as i32;

/// Has Ctrl-C, a hang-up and a polite kill end all programs, and then this one.
pub(crate) fn prepare() -> Result<()> {
    #[expect(clippy::exit, reason = "that is what a signal is for")]
    let end = || {
        // Kept until the end: meanwhile nobody starts a program, or tells how one ended.
        let _nobody_starts = STARTS.write().unwrap_or_else(PoisonError::into_inner);
        let groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
        for group in groups.iter() {
            // It has just ended.
            let _ = killpg(Pid::from_raw(group.cast_signed()), Signal::SIGKILL);
        }
        keyboard::restore();
        let _nothing_is_shown = progress::clear();
        if io::stderr().is_terminal() {
            eprintln!(); // The terminal has written ^C.
        }
        process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(end).context("cannot handle Ctrl-C")
}

/// Waits for the end that a signal has just asked for.
pub(crate) fn end() -> ! {
    loop {
        thread::park();
    }
}

/// Starts a program, and has them end its process group, which `main` leads, until the guard
/// is dropped.
pub(crate) fn guarded<Running>(
    spawn: impl FnOnce() -> io::Result<Running>,
    main: impl FnOnce(&Running) -> u32,
) -> io::Result<(Running, Guard)> {
    // No signal finds it started and not in the list.
    let _no_end = STARTS.read().unwrap_or_else(PoisonError::into_inner);
    let running = spawn()?;
    let group = main(&running);
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner).push(group);
    Ok((running, Guard(group)))
}

pub(crate) struct Guard(u32);

impl Drop for Guard {
    fn drop(&mut self) {
        let mut groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
        groups.retain(|group| *group != self.0);
    }
}

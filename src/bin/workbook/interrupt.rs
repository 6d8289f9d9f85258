//! Ctrl-C in the middle: nothing that was started is left behind.

use std::process;
use std::sync::Mutex;

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// The process groups of the programs that run.
static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// As a shell says that `SIGINT` has ended a program.
const INTERRUPTED: i32 = 128 + Signal::SIGINT as i32;

/// Has Ctrl-C, a hang-up and a polite kill end all programs, and then this one.
pub(crate) fn prepare() -> Result<()> {
    #[expect(clippy::exit, reason = "that is what a signal is for")]
    let end = || {
        for group in GROUPS.lock().iter().flat_map(|groups| groups.iter()) {
            // It has just ended.
            let _ = killpg(Pid::from_raw(group.cast_signed()), Signal::SIGKILL);
        }
        process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(end).context("cannot handle Ctrl-C")
}

/// Has them end `group` too, until what this gives is dropped.
pub(crate) fn kills(group: u32) -> Guard {
    if let Ok(mut groups) = GROUPS.lock() {
        groups.push(group);
    }
    Guard(group)
}

pub(crate) struct Guard(u32);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Ok(mut groups) = GROUPS.lock() {
            groups.retain(|group| *group != self.0);
        }
    }
}

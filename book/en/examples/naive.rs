//! A fork in twenty lines, which looks right. `dangers.rs` breaks it.

#![expect(
    unsafe_code,
    reason = "a fork is unsafe, and this one says no reason why not"
)]
#![expect(clippy::undocumented_unsafe_blocks, reason = "it is what is missing here")]
#![expect(clippy::exit, reason = "it is a mistake here")]
#![expect(clippy::trivially_copy_pass_by_ref, reason = "a Process is not Copy")]

mod dangers;

use nix::sys::signal::{Signal, kill};

// ANCHOR: naive
use std::process;

use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};

type Child = Pid;

fn start(run: impl FnOnce()) -> nix::Result<Child> {
    if let ForkResult::Parent { child } = unsafe { fork() }? {
        return Ok(child);
    }
    run();
    process::exit(0)
}

fn join(child: &Child) -> nix::Result<i32> {
    match waitpid(*child, None)? {
        WaitStatus::Exited(_, code) => Ok(code),
        WaitStatus::Signaled(_, signal, _) => Ok(-(signal as i32)),
        _ => unreachable!("waitpid waits for the end"),
    }
}
// ANCHOR_END: naive

// ANCHOR: terminate
fn terminate(child: &Child) -> nix::Result<()> {
    kill(*child, Signal::SIGTERM)
}
// ANCHOR_END: terminate

fn pid(child: &Child) -> u32 {
    child.as_raw().cast_unsigned()
}

fn main() -> dangers::Result {
    dangers::main()
}

//! What is compared: fork and wait by hand, and by `Process`.

use std::hint::black_box;
use std::time::Duration;

use nix::libc;
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};
use process_workbook::Process;

/// Starts and joins in one measurement.
pub(crate) const CHILDREN: u32 = 200;

pub(crate) fn raw() {
    for _ in 0..CHILDREN {
        raw_once();
    }
}

#[expect(unsafe_code, reason = "fork and _exit by hand are what is compared with")]
pub(crate) fn raw_once() {
    // SAFETY: this process has one thread, and the child calls only _exit.
    match unsafe { fork() }.expect("fork") {
        ForkResult::Parent { child } => {
            waitpid(child, None).expect("waitpid");
        }
        // SAFETY: _exit has no condition.
        ForkResult::Child => unsafe { libc::_exit(0) },
    }
}

pub(crate) fn empty_closure() {
    for _ in 0..CHILDREN {
        let mut process = Process::new(|| ());
        process.start().expect("start");
        process.join().expect("join");
    }
}

pub(crate) fn capturing_closure() {
    for _ in 0..CHILDREN {
        let captured = black_box([1_u64; 8]);
        let mut process = Process::new(move || {
            black_box(captured);
        });
        process.start().expect("start");
        process.join().expect("join");
    }
}

pub(crate) fn join_with_timeout() {
    for _ in 0..CHILDREN {
        let mut process = Process::new(|| ());
        process.start().expect("start");
        process.join_timeout(Duration::from_mins(1)).expect("join_timeout");
    }
}

//! Nothing lost, nothing left: what the library does when the world is hostile.
//!
//! Each module is a kind of fault. The runner fails a probe that leaves a process or a file
//! descriptor behind.

#[path = "../support/mod.rs"]
mod support;

mod abort;
mod crowd;
mod handlers;
mod killing;
mod limits;
mod memory;
mod output;
mod places;
mod raw;
mod reaping;
mod signals;
mod threads;
mod together;
mod unwinding;

use std::env;
use std::fmt::Debug;
use std::io::{self, PipeReader, Read, Write};
use std::panic;
use std::process::ExitCode;

use nix::errno::Errno;
use process_workbook::{Error, Process, Result, Run};
use support::probe::{self, Probe, Seen};

fn main() -> ExitCode {
    // Without a backtrace: some thousand children panic on purpose.
    panic::set_hook(Box::new(|info| {
        // eprintln! would panic when stderr is the fault.
        let _ = writeln!(io::stderr(), "{info}");
    }));
    probe::main(FAULTS.into_iter().flatten())
}

/// The longest first, so that the others run beside them.
const FAULTS: [&[Probe]; 13] = [
    abort::PROBES,
    memory::PROBES,
    crowd::PROBES,
    killing::PROBES,
    limits::PROBES,
    output::PROBES,
    reaping::PROBES,
    signals::PROBES,
    threads::PROBES,
    together::PROBES,
    handlers::PROBES,
    places::PROBES,
    unwinding::PROBES,
];

/// A child that runs `run`.
#[track_caller]
fn started(run: impl Run + 'static) -> Process {
    let mut process = Process::new(run);
    process.start().expect("the system has room for a child");
    process
}

/// Waits for one byte of a pipe that others may wait at too, or for its end.
fn wait_at(mut gate: &PipeReader) {
    // Unlike read, it goes on after a signal.
    let Err(error) = gate.read_exact(&mut [0]) else { return };
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{error}");
}

/// The system refused `call` with `errno`.
#[track_caller]
fn assert_refused<T: Debug>(answer: &Result<T>, call: &str, errno: Errno) {
    let Err(Error::Os { call: refused, source }) = answer else {
        panic!("{answer:?} is not the refusal of a system call");
    };
    assert_eq!(
        (*refused, source.raw_os_error()),
        (call, Some(errno as i32)),
        "{answer:?}"
    );
}

/// A start that was refused has left no trace in `process`.
#[track_caller]
fn assert_never_started(process: &Process) {
    assert_eq!(process.pid(), None);
    assert_eq!(process.exitcode(), None);
    assert!(!process.is_alive().expect("a process of ours"));
    assert!(matches!(process.join(), Err(Error::JoinedBeforeStart)));
    assert!(format!("{process:?}").ends_with(", initial)>"), "{process:?}");
}

/// The check of a probe that may have to do without what it needs: it says so on stdout
/// in a line that begins with `SKIPPED`, which fails the test in CI.
#[track_caller]
fn succeeded_or_said_why_not(seen: &Seen) {
    seen.succeeded();
    for line in seen.stdout.lines().filter(|line| line.starts_with("SKIPPED")) {
        assert!(env::var_os("CI").is_none(), "CI must be able to do this: {line}");
        // Written past the harness, which keeps print! to itself when a test passes.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

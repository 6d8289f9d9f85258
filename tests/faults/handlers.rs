//! Signal handlers that call the library, or end the program.

use std::ffi::{c_int, c_void};
use std::io::{self, Write, pipe};
use std::process;

use nix::libc::{self, siginfo_t};
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigHandler, Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use process_workbook::{Process, active_children};

use crate::support::probe::{Probe, Seen};
use crate::{raw, started, succeeded_or_said_why_not, wait_at};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "exit_in_a_handler_ends_a_process_that_holds_a_lock",
        exit_while_a_lock_is_held,
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "a_handler_that_calls_the_library_in_the_middle_of_a_call_is_told",
        call_while_a_lock_is_held,
        |seen: &Seen| {
            succeeded_or_said_why_not(seen);
            let says =
                "process-workbook: a signal handler has called the library while";
            assert!(
                seen.stderr.contains(says) || seen.stdout.contains("SKIPPED"),
                "{seen:?}"
            );
        },
    ),
    Probe::inside("exit_in_a_handler_ends_a_process_at_any_time", exit_at_any_time),
];

#[cfg(not(target_arch = "x86_64"))]
fn exit_while_a_lock_is_held() {
    println!("SKIPPED: calls are held on x86-64 only");
}

// F-46
#[cfg(target_arch = "x86_64")]
fn exit_while_a_lock_is_held() {
    extern "C" fn leave(_: c_int, _: *mut siginfo_t, _: *mut c_void) {
        #[expect(clippy::exit, reason = "what is tested")]
        process::exit(3);
    }
    assert_eq!(code_of_a_look_that_is_interrupted_by(leave), 3);
}

#[cfg(not(target_arch = "x86_64"))]
fn call_while_a_lock_is_held() {
    println!("SKIPPED: calls are held on x86-64 only");
}

// F-46
#[cfg(target_arch = "x86_64")]
fn call_while_a_lock_is_held() {
    extern "C" fn ask(_: c_int, _: *mut siginfo_t, _: *mut c_void) {
        drop(active_children());
    }
    assert_eq!(code_of_a_look_that_is_interrupted_by(ask), -6);
}

/// The exit code of a process that asks whether a child of its own runs, and whose handler
/// runs in the middle of that: the state of the child is locked there.
#[cfg(target_arch = "x86_64")]
fn code_of_a_look_that_is_interrupted_by(
    handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void),
) -> i32 {
    // The orphan of a process that does not wait for it is waited for here.
    set_child_subreaper(true).expect("Linux 3.4");
    let (gate, mut opener) = pipe().expect("a pipe");
    let process = started(move || {
        let child = started(move || wait_at(&gate));
        raw::trap(libc::SYS_wait4, handler);
        let _ = child.is_alive();
    });
    let code = process.join().expect("it ends");
    opener.write_all(&[0]).expect("its child reads it");
    waitpid(None, None).expect("its child");
    code
}

// F-46
fn exit_at_any_time() {
    extern "C" fn leave(_: c_int) {
        #[expect(clippy::exit, reason = "what is tested")]
        process::exit(3);
    }
    set_child_subreaper(true).expect("Linux 3.4");
    for _ in 0..100 {
        let (mut started_one, says) = pipe().expect("a pipe");
        let process = started(move || {
            raw::on_signal(Signal::SIGTERM, SigHandler::Handler(leave));
            let mut says = Some(says);
            loop {
                let mut child = Process::new(|| ());
                child.start().expect("start");
                says.take();
                child.join().expect("join");
                drop(active_children());
            }
        });
        // The end of the pipe: it is in the middle of its loop.
        io::copy(&mut started_one, &mut io::sink()).expect("a pipe");
        let pid = process.pid().expect("it was started").cast_signed();
        kill(Pid::from_raw(pid), Signal::SIGTERM).expect("it runs");
        assert_eq!(process.join().expect("it ends"), 3);
    }
    while waitpid(None, None).is_ok() {}
}

//! A stdout or stderr that cannot be written: full, a pipe that nobody reads, closed.

use std::fs::File;
use std::io::{self, PipeReader, Write, pipe};
use std::os::fd::{AsFd, OwnedFd};
use std::panic::panic_any;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::{close, dup2_stderr, dup2_stdout};
use process_workbook::{Process, active_children, exit, sleep};

use crate::support::probe::{Probe, Seen};
use crate::{assert_never_started, assert_refused, started};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "a_stdout_that_cannot_be_flushed_refuses_every_start",
        a_stdout_that_cannot_be_flushed_refuses_every_start,
        check_that_it_was_printed_once,
    ),
    Probe::inside(
        "children_that_cannot_flush_stdout_have_exitcode_1",
        children_that_cannot_flush_stdout_have_exitcode_1,
    ),
    Probe::inside(
        "children_keep_their_exitcode_when_stderr_is_gone",
        children_keep_their_exitcode_when_stderr_is_gone,
    ),
    Probe::inside(
        "a_closed_stdout_swallows_everything",
        a_closed_stdout_swallows_everything,
    ),
];

const CHILDREN: i32 = 50;

fn a_stdout_that_cannot_be_flushed_refuses_every_start() {
    print!("printed once,");
    let (_reader, clogged) = clogged_pipe();
    for (stdout, errno) in [
        (OwnedFd::from(full()), Errno::ENOSPC),
        (OwnedFd::from(broken_pipe()), Errno::EPIPE),
        (clogged, Errno::EAGAIN),
    ] {
        let redirected = Stdout::to(stdout);
        let mut processes: Vec<_> =
            (0..CHILDREN).map(|code| Process::new(move || exit(code))).collect();
        for process in &mut processes {
            assert_refused(&process.start(), "write", errno); // S-090
            assert_never_started(process);
        }
        // The retry fails the same way, and again nothing was forked.
        assert_refused(&processes[0].start(), "write", errno);
        assert!(active_children().is_empty());
        let nobody = waitpid(None, Some(WaitPidFlag::WNOHANG));
        assert_eq!(nobody, Err(Errno::ECHILD), "a start that failed has forked");

        drop(redirected);
        for process in &mut processes {
            process.start().expect("stdout can be written again");
        }
        for (code, process) in (0..CHILDREN).zip(processes) {
            assert_eq!(process.join().expect("join"), code);
        }
        print!("and once,");
    }
}

#[track_caller]
fn check_that_it_was_printed_once(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stdout, "printed once,and once,and once,and once,"); // S-085
}

/// Ways to end after `print!`, each with its exit code where stdout can be written.
const WAYS_TO_END: [(fn(), i32); 4] = [
    (|| print!("lost"), 0),
    (
        || {
            print!("lost");
            exit(7);
        },
        7,
    ),
    (
        || {
            print!("lost");
            panic_any(7);
        },
        1,
    ),
    (|| println!("print! itself panics at the end of a line"), 0),
];

fn children_that_cannot_flush_stdout_have_exitcode_1() {
    for stdout in [OwnedFd::from(full()), OwnedFd::from(broken_pipe())] {
        let _redirected = Stdout::to(stdout);
        for (run, _) in WAYS_TO_END {
            assert_exitcodes(1, run); // S-089
        }
        // Who printed nothing has nothing to flush.
        assert_exitcodes(7, || exit(7));
        // What could not be written stays in the buffer, and fails once more.
        assert_exitcodes(1, || {
            print!("lost");
            assert!(io::stdout().flush().is_err());
            exit(7);
        });
        // std flushes here, and tells nobody that it could not.
        assert_exitcodes(7, || {
            print!("lost");
            #[expect(clippy::exit, reason = "the way past the library")]
            std::process::exit(7);
        });

        let killed: Vec<_> =
            (0..CHILDREN).map(|_| started(|| sleep(60.0))).collect();
        for process in &killed {
            process.kill().expect("kill");
        }
        for process in &killed {
            assert_eq!(process.join().expect("join"), -9);
        }
    }
}

fn children_keep_their_exitcode_when_stderr_is_gone() {
    let stderr = io::stderr().as_fd().try_clone_to_owned().expect("a descriptor");
    for gone in [OwnedFd::from(full()), OwnedFd::from(broken_pipe())] {
        dup2_stderr(gone).expect("dup2");
        assert_exitcodes(1, || panic!("nobody reads this"));
        assert_exitcodes(1, || Err::<(), _>("nor this"));
        assert_exitcodes(7, || {
            // eprintln! would panic.
            let _ = writeln!(io::stderr(), "nor this");
            exit(7);
        });
    }
    dup2_stderr(stderr).expect("dup2");
}

fn a_closed_stdout_swallows_everything() {
    print!("lost");
    let saved = io::stdout().as_fd().try_clone_to_owned().expect("a descriptor");
    close(nix::libc::STDOUT_FILENO).expect("it was open");

    // std takes `EBADF` from stdout for success, so the flush before the fork and the one at
    // the child's end succeed.
    for (run, code) in WAYS_TO_END {
        assert_exitcodes(code, run);
    }

    dup2_stdout(saved).expect("dup2");
}

/// Fifty children that are alive together run `run` and end with `code`.
#[track_caller]
fn assert_exitcodes<O: process_workbook::Outcome>(
    code: i32,
    run: impl Fn() -> O + Copy + 'static,
) {
    let processes: Vec<_> = (0..CHILDREN).map(|_| started(run)).collect();
    let codes: Vec<_> =
        processes.iter().map(|process| process.join().expect("join")).collect();
    assert_eq!(codes, [code; CHILDREN as usize]);
}

fn full() -> File {
    File::options().write(true).open("/dev/full").expect("full(4)")
}

fn broken_pipe() -> io::PipeWriter {
    let (_, writer) = pipe().expect("a pipe");
    writer
}

/// A pipe that would block its writer, which does not want to be blocked.
fn clogged_pipe() -> (PipeReader, OwnedFd) {
    let (reader, mut writer) = pipe().expect("a pipe");
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).expect("fcntl");
    while writer.write(&[0; 4096]).is_ok() {}
    (reader, writer.into())
}

/// Stdout is another file until this is dropped.
struct Stdout {
    saved: OwnedFd,
}

impl Stdout {
    fn to(file: impl AsFd) -> Self {
        let saved = io::stdout().as_fd().try_clone_to_owned();
        dup2_stdout(file).expect("dup2");
        Self { saved: saved.expect("a descriptor") }
    }
}

impl Drop for Stdout {
    fn drop(&mut self) {
        dup2_stdout(&self.saved).expect("dup2");
    }
}

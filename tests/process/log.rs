//! What a process says about its life when it is asked to: section K.

use std::io::{self, Read, Write};

use process_workbook::{Level, Process, exit, log_to_stderr, sleep};

use crate::helpers::started;
use crate::support::probe::{Probe, Seen};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside("info_tells_the_first_and_last_steps", info, sees_info),
    Probe::outside("debug_tells_of_the_finalizers_too", debug, sees_debug),
    Probe::outside("a_daemon_is_said_to_be_terminated", daemon, sees_daemon),
    Probe::outside("the_exitcode_is_told_as_given", exitcodes, sees_exitcodes),
];

fn work() {
    started(|| eprintln!("work")).join().expect("a child");
}

fn info() {
    log_to_stderr(Level::Info);
    work();
}

// S-099
fn sees_info(seen: &Seen) {
    seen.succeeded();
    assert_eq!(
        seen.stderr,
        "[INFO/Process-1] child process calling self.run()\n\
         work\n\
         [INFO/Process-1] process shutting down\n\
         [INFO/Process-1] process exiting with exitcode 0\n\
         [INFO/MainProcess] process shutting down\n"
    );
}

fn debug() {
    log_to_stderr(Level::Debug);
    work();
}

// S-100
fn sees_debug(seen: &Seen) {
    seen.succeeded();
    assert_eq!(
        seen.stderr,
        "[INFO/Process-1] child process calling self.run()\n\
         work\n\
         [INFO/Process-1] process shutting down\n\
         [DEBUG/Process-1] running all \"atexit\" finalizers with priority >= 0\n\
         [DEBUG/Process-1] running the remaining \"atexit\" finalizers\n\
         [INFO/Process-1] process exiting with exitcode 0\n\
         [INFO/MainProcess] process shutting down\n\
         [DEBUG/MainProcess] running all \"atexit\" finalizers with priority >= 0\n\
         [DEBUG/MainProcess] running the remaining \"atexit\" finalizers\n"
    );
}

fn daemon() {
    log_to_stderr(Level::Info);
    let (mut ready, mut tell) = io::pipe().expect("a pipe");
    let mut daemon = Process::new(move || {
        tell.write_all(b".").expect("main reads it");
        sleep(60.0);
    })
    .with_daemon(true);
    daemon.start().expect("start");
    ready.read_exact(&mut [0]).expect("the daemon writes it");
}

// S-101
fn sees_daemon(seen: &Seen) {
    seen.succeeded();
    let terminated = "[INFO/Process-1] child process calling self.run()\n\
                      [INFO/MainProcess] process shutting down\n\
                      [INFO/MainProcess] calling terminate() for daemon Process-1\n";
    let rest = seen.stderr.strip_prefix(terminated).expect("it is terminated first");
    // It may have ended before there was anything to join.
    let joined = "[INFO/MainProcess] calling join() for process Process-1\n";
    assert!(rest.is_empty() || rest == joined, "{rest}");
}

fn exitcodes() {
    log_to_stderr(Level::Info);
    let codes = [
        started(|| exit(3)).join(),
        // The kernel keeps the low 8 bits, the line does not.
        started(|| exit(256)).join(),
        started(|| panic!("boom")).join(),
    ];
    assert_eq!(codes.map(|code| code.expect("a child")), [3, 0, 1]);
}

// S-102
fn sees_exitcodes(seen: &Seen) {
    seen.succeeded();
    let exiting: Vec<_> =
        seen.stderr.lines().filter(|line| line.contains("exiting")).collect();
    assert_eq!(
        exiting,
        [
            "[INFO/Process-1] process exiting with exitcode 3",
            "[INFO/Process-2] process exiting with exitcode 256",
            "[INFO/Process-3] process exiting with exitcode 1",
        ]
    );
    let position = |text| seen.stderr.find(text).expect("it is said");
    assert!(position("boom") < position("with exitcode 1"));
}

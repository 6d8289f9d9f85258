//! How a probe and its children wait for each other, and what they ask the kernel.

use std::fs;
use std::io::{self, PipeReader, Read};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::thread;

use process_workbook::{Process, Result};

/// Holds children back until it is opened, or dropped: a probe that fails still ends.
///
/// It is a socket because every child has a copy of every descriptor. The last copy of a
/// pipe's end shuts the pipe; anybody can shut a socket down.
pub(crate) struct Gate {
    ours: UnixStream,
    theirs: UnixStream,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let (ours, theirs) = UnixStream::pair().expect("a socket pair");
        Self { ours, theirs }
    }

    /// What a child waits at.
    pub(crate) fn latch(&self) -> Latch {
        Latch(self.theirs.try_clone().expect("a free descriptor"))
    }

    pub(crate) fn open(&self) {
        self.ours.shutdown(Shutdown::Write).expect("a connected socket");
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
    }
}

pub(crate) struct Latch(UnixStream);

impl Latch {
    pub(crate) fn wait(&self) {
        let end = (&self.0).read_to_end(&mut Vec::new());
        end.expect("a connected socket");
    }
}

/// A child that runs until `gate` is open, and returns then.
pub(crate) fn behind(gate: &Gate) -> Process {
    let latch = gate.latch();
    started(move || latch.wait())
}

pub(crate) fn started(run: impl FnOnce() + 'static) -> Process {
    let mut process = Process::new(run);
    process.start().expect("start");
    process
}

/// Runs `run` in a child, where its assertions must hold.
#[track_caller]
pub(crate) fn in_child(run: impl FnOnce() + 'static) {
    let code = started(run).join().expect("join");
    assert_eq!(code, 0, "an assertion failed in the child");
}

/// Waits until every process that has the other end has dropped it, or has ended.
pub(crate) fn until_dropped(mut pipe: PipeReader) {
    io::copy(&mut pipe, &mut io::sink()).expect("a pipe");
}

/// Waits until `process` has ended, and leaves it a zombie.
pub(crate) fn until_ended(process: &Process) {
    let ended = process_workbook::wait(&[process], None).expect("wait");
    assert_eq!(ended, [0]);
}

/// Waits until process `pid` waits for something itself, or is gone.
pub(crate) fn until_asleep(pid: u32) {
    while state(pid).is_some_and(|state| state != 'S') {
        thread::yield_now();
    }
}

/// The state of process `pid`, as ps(1) shows it: `Z` is a zombie.
pub(crate) fn state(pid: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

/// What the descriptors of this process are, without the one that looks.
pub(crate) fn descriptors() -> Vec<String> {
    let listing = fs::read_dir("/proc/self/fd").expect("procfs");
    listing
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .map(|link| link.to_string_lossy().into_owned())
        .filter(|link| !link.starts_with("/proc/"))
        .collect()
}

/// What the user reads where `result` is an error.
#[track_caller]
pub(crate) fn refusal<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => panic!("it is not refused"),
        Err(error) => error.to_string(),
    }
}

//! A terminal to run a program on.

use std::fs::File;
use std::io::{self, Error};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::pty::openpty;

/// The lines that `command` prints on a terminal, whose end shows that all its processes
/// have ended.
pub fn run(mut command: Command, patience: Duration) -> Vec<String> {
    let terminal = openpty(None, None).expect("a pseudo-terminal");
    let mut child = command.stdout(terminal.slave).spawn().expect("it can be run");
    // It has a copy of the slave, which would never let the reading end.
    drop(command);
    let text = read(File::from(terminal.master), patience);
    assert!(child.wait().expect("a child of this process").success());
    text.lines().map(str::to_owned).collect()
}

/// All that comes out of a terminal until the last process has closed the other side.
fn read(mut master: File, patience: Duration) -> String {
    let (seen, all) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let end = io::copy(&mut master, &mut bytes).map(drop).or_else(hung_up);
        // Nobody listens after the time is up.
        let _ = seen.send(end.map(|()| bytes));
    });
    let bytes = all.recv_timeout(patience).expect("the program ends");
    String::from_utf8(bytes.expect("a terminal")).expect("UTF-8")
}

/// Linux answers `EIO` when the last process has closed the other side.
fn hung_up(error: Error) -> io::Result<()> {
    match error.raw_os_error() {
        Some(errno) if errno == Errno::EIO as i32 => Ok(()),
        _ => Err(error),
    }
}

//! What a program printed, line by line, and which process wrote each line.
//!
//! The program's stdout is a Unix socket whose reading end has `SO_PASSCRED` (unix(7)):
//! the kernel notes the writer's pid with every write, and never joins the writes of two
//! processes in one read. The lines are in the order in which they were completed.

use std::collections::{BTreeSet, HashMap};
use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::sys::signal::killpg;
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, UnixCredentials, recvmsg, setsockopt, sockopt,
};
use nix::unistd::Pid;

/// One line and its writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub pid: i32,
    pub text: String,
}

/// One run of a program.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The process that was started by the recorder; every other one descends from it.
    pub main: i32,
    pub lines: Vec<Line>,
    /// As Python writes it: `-N` for signal `N`.
    pub exitcode: i32,
}

impl Recording {
    /// The lines in the order in which they appeared, whoever wrote them.
    pub fn texts(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }

    /// The lines of process `pid`, in its order.
    pub fn of(&self, pid: i32) -> Vec<&str> {
        let lines = self.lines.iter().filter(|line| line.pid == pid);
        lines.map(|line| line.text.as_str()).collect()
    }

    /// Where the first line is that begins with `prefix`.
    pub fn position(&self, prefix: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.text.starts_with(prefix))
    }

    /// The processes other than main that wrote something, in the order of what they wrote.
    /// Not of their pids: the kernel starts again from low ones now and then.
    pub fn children(&self) -> Vec<i32> {
        let pids: BTreeSet<_> = self.lines.iter().map(|line| line.pid).collect();
        let without_pids = |line: &str| {
            pids.iter().fold(line.to_owned(), |line, pid| {
                line.replace(&pid.to_string(), "")
            })
        };
        let mut children: Vec<_> = pids.iter().copied().collect();
        children.retain(|pid| *pid != self.main);
        children.sort_by_cached_key(|pid| {
            self.of(*pid).into_iter().map(without_pids).collect::<Vec<_>>()
        });
        children
    }
}

/// Runs `command` to the end of all its processes.
///
/// # Panics
///
/// When it cannot be run, prints a torn line or something that is not UTF-8, or leaves a
/// process behind.
#[track_caller]
pub fn record(command: &mut Command) -> Recording {
    let (ours, theirs) = UnixStream::pair().expect("a socket pair");
    setsockopt(&ours, sockopt::PassCred, &true).expect("SO_PASSCRED");
    let spawned =
        command.stdout(Stdio::from(OwnedFd::from(theirs))).process_group(0);
    let mut child =
        spawned.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // The command keeps its copy of the writing end, which would never let the run end.
    command.stdout(Stdio::null());

    let mut lines = Vec::new();
    let mut unfinished: HashMap<i32, Vec<u8>> = HashMap::new();
    while let Some((pid, bytes)) = receive(&ours) {
        let buffer = unfinished.entry(pid).or_default();
        buffer.extend(bytes);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line = buffer.drain(..=end).collect();
            let text = String::from_utf8(line).expect("UTF-8");
            lines.push(Line { pid, text: text.trim_end_matches('\n').to_owned() });
        }
    }
    unfinished.retain(|_, rest| !rest.is_empty());
    assert!(unfinished.is_empty(), "lines without an end: {unfinished:?}");

    let main = child.id().cast_signed();
    let status = child.wait().expect("a child of this process");
    let left = killpg(Pid::from_raw(main), None);
    assert_eq!(left, Err(Errno::ESRCH), "{command:?} left a process behind");
    let exitcode = status.code().or(status.signal().map(|signal| -signal));
    Recording {
        main,
        lines,
        exitcode: exitcode.expect("it has exited or was killed"),
    }
}

/// The next write, or a part of it, and its writer; nothing after the last writer's end.
fn receive(socket: &UnixStream) -> Option<(i32, Vec<u8>)> {
    let mut bytes = vec![0; 1 << 16];
    let mut control = nix::cmsg_space!(UnixCredentials);
    let mut parts = [IoSliceMut::new(&mut bytes)];
    let message = loop {
        let flags = MsgFlags::empty();
        match recvmsg::<()>(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut control),
            flags,
        ) {
            Err(Errno::EINTR) => {}
            message => break message.expect("a connected socket"),
        }
    };
    let length = message.bytes;
    let writer =
        message.cmsgs().expect("room for one message").find_map(|message| {
            match message {
                ControlMessageOwned::ScmCredentials(credentials) => {
                    Some(credentials.pid())
                }
                _ => None,
            }
        });
    bytes.truncate(length);
    (length > 0).then(|| (writer.expect("SO_PASSCRED is set"), bytes))
}

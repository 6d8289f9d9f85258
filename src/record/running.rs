//! A program that is being recorded.

use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::sys::stat::fstat;
use nix::unistd::Pid;

use super::recording::{Recording, Step};
use super::socket::{Kind, Socket};
use super::stream::Stream;
use crate::process::report::WORKBOOK_RECORDER;
use crate::process::sys;

/// A program that runs, and is listened to. Nothing of its process group is left when this
/// is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// A descriptor that is readable when the program has ended.
    ended: OwnedFd,
    socket: Socket,
    stream: Stream,
    start: Instant,
    deadline: Option<Instant>,
    all_over: bool,
    /// What their end of the socket is to proc(5).
    stdout: PathBuf,
}

impl Running {
    pub(super) fn spawn(
        mut command: Command,
        timeout: Option<Duration>,
        kind: Kind,
    ) -> io::Result<Self> {
        let (socket, theirs) = Socket::pair(kind)?;
        let stream = Stream::new(socket.mark(), kind == Kind::Packets);
        let stdout = format!("socket:[{}]", fstat(&theirs)?.st_ino).into();
        command
            .env(WORKBOOK_RECORDER, socket.request(&theirs)?)
            .stdin(Stdio::null())
            .stdout(Stdio::from(theirs))
            .process_group(0);
        let start = Instant::now();
        let child = command.spawn()?;
        // It has a copy of their end, which would never let the recording end.
        drop(command);
        let ended = sys::pidfd(pid_of(&child))?;
        let deadline = timeout.and_then(|timeout| start.checked_add(timeout));
        let all_over = false;
        Ok(Self { child, ended, socket, stream, start, deadline, all_over, stdout })
    }

    /// The pid of the program, and the name of its process group.
    pub fn main(&self) -> u32 {
        self.child.id()
    }

    /// Listens until the program and everybody who can write to its stdout has ended, or
    /// the time is up, and calls `on_step` with each step as soon as it is seen.
    ///
    /// # Errors
    ///
    /// What the system says when it cannot be listened to; what `on_step` says. The program
    /// is then killed.
    pub fn follow(
        mut self,
        mut on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> io::Result<Recording> {
        let mut told = 0;
        let mut listen = |running: &mut Self, deadline| -> io::Result<bool> {
            while is_ready(running.socket.as_fd(), deadline)? {
                if running.hear()?.is_none() {
                    return Ok(true);
                }
                let steps = running.stream.steps();
                steps[told..].iter().try_for_each(&mut on_step)?;
                told = steps.len();
            }
            Ok(false)
        };
        let deadline = self.deadline;
        self.all_over =
            listen(&mut self, deadline)? && is_ready(self.ended.as_fd(), deadline)?;
        if !self.all_over {
            self.kill();
            let now = Some(Instant::now());
            listen(&mut self, now)?; // What is there by now.
        }
        self.finish(told, on_step)
    }

    /// Takes in a write, and says whose; nothing when nobody can write any more.
    pub(super) fn hear(&mut self) -> io::Result<Option<u32>> {
        let Some((pid, bytes)) = self.socket.receive()? else { return Ok(None) };
        self.stream.push(pid, bytes, self.start.elapsed());
        Ok(Some(pid))
    }

    /// What has been seen so far.
    pub(super) fn steps(&self) -> &[Step] {
        self.stream.steps()
    }

    /// What process `pid` has written of a line that is not complete.
    pub(super) fn unfinished(&self, pid: u32) -> &[u8] {
        self.stream.unfinished(pid)
    }

    /// Whether the stdout of process `pid` is what is listened to.
    pub(super) fn is_stdout_of(&self, pid: u32) -> bool {
        let stdout = fs::read_link(format!("/proc/{pid}/fd/1"));
        stdout.is_ok_and(|stdout| stdout == self.stdout)
    }

    /// Whether this is a report, and no output.
    pub(super) fn is_report(&self, bytes: &[u8]) -> bool {
        self.stream.is_report(bytes)
    }

    fn finish(
        mut self,
        told: usize,
        on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> io::Result<Recording> {
        let main = self.main();
        let exitcode = exitcode(self.child.wait()?);
        self.stream.finish(self.start.elapsed());
        let steps = self.stream.steps();
        steps[told..].iter().try_for_each(on_step)?;
        let (steps, output) = self.stream.take();
        let timed_out = !self.all_over;
        self.all_over = true;
        Ok(Recording { main, exitcode, timed_out, steps, output })
    }

    fn kill(&self) {
        // There is nobody left to kill.
        let _ = killpg(pid_of(&self.child), Signal::SIGKILL);
    }
}

impl AsFd for Running {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.all_over {
            self.kill();
            let _ = self.child.wait();
        }
    }
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}

/// Whether `fd` becomes readable before `deadline`.
fn is_ready(fd: BorrowedFd<'_>, deadline: Option<Instant>) -> io::Result<bool> {
    let left =
        deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    Ok(sys::poll(&[fd], left)?[0])
}

/// As Python writes it: `-N` for signal `N`.
fn exitcode(status: ExitStatus) -> i32 {
    let killed = || status.signal().map(|signal| -signal);
    status.code().or_else(killed).expect("it has exited or was killed")
}

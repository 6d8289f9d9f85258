//! A program that is being recorded.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::unistd::Pid;

use super::group::Group;
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
    group: Group,
    /// How many bytes have come, and how many may.
    heard: usize,
    most: usize,
    /// How many of the steps were told.
    told: usize,
    all_over: bool,
}

impl Running {
    pub(super) fn spawn(
        mut command: Command,
        timeout: Option<Duration>,
        most: usize,
        kind: Kind,
    ) -> io::Result<Self> {
        // Nothing is started that could not be waited for.
        ended_by(Pid::this())?;
        let (socket, theirs) = Socket::pair(kind)?;
        let stream = Stream::new(socket.mark(), kind == Kind::Packets);
        let request = socket.request(&theirs)?;
        command
            .env(WORKBOOK_RECORDER, &request)
            .stdin(Stdio::null())
            .stdout(Stdio::from(theirs))
            .process_group(0);
        let start = Instant::now();
        let mut child = command.spawn()?;
        // It has a copy of their end, which would never let the recording end.
        drop(command);
        let group = Group::new(child.id(), &request);
        let ended = match ended_by(pid_of(&child)) {
            Ok(ended) => ended,
            Err(error) => {
                group.kill();
                child.wait()?;
                return Err(error);
            }
        };
        let deadline = timeout.and_then(|timeout| start.checked_add(timeout));
        Ok(Self {
            child,
            ended,
            socket,
            stream,
            start,
            deadline,
            group,
            heard: 0,
            most,
            told: 0,
            all_over: false,
        })
    }

    /// The pid of the program, and the name of its process group.
    pub fn main(&self) -> u32 {
        self.child.id()
    }

    /// All processes of the run.
    pub fn group(&self) -> Group {
        self.group.clone()
    }

    /// Listens until the program and everybody who can write to its stdout has ended, or
    /// the time is up, or there was too much, and calls `on_step` with each step as soon as
    /// it is seen.
    ///
    /// # Errors
    ///
    /// What the system says when it cannot be listened to; what `on_step` says. The program
    /// is then killed.
    pub fn follow(
        mut self,
        mut on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> io::Result<Recording> {
        self.listen(&mut on_step)?;
        let told = self.told;
        let recording = self.finish()?;
        recording.steps[told..].iter().try_for_each(on_step)?;
        Ok(recording)
    }

    /// The first half of [`follow`](Self::follow): after it the program has ended or was
    /// killed, and its pid is its own until it is [finished](Self::finish).
    ///
    /// # Errors
    ///
    /// As `follow` has them.
    pub fn listen(
        &mut self,
        mut on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> io::Result<()> {
        let deadline = self.deadline;
        self.all_over = self.listen_until(deadline, &mut on_step)?
            && is_ready(self.ended.as_fd(), deadline)?;
        if !self.all_over {
            self.group.kill();
            // What is there by now.
            self.listen_until(Some(Instant::now()), &mut on_step)?;
        }
        Ok(())
    }

    /// Whether nobody can write any more.
    fn listen_until(
        &mut self,
        deadline: Option<Instant>,
        mut on_step: impl FnMut(&Step) -> io::Result<()>,
    ) -> io::Result<bool> {
        while !self.has_flooded() && is_ready(self.socket.as_fd(), deadline)? {
            if self.hear()?.is_none() {
                return Ok(true);
            }
            let steps = self.stream.steps();
            steps[self.told..].iter().try_for_each(&mut on_step)?;
            self.told = steps.len();
        }
        Ok(false)
    }

    /// Whether more has come out of it than [may](super::Recorder::at_most).
    pub fn has_flooded(&self) -> bool {
        self.heard > self.most
    }

    /// Takes in a write, and says whose; nothing when nobody can write any more.
    fn hear(&mut self) -> io::Result<Option<u32>> {
        let Some((pid, bytes)) = self.socket.receive()? else { return Ok(None) };
        self.heard = self.heard.saturating_add(bytes.len());
        self.stream.push(pid, bytes, self.start.elapsed());
        Ok(Some(pid))
    }

    /// The second half of [`follow`](Self::follow).
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be waited for.
    pub fn finish(mut self) -> io::Result<Recording> {
        let main = self.main();
        let exitcode = exitcode(self.reap()?);
        self.stream.finish(self.start.elapsed());
        let (steps, output) = self.stream.take();
        let timed_out = !self.all_over && !self.has_flooded();
        self.all_over = true;
        Ok(Recording { main, exitcode, timed_out, steps, output })
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        // Nobody is kept from killing it by somebody who waits for its end.
        is_ready(self.ended.as_fd(), None)?;
        self.group.reap(|| self.child.wait())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.all_over {
            self.group.kill();
            let _ = self.reap();
        }
    }
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}

/// A descriptor that is readable when `pid` has ended.
fn ended_by(pid: Pid) -> io::Result<OwnedFd> {
    sys::pidfd(pid).map_err(|errno| {
        let why = format!(
            "pidfd_open(2) fails ({errno}): Linux has it since 5.3, and a container may \
             forbid it"
        );
        io::Error::new(io::Error::from(errno).kind(), why)
    })
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

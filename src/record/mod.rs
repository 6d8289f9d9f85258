//! Runs any program and notes which process wrote which line, and when.
//!
//! The program's stdout is one end of a Unix socket whose other end has `SO_PASSCRED`
//! (unix(7)): the kernel notes the writer's pid with every write, and never joins the
//! writes of two processes in one read. So each line is attributed to its process, in the
//! order in which the lines were completed, without help from the program. A program that
//! uses this crate reports on the same socket what nobody sees from outside: who
//! starts, joins, signals and messages whom.
//!
//! One event is one whole line of one process, however many writes it took. What the
//! lines looked like on a terminal, torn ones too, is in [`Recording::output`].
//!
//! ```
//! use std::process::Command;
//!
//! use process_workbook::record::Recorder;
//!
//! let mut command = Command::new("sh");
//! command.args(["-c", "echo one; (echo two)"]);
//! let recording = Recorder::new(command).record()?;
//! let texts: Vec<_> = recording.lines().map(|line| line.text()).collect();
//! assert_eq!(texts, ["one", "two"]);
//! let writers: Vec<_> = recording.lines().map(|line| line.pid).collect();
//! assert_eq!(writers[0], recording.main);
//! assert_ne!(writers[1], recording.main);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! What becomes of a program that behaves oddly:
//!
//! | it | then |
//! | --- | --- |
//! | does not exist, or cannot be executed | [`Recorder::record`] fails with what the system says |
//! | ends by a signal | [`Recording::exitcode`] is `-N` |
//! | prints no newline at the end | its last line is [unfinished](Line::is_whole) |
//! | prints lines of any length, or what is no UTF-8 | the bytes are kept; [`Line::text`] puts U+FFFD in place of what is none |
//! | closes stdout | what it does later is not seen; its end is waited for |
//! | becomes another program, by execve(2) | it is the same process, and its lines go on |
//! | leaves an orphan that goes on writing | its lines are recorded until it ends too, as a shell waits at the end of a pipeline |
//! | never ends | at the [time-out](Recorder::timeout) its process group is killed; what was seen until then is kept |
//! | prints on stderr | that goes where the caller's stderr goes |
//! | reads stdin | it is at the end of /dev/null |

mod cast;
pub mod python;
mod recording;
mod report;
mod socket;
mod stream;

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::process::sys;

pub use recording::{Deed, Line, Recording, Step};

use socket::Socket;
use stream::Stream;

/// Runs a program, and notes who writes what.
#[derive(Debug)]
pub struct Recorder {
    command: Command,
    timeout: Option<Duration>,
}

impl Recorder {
    /// For the program of `command`, whose stdin will be /dev/null, and which will be in a
    /// process group of its own.
    pub fn new(command: Command) -> Self {
        Self { command, timeout: None }
    }

    /// Kills the program when it has not ended after `timeout`.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Runs the program until it and everybody who can write to its stdout has ended.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be run or listened to.
    pub fn record(mut self) -> io::Result<Recording> {
        let (socket, theirs) = Socket::pair()?;
        let mut stream = Stream::new(socket.mark());
        self.command
            .env(report::WORKBOOK_RECORDER, socket.request(&theirs)?)
            .stdin(Stdio::null())
            .stdout(Stdio::from(OwnedFd::from(theirs)))
            .process_group(0);
        let start = Instant::now();
        let mut group = Group(self.command.spawn()?);
        // It has a copy of their end, which would never let the recording end.
        drop(self.command);
        let main = group.0.id();
        let ended = sys::pidfd(Pid::from_raw(main.cast_signed()))?;
        let deadline = self.timeout.and_then(|timeout| start.checked_add(timeout));

        let mut listen = |deadline| -> io::Result<bool> {
            while is_ready(socket.as_fd(), deadline)? {
                let Some((pid, bytes)) = socket.receive()? else { return Ok(true) };
                stream.push(pid, &bytes, start.elapsed());
            }
            Ok(false)
        };
        let all_over = listen(deadline)? && is_ready(ended.as_fd(), deadline)?;
        if !all_over {
            group.kill();
            listen(Some(start))?; // What is there by now.
        }
        let exitcode = exitcode(group.0.wait()?);
        let (steps, output) = stream.finish(start.elapsed());
        Ok(Recording { main, exitcode, timed_out: !all_over, steps, output })
    }
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

/// The program and what it has started. Nothing of it is left when this is dropped.
struct Group(Child);

impl Group {
    fn kill(&self) {
        // There is nobody left to kill.
        let _ = killpg(Pid::from_raw(self.0.id().cast_signed()), Signal::SIGKILL);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            self.kill();
            let _ = self.0.wait();
        }
    }
}

//! Runs any program and notes which process wrote which line, and when.
//!
//! The program's stdout is one end of a Unix socket whose other end has `SO_PASSCRED`
//! (unix(7)): the kernel notes the writer's pid with every write, and never joins the
//! writes of two processes in one read. So each line is attributed to its process, in the
//! order in which the lines were completed, without help from the program. A program that
//! uses this crate reports on the same socket what nobody sees from outside: who
//! starts, joins, signals and messages whom.
//!
//! A line is one event of its process however many writes it took, and lines that were
//! completed by one write are one event where [writes are told apart](Recorder::whole_writes).
//! What the lines looked like on a terminal, torn ones too, is in [`Recording::output`].
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
//! | opens stdout again, as /dev/stdout | that fails with `ENXIO`, because a socket cannot be opened; the tracer's terminal can |
//! | splices what another process wrote | the line is that of the process that splices it |
//! | closes stdout | what it does later is not seen; its end is waited for |
//! | becomes another program, by execve(2) | it is the same process, and its lines go on |
//! | leaves an orphan that goes on writing | its lines are recorded until it ends too, as a shell waits at the end of a pipeline |
//! | never ends | at the [time-out](Recorder::timeout) its [group](Group) is killed; what was seen until then is kept |
//! | prints without end | at [so many bytes](Recorder::at_most) the same |
//! | prints on stderr | that goes where the caller's stderr goes |
//! | reads stdin | it is at the end of /dev/null |

mod derive;
mod group;
pub mod python;
mod recording;
mod running;
mod socket;
mod stillness;
mod stream;
mod sys;
mod table;

use std::io;
use std::process::Command;
use std::time::Duration;

pub use crate::process::report::Report;
pub use group::Group;
pub use recording::{Line, Recording, Seen, Step};
pub use running::Running;
pub use stillness::stands_still;
pub use table::ProcessTable;

use socket::Kind;

/// Runs a program, and notes who writes what.
#[derive(Debug)]
pub struct Recorder {
    command: Command,
    timeout: Option<Duration>,
    most: usize,
    kind: Kind,
}

impl Recorder {
    /// For the program of `command`, whose stdin will be /dev/null, and which will be in a
    /// process group of its own.
    pub fn new(command: Command) -> Self {
        Self { command, timeout: None, most: usize::MAX, kind: Kind::Stream }
    }

    /// Kills the program when it has not ended after `timeout`.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Kills the program when more than so many bytes have come out of it: a loop that prints
    /// fills any memory.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self
    }

    /// Tells which lines were one write, so that nothing can come between them.
    ///
    /// Without it every line is a write of its own as far as is known, because the writes of
    /// one process may be read at once. With it the program's stdout keeps them apart, and a
    /// write that is larger than the system allows (`net.core.wmem_max` in socket(7), mostly
    /// twice 208 KiB) fails with `EMSGSIZE`.
    #[must_use]
    pub fn whole_writes(mut self) -> Self {
        self.kind = Kind::Packets;
        self
    }

    /// Runs the program until it and everybody who can write to its stdout has ended.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be run or listened to.
    pub fn record(self) -> io::Result<Recording> {
        self.spawn()?.follow(|_| Ok(()))
    }

    /// Starts the program.
    ///
    /// # Errors
    ///
    /// What the system says when the program cannot be run or listened to.
    pub fn spawn(self) -> io::Result<Running> {
        Running::spawn(self.command, self.timeout, self.most, self.kind)
    }
}

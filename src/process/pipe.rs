//! Messages from one process to another.

use std::cell::Cell;
use std::fmt;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::fcntl::{FcntlArg, fcntl};

use super::error::{Error, Result};
use super::owner::Owner;
use super::report::{self, Report};
use super::sys;
use super::turn::Turn;

/// A pipe for messages: what is sent into one end is received at the other, in order.
/// Python's `multiprocessing.Pipe(duplex=False)`.
///
/// The sending of a message happens before its receipt, so that a pipe orders what two
/// processes do. Make it before the child that uses an end of it. A fork copies every open
/// end into every child, but only what the child's closure names is used there: an end that
/// a closure has taken is closed in this process by [`start`](super::Process::start).
///
/// ```
/// use process_workbook::{Process, Result, pipe};
///
/// fn main() -> Result<()> {
///     let (receiver, sender) = pipe()?;
///     let mut child = Process::new(move || sender.send("ready"));
///     child.start()?;
///     assert_eq!(receiver.recv()?, "ready");
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// [`Error::Os`] when there is no file descriptor left.
pub fn pipe() -> Result<(Receiver, Sender)> {
    let (reader, writer) = io::pipe().map_err(Error::os("pipe"))?;
    let reader = sys::above_stdio(reader.into()).map_err(Error::os("fcntl"))?;
    let writer = sys::above_stdio(writer.into()).map_err(Error::os("fcntl"))?;
    let receiver = Receiver {
        pipe: reader.into(),
        turn: Turn::new().map_err(Error::os("eventfd"))?,
        owner: Cell::new(None),
    };
    Ok((receiver, Sender(writer.into())))
}

/// The end of a [`pipe`] that messages come out of, for one process at a time.
///
/// The first process that receives is the only one, because of two that read at once each
/// could get a part of a message. It stays so until it drops the `Receiver` or starts a
/// child, to which it may hand the pipe down; if it receives again before anybody else does,
/// nothing has changed. A process that is killed gives nothing back, because it may have
/// taken half a message with it. Within a process the compiler keeps
/// it to one thread.
///
/// ```compile_fail,E0277
/// fn share<T: Sync>(_: &T) {}
/// share(&process_workbook::pipe().unwrap().0);
/// ```
pub struct Receiver {
    pipe: PipeReader,
    turn: Turn,
    /// The process that has received from this copy, which makes it the only one.
    owner: Cell<Option<Owner>>,
}

/// The end of a [`pipe`] that messages go into.
///
/// Several processes may send. Messages of up to 4,084 bytes are then never mixed up:
/// `PIPE_BUF` in pipe(7).
pub struct Sender(PipeWriter);

impl Sender {
    /// Sends `message`. Waits while the pipe is full: 65,524 bytes fit into an empty one, if
    /// nobody has changed its size, and a longer message waits for somebody to receive it. So
    /// receive from a child before you [join](super::Process::join) it.
    ///
    /// # Errors
    ///
    /// [`Error::Os`], with `EPIPE` when every [`Receiver`] is gone.
    ///
    /// # Panics
    ///
    /// When `message` has 4 GiB or more.
    // ANCHOR: send
    pub fn send(&self, message: &str) -> Result<()> {
        static SENT: AtomicU32 = AtomicU32::new(0);
        let number = SENT.fetch_add(1, Ordering::Relaxed) + 1;
        let length = u32::try_from(message.len()).expect("less than 4 GiB");
        let header = [length, process::id(), number].map(u32::to_ne_bytes);
        let bytes = [header.as_flattened(), message.as_bytes()].concat();
        // Before the message, after which this process may be killed any time.
        report::write_down(&Report::Send { number });
        (&self.0).write_all(&bytes).map_err(Error::os("write"))?;
        if report::is_on() && bytes.len() > self.capacity() {
            // There was no room for it before somebody received the first part of it.
            report::write_down(&Report::Sent { number });
        }
        Ok(())
    }
    // ANCHOR_END: send

    /// How many bytes fit into the pipe. pipe(7).
    fn capacity(&self) -> usize {
        let capacity = fcntl(&self.0, FcntlArg::F_GETPIPE_SZ).ok();
        let capacity = capacity.and_then(|bytes| usize::try_from(bytes).ok());
        capacity.unwrap_or(usize::MAX)
    }
}

impl Receiver {
    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// [`Error::EndOfMessages`] when every [`Sender`] is gone, in this process too;
    /// [`Error::ReceivedElsewhere`] when another process [receives](Receiver) from this
    /// pipe; [`Error::Os`].
    pub fn recv(&self) -> Result<String> {
        self.take_turn()?;
        let mut header = [[0; 4]; 3];
        self.fill(header.as_flattened_mut())?;
        let [length, sender, number] = header.map(u32::from_ne_bytes);
        let mut message = vec![0; length as usize];
        self.fill(&mut message)?;
        report::write_down(&Report::Receive { pid: sender, number });
        // Torn: a sender of a long message was killed in the middle of it.
        String::from_utf8(message)
            .map_err(io::Error::other)
            .map_err(Error::os("read"))
    }

    // ANCHOR: take_turn
    /// Makes this process the one that receives, unless it is. After a fork the copy in the
    /// child names its parent, and the child asks for itself.
    fn take_turn(&self) -> Result<()> {
        let this = Owner::this();
        if self.owner.get() != Some(this) || !self.turn.is_taken() {
            self.turn.take(process::id())?;
            self.owner.set(Some(this));
        }
        Ok(())
    }
    // ANCHOR_END: take_turn

    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        (&self.pipe).read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::EndOfMessages,
            _ => Error::os("read")(error),
        })
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        if self.owner.get() == Some(Owner::this()) {
            self.turn.drop_out();
        }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver")
    }
}

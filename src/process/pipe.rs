//! Messages from one process to another.

use std::fmt;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use super::report::{self, Report};
use super::{Error, Result};

/// A pipe for messages: what is sent into one end is received at the other, in order.
/// Python's `multiprocessing.Pipe(duplex=False)`.
///
/// The sending of a message happens before its receipt, so that a pipe orders what two
/// processes do. Make it before the child that uses an end of it. A closure takes the
/// ends that it names into the child; this process keeps the others.
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
    Ok((Receiver(reader), Sender(writer)))
}

/// The end of a [`pipe`] that messages come out of, for one process at a time.
pub struct Receiver(PipeReader);

/// The end of a [`pipe`] that messages go into.
///
/// Several processes may send. Messages of up to 4,084 bytes are then never mixed up:
/// `PIPE_BUF` in pipe(7).
pub struct Sender(PipeWriter);

impl Sender {
    /// Sends `message`. Waits while the pipe is full.
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
        (&self.0).write_all(&bytes).map_err(Error::os("write"))
    }
    // ANCHOR_END: send
}

impl Receiver {
    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// [`Error::EndOfMessages`] when every [`Sender`] is gone, in this process too;
    /// [`Error::Os`].
    pub fn recv(&self) -> Result<String> {
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

    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        (&self.0).read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::EndOfMessages,
            _ => Error::os("read")(error),
        })
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

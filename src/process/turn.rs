//! A thing that one process of a family has at a time.

use std::fs::File;
use std::io::{self, Read, Write};
use std::thread;

use nix::sys::eventfd::{EfdFlags, EventFd};

use super::error::{Error, Result};
use super::sys;

/// On the table: no process has pid 0, and an eventfd does not show a 0.
const FREE: u64 = 1;

// ANCHOR: turn
/// Whose turn it is, known to every process that has a copy: a fork copies memory, and a
/// note there would be one process's alone.
///
/// It is an eventfd(2). Its one number is [`FREE`], or who has taken it, and reading takes
/// the number away, so that only one of two processes that read at once gets it.
pub(super) struct Turn(File);
// ANCHOR_END: turn

impl Turn {
    pub(super) fn new() -> nix::Result<Self> {
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        let number = EventFd::from_value_and_flags(1, flags)?;
        Ok(Self(sys::above_stdio(number.into())?.into()))
    }

    // ANCHOR: take
    /// Takes it for the process `pid`.
    ///
    /// # Errors
    ///
    /// [`Error::ReceivedElsewhere`] when another process has it.
    pub(super) fn take(&self, pid: u32) -> Result<()> {
        let found = match self.read() {
            Ok(found) => found,
            // Another process has just read it, and is about to write.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Err(Error::ReceivedElsewhere { receiver: None });
            }
            Err(error) => return Err(Error::os("read")(error)),
        };
        let holder = if found == FREE { taken_by(pid) } else { found };
        self.write(holder).map_err(Error::os("write"))?;
        if found == FREE {
            return Ok(());
        }
        let receiver = u32::try_from(found - taken_by(0)).ok();
        Err(Error::ReceivedElsewhere { receiver })
    }
    // ANCHOR_END: take

    /// Gives it back, which only the process that has it may do.
    pub(super) fn give_back(&self) {
        /// Far more often than another process needs to read the number and write it again.
        const TRIES: usize = 1_000;
        for _ in 0..TRIES {
            match self.read() {
                // It cannot fail: the number was just read.
                Ok(_) => return self.write(FREE).unwrap_or_default(),
                Err(_) => thread::yield_now(),
            }
        }
    }

    fn read(&self) -> io::Result<u64> {
        let mut number = [0; 8];
        (&self.0).read_exact(&mut number)?;
        Ok(u64::from_ne_bytes(number))
    }

    fn write(&self, number: u64) -> io::Result<()> {
        (&self.0).write_all(&number.to_ne_bytes())
    }
}

/// What the number is while process `pid` has the turn.
fn taken_by(pid: u32) -> u64 {
    FREE + 1 + u64::from(pid)
}

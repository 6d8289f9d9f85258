//! A thing that one process of a family has at a time.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
pub(super) struct Turn(Arc<File>);
// ANCHOR_END: turn

/// What this process has taken, and how many these are: a start looks at the number only.
static TAKEN: Mutex<Vec<Arc<File>>> = Mutex::new(Vec::new());
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn taken() -> MutexGuard<'static, Vec<Arc<File>>> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

// ANCHOR: give_all_back
/// Gives back all that this process has taken: what a start does before the fork.
///
/// The child may be handed what this process has taken, and may ask for it before this
/// process has dropped it. If this process still needs it, it takes it again.
pub(super) fn give_all_back() {
    if COUNT.load(Ordering::Relaxed) > 0 {
        taken().drain(..).for_each(|number| give_back(&number));
        COUNT.store(0, Ordering::Relaxed);
    }
}
// ANCHOR_END: give_all_back

impl Turn {
    pub(super) fn new() -> nix::Result<Self> {
        let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
        let number = EventFd::from_value_and_flags(1, flags)?;
        Ok(Self(Arc::new(sys::above_stdio(number.into())?.into())))
    }

    /// Whether this process has taken it, or the one that this is a copy of by a fork that
    /// no `Process` made.
    pub(super) fn is_taken(&self) -> bool {
        COUNT.load(Ordering::Relaxed) > 0
            && taken().iter().any(|number| Arc::ptr_eq(number, &self.0))
    }

    // ANCHOR: take
    /// Takes it for the process `pid`, which is this one.
    ///
    /// # Errors
    ///
    /// [`Error::ReceivedElsewhere`] when another process has it.
    pub(super) fn take(&self, pid: u32) -> Result<()> {
        let found = match read(&self.0) {
            Ok(found) => found,
            // Another process has just read it, and is about to write.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Err(Error::ReceivedElsewhere { receiver: None });
            }
            Err(error) => return Err(Error::os("read")(error)),
        };
        let holder = if found == FREE { taken_by(pid) } else { found };
        write(&self.0, holder).map_err(Error::os("write"))?;
        if found == FREE {
            let mut taken = taken();
            taken.push(Arc::clone(&self.0));
            COUNT.store(taken.len(), Ordering::Relaxed);
            return Ok(());
        }
        let receiver = u32::try_from(found - taken_by(0)).ok();
        Err(Error::ReceivedElsewhere { receiver })
    }
    // ANCHOR_END: take

    /// Gives it back, if this process has taken it.
    pub(super) fn drop_out(&self) {
        let mut taken = taken();
        let place = taken.iter().position(|number| Arc::ptr_eq(number, &self.0));
        if let Some(place) = place {
            give_back(&taken.swap_remove(place));
            COUNT.store(taken.len(), Ordering::Relaxed);
        }
    }
}

fn give_back(number: &File) {
    /// Far more often than another process needs to read the number and write it again.
    const TRIES: usize = 1_000;
    for _ in 0..TRIES {
        match read(number) {
            // It cannot fail: the number was just read.
            Ok(_) => return write(number, FREE).unwrap_or_default(),
            Err(_) => thread::yield_now(),
        }
    }
}

fn read(mut number: &File) -> io::Result<u64> {
    let mut bytes = [0; 8];
    number.read_exact(&mut bytes)?;
    Ok(u64::from_ne_bytes(bytes))
}

fn write(mut number: &File, value: u64) -> io::Result<()> {
    number.write_all(&value.to_ne_bytes())
}

/// What the number is while process `pid` has the turn.
fn taken_by(pid: u32) -> u64 {
    FREE + 1 + u64::from(pid)
}

//! What is readable when a process has ended, and what to do where there is no such thing.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;

use super::error::{Error, Result};
use super::record::{Life, Record};
use super::sys;

/// Whether this process may wait for one whose life is `life`.
fn check(record: &Record, life: Life) -> Result<()> {
    match life {
        Life::Closed => Err(Error::Closed),
        Life::Parent { .. } if !sys::sees_parent() => Err(Error::ParentOutOfSight),
        Life::Parent { .. } => Ok(()),
        _ if !record.is_ours() => Err(Error::JoinedElsewhere),
        Life::Initial => Err(Error::NotStarted),
        _ => Ok(()),
    }
}

// ANCHOR: open
/// Opens a descriptor that is readable when the process of `record` has ended.
pub(super) fn open(record: &Record) -> Result<OwnedFd> {
    check(record, record.life())?;
    // Under the lock no other thread reaps the child between the look and the opening.
    let opened = record.act(|life| match life {
        Life::Started { pid } | Life::Parent { pid } => Ok(Some(sys::pidfd(pid))),
        _ => Ok(None),
    })?;
    if let Some(opened) = opened {
        // Somebody else may reap it at any time, and the pid be a stranger's by then. If it
        // is not lost even now, the descriptor means it.
        if !matches!(record.peek()?, Life::Lost { .. }) {
            return opened.map_err(Error::os("pidfd_open"));
        }
    }
    // It has ended. A pipe without a writer is as readable.
    let (reader, _) = io::pipe().map_err(Error::os("pipe"))?;
    Ok(reader.into())
}
// ANCHOR_END: open

/// Waits until the process of `record` has ended, or until `timeout`.
pub(super) fn await_end(record: &Record, timeout: Duration) -> Result<()> {
    let ended = match open(record) {
        Ok(sentinel) => return poll(&[sentinel.as_fd()], Some(timeout)).map(drop),
        Err(error) if is_missing(&error) => ask_in_steps(&[record], Some(timeout)),
        Err(error) => return Err(error),
    };
    ended.map(drop)
}

/// Which of `sentinels` are readable: one at least, unless `timeout` is over.
pub(super) fn poll(
    sentinels: &[BorrowedFd<'_>],
    timeout: Option<Duration>,
) -> Result<Vec<bool>> {
    sys::poll(sentinels, timeout).map_err(Error::os("poll"))
}

/// Whether this system has no `pidfd_open`(2): the kernel is older than 5.3, or a filter
/// does not let the call through.
pub(super) fn is_missing(error: &Error) -> bool {
    matches!(error, Error::Os { call: "pidfd_open", source }
        if [Errno::ENOSYS, Errno::EPERM]
            .iter()
            .any(|errno| source.raw_os_error() == Some(*errno as i32)))
}

// ANCHOR: ask
/// Does what [`poll`] does without a sentinel: asks for each process, again and again, and
/// sleeps twice as long each time in between.
pub(super) fn ask_in_steps(
    records: &[&Record],
    timeout: Option<Duration>,
) -> Result<Vec<bool>> {
    const FIRST: Duration = Duration::from_micros(100);
    const LAST: Duration = Duration::from_millis(20);
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut step = FIRST;
    loop {
        let ended = records.iter().map(|record| has_ended(record));
        let ended = ended.collect::<Result<Vec<_>>>()?;
        let left = deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if ended.contains(&true) || left.is_some_and(|left| left.is_zero()) {
            return Ok(ended);
        }
        // Nothing to poll: a sleep that goes on after a signal.
        poll(&[], Some(left.map_or(step, |left| step.min(left))))?;
        step = LAST.min(step * 2);
    }
}
// ANCHOR_END: ask

/// Looks, and leaves a zombie to be reaped, as a sentinel does.
fn has_ended(record: &Record) -> Result<bool> {
    let life = record.peek()?;
    check(record, life)?;
    Ok(!matches!(life, Life::Started { .. } | Life::Parent { .. }))
}

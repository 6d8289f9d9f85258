//! Waiting for the first of several processes.

use std::time::Duration;

use super::error::Result;
use super::family;
use super::handle::Process;
use super::record::Record;
use super::sentinel;

// ANCHOR: wait
/// Waits until one of `processes` has ended, or until `timeout`; gives the positions of
/// those that have, in rising order. `multiprocessing.connection.wait` on sentinels.
///
/// At once, with nothing, when there is no process to wait for. On a system without
/// `pidfd_open`(2) the processes are asked in growing steps, as by
/// [`join_timeout`](Process::join_timeout).
///
/// # Errors
///
/// As [`Process::sentinel`].
pub fn wait(
    processes: &[&Process],
    timeout: Option<Duration>,
) -> Result<Vec<usize>> {
    if processes.is_empty() {
        return Ok(Vec::new());
    }
    let sentinels = processes.iter().map(|process| process.sentinel());
    let ended = match sentinels.collect::<Result<Vec<_>>>() {
        Ok(sentinels) => sentinel::poll(&sentinels, timeout)?,
        Err(error) if sentinel::is_missing(&error) => {
            let records = processes.iter().map(|process| &*process.record);
            sentinel::ask_in_steps(&records.collect::<Vec<&Record>>(), timeout)?
        }
        Err(error) => return Err(error),
    };
    let ended: Vec<_> =
        (0..processes.len()).filter(|&position| ended[position]).collect();
    for position in &ended {
        let record = &processes[*position].record;
        family::tell(record, record.peek()?);
    }
    Ok(ended)
}
// ANCHOR_END: wait

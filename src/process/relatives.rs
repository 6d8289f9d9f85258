//! The processes around the current one, and the current one itself.

use std::sync::Arc;

use super::family;
use super::handle::Process;

/// The children of this process that are running, in order of their start.
///
/// Daemons are among them, grandchildren are not. A child that has ended is reaped. The
/// order is a promise here; in `CPython` it is that of a set. A child that somebody else
/// has reaped is found out when it is asked, or when no other child is left.
pub fn active_children() -> Vec<Process> {
    let running = family::running();
    family::tell_of_the_ended(&running);
    running.into_iter().map(Process::of).collect()
}

/// The process that calls this.
///
/// In the program's own process it is named `MainProcess`.
pub fn current_process() -> Process {
    Process::of(family::current())
}

/// The process that started this one, as it was then; `None` in the program's own process.
///
/// It can be asked whether it is [alive](Process::is_alive), waited for by its
/// [`sentinel`](Process::sentinel), and sent signals. It cannot be joined: an exit code is
/// for the parent of a process only.
///
/// A parent that has put this process into another PID namespace, by unshare(2), is seen
/// only through a /proc of its own namespace, and then only whether it is alive. All else,
/// and without such a /proc that too, is [`Error::ParentOutOfSight`].
///
/// [`Error::ParentOutOfSight`]: super::Error::ParentOutOfSight
pub fn parent_process() -> Option<Process> {
    family::parent().map(|parent| Process::of(Arc::new(parent)))
}

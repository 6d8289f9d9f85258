//! The names of signals, as Python has them.

use nix::libc;
use nix::sys::signal::Signal;

/// The name of a signal in `CPython` 3.6's `signal` module, whose last word for a number
/// counts; `None` for one that has no name there.
pub(super) fn name(number: i32) -> Option<&'static str> {
    // Only the first and the last of the real-time signals have a name.
    if number == libc::SIGRTMIN() {
        return Some("SIGRTMIN");
    }
    if number == libc::SIGRTMAX() {
        return Some("SIGRTMAX");
    }
    match Signal::try_from(number).ok()?.as_str() {
        "SIGIO" => Some("SIGPOLL"), // the same number, and its later name there
        "SIGSTKFLT" => None,        // only since 3.11
        name => Some(name),
    }
}

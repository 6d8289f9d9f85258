//! A child reads nothing: its stdin is /dev/null.
//!
//! `CPython` gives a child a new `sys.stdin` and leaves descriptor 0 to the parent's input,
//! which a child can then take away. Rust's stdin is descriptor 0, so that is replaced.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

use nix::libc::STDIN_FILENO;
use nix::unistd::{close, dup2_stdin};

/// Opened once, before the first fork: to open a file costs a child ten times as much as
/// to duplicate a descriptor.
static DEV_NULL: OnceLock<OwnedFd> = OnceLock::new();

// ANCHOR: prepare
/// What the parent does for [`replace`]. Tried again at the next start when there is no
/// descriptor left.
pub(super) fn prepare() {
    if DEV_NULL.get().is_none()
        && let Ok(file) = File::open("/dev/null")
        // Which gives a descriptor above 2: a program may have closed those.
        && let Ok(file) = file.try_clone()
    {
        DEV_NULL.get_or_init(|| file.into());
    }
}
// ANCHOR_END: prepare

// ANCHOR: replace
/// Makes descriptor 0 of a child /dev/null. Where that could not be opened 0 is closed,
/// which Rust's stdin reads as the end of the file.
#[inline]
pub(super) fn replace() {
    // Either can only fail for a 0 that was closed before.
    let _ = match DEV_NULL.get() {
        Some(null) => dup2_stdin(null),
        None => close(STDIN_FILENO),
    };
}
// ANCHOR_END: replace

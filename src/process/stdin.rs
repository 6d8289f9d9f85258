//! A child reads nothing: its stdin is /dev/null.
//!
//! `CPython` gives a child a new `sys.stdin` and leaves descriptor 0 to the parent's input,
//! which a child can then take away. Rust's stdin is descriptor 0, so that is replaced.

use std::fs::File;
use std::os::fd::IntoRawFd;
use std::sync::atomic::{AtomicI32, Ordering};

use super::sys;

/// The number of a descriptor of /dev/null, -1 while there is none.
///
/// It is opened once, before the first fork: to open a file costs a child ten times as much
/// as to duplicate a descriptor. A number and no `OwnedFd`, because it is not ours for sure:
/// a program may close descriptors that it does not know, and be given the number again.
static DEV_NULL: AtomicI32 = AtomicI32::new(-1);

// ANCHOR: prepare
/// What the parent does for [`replace`]. Tried again at the next start when there is no
/// descriptor left.
pub(super) fn prepare() {
    if sys::is_dev_null(DEV_NULL.load(Ordering::Relaxed)) {
        return;
    }
    // What has the number now is somebody else's, and is left alone.
    let opened = File::open("/dev/null").ok();
    let fd = opened.and_then(|file| sys::above_stdio(file.into()).ok());
    DEV_NULL.store(fd.map_or(-1, IntoRawFd::into_raw_fd), Ordering::Relaxed);
}
// ANCHOR_END: prepare

// ANCHOR: replace
/// Makes descriptor 0 of a child /dev/null. Where that could not be opened 0 is closed,
/// which Rust's stdin reads as the end of the file.
#[inline]
pub(super) fn replace() {
    sys::replace_stdin(DEV_NULL.load(Ordering::Relaxed));
}
// ANCHOR_END: replace

//! The system call of `record` that needs `unsafe`: `pidfd_send_signal`(2).
#![expect(unsafe_code, reason = "nix has no pidfd_send_signal")]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

use nix::errno::Errno;
use nix::libc;

/// Kills the process of `pidfd`, whatever has its number by now: `pidfd_send_signal`(2).
pub(super) fn kill_through(pidfd: BorrowedFd<'_>) -> io::Result<()> {
    let no_information = ptr::null::<libc::siginfo_t>();
    // SAFETY: pidfd_send_signal takes integers and a siginfo_t, in whose place a null pointer
    // is allowed: then the kernel fills in what kill(2) would.
    let ret = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            pidfd.as_raw_fd(),
            libc::SIGKILL,
            no_information,
            0,
        )
    };
    Errno::result(ret)?;
    Ok(())
}

//! Every system call of `process` that needs `unsafe`, and the few beside them.
//!
//! One operation a block, its result checked at once. `EINTR` is retried here, so that
//! nobody above has to think of it. Exit codes leave this file as Python writes them:
//! `-n` when signal `n` ended the process.
#![expect(unsafe_code, reason = "fork, wait and _exit are calls into libc")]

use std::convert::Infallible;
use std::ffi::c_int;
use std::fs;
use std::io;
use std::mem;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt;
use std::ptr;
use std::sync::atomic::{Ordering, compiler_fence};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags};
use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::Signal;
use nix::sys::time::TimeSpec;
use nix::unistd::{ForkResult, Pid};

// ANCHOR: threads
/// How many threads the process has, when that is more than one.
///
/// unshare(2) with `CLONE_THREAD` changes nothing and succeeds in a process with one
/// thread, and fails with `EINVAL` in any other; it costs a tenth of looking into /proc.
/// A container may forbid it, and it counts a thread that was just joined until the
/// kernel has put it away: the exact answer is in /proc/self/task.
pub(super) fn other_threads() -> io::Result<Option<usize>> {
    if unshare(CloneFlags::CLONE_THREAD).is_ok()
        || fs::metadata("/proc/self/task")?.nlink() == 3
    {
        return Ok(None);
    }
    let mut threads = 0;
    for task in fs::read_dir("/proc/self/task")? {
        match fs::read_to_string(task?.path().join("stat")) {
            Ok(stat) if !is_exiting(&stat) => threads += 1,
            // It ended while we looked.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((threads > 1).then_some(threads))
}
// ANCHOR_END: threads

/// Whether the thread that `stat` (proc(5)) describes has left user mode for good.
fn is_exiting(stat: &str) -> bool {
    const PF_EXITING: u32 = 0x4; // include/linux/sched.h
    let flags = stat_field(stat, 9).and_then(|flags| flags.parse::<u32>().ok());
    flags.is_some_and(|flags| flags & PF_EXITING != 0)
}

/// The field of that number, as proc(5) counts them from 3 on.
fn stat_field(stat: &str, number: usize) -> Option<&str> {
    // The second is a file name in parentheses and may hold anything.
    stat.rsplit_once(')')?.1.split_whitespace().nth(number - 3)
}

// ANCHOR: fork
/// fork(2). The caller has seen that there is [no other thread](other_threads).
pub(super) fn fork() -> nix::Result<ForkResult> {
    // SAFETY: fork's condition is that a child of a process with several threads calls
    // only async-signal-safe functions. `Process::start` has just seen that this is the
    // only thread, and only this one could make another, so the child is an ordinary
    // single-threaded process. What the two still share is memory that is mapped shared
    // and the open file descriptions, as fork(2) lists; neither is reached through a
    // Rust reference of this crate.
    unsafe { nix::unistd::fork() }
}
// ANCHOR_END: fork

/// Ends the process at once: no destructor, no exit handler, no flush. _exit(2).
#[inline]
pub(super) fn exit_now(code: i32) -> ! {
    // SAFETY: _exit has no condition; it does not come back, so no frame is left unsound.
    unsafe { libc::_exit(code) }
}

// ANCHOR: move_out
/// Moves the value out of `slot`, gives it to `last`, and never comes back: no write to
/// `slot` marks it as empty. Ends the process should `last` unwind.
pub(super) fn move_out<T>(slot: &mut T, last: impl FnOnce(T) -> Infallible) -> ! {
    struct ExitOnUnwind;
    impl Drop for ExitOnUnwind {
        fn drop(&mut self) {
            exit_now(1);
        }
    }
    let _guard = ExitOnUnwind;
    // SAFETY: a reference is valid and aligned for reads. The value is now in two places,
    // but this call has `slot` to itself until it returns, and it does not: `last` cannot
    // return an Infallible, and the guard ends the process before an unwinding leaves.
    let value = unsafe { ptr::read(slot) };
    match last(value) {}
}
// ANCHOR_END: move_out

/// Whether descriptor `fd` is the null device, whoever has given it that number.
pub(super) fn is_dev_null(fd: RawFd) -> bool {
    // SAFETY: stat is plain integers, for which zeroes are valid.
    let mut stat: libc::stat = unsafe { mem::zeroed() };
    // SAFETY: `stat` is a live, writable record; fstat answers EBADF to a closed number.
    let ret = unsafe { libc::fstat(fd, &raw mut stat) };
    // Documentation/admin-guide/devices.txt: character device 1:3.
    ret == 0
        && stat.st_mode & libc::S_IFMT == libc::S_IFCHR
        && stat.st_rdev == libc::makedev(1, 3)
}

/// Makes `fd` stdin, or leaves stdin closed when there is no such descriptor.
#[inline]
pub(super) fn replace_stdin(fd: RawFd) {
    // SAFETY: dup2 takes two integers. Nothing of Rust owns descriptor 0: what the program
    // had there is no longer reached by anybody in this child.
    if unsafe { libc::dup2(fd, libc::STDIN_FILENO) } == -1 {
        // SAFETY: as above; it fails only for a number that is closed.
        unsafe { libc::close(libc::STDIN_FILENO) };
    }
}

/// Overwrites a secret with zeroes that the compiler may not leave out.
pub(super) fn wipe(secret: &mut [u8]) {
    for byte in secret {
        // SAFETY: a reference is valid and aligned for writes.
        unsafe { ptr::write_volatile(byte, 0) };
    }
    compiler_fence(Ordering::SeqCst);
}

/// Has `handler` called when the process ends by exit(3), after `main` has returned.
pub(super) fn at_exit(handler: extern "C" fn()) -> io::Result<()> {
    // SAFETY: atexit wants a function that stays callable until the process ends and
    // does not unwind. A function item of this program does; `extern "C"` aborts rather
    // than unwinds. (This crate is not unloaded: it is a Rust library, linked in.)
    let ret = unsafe { libc::atexit(handler) };
    if ret == 0 { Ok(()) } else { Err(io::ErrorKind::OutOfMemory.into()) }
}

/// Waits until child `pid` has ended and leaves it to be [reaped](reap).
pub(super) fn await_end(pid: Pid) -> nix::Result<()> {
    wait_id(libc::P_PID, pid.as_raw(), 0).map(drop)
}

/// The exit code of child `pid` if it has ended, and leaves it to be [reaped](reap).
pub(super) fn peek(pid: Pid) -> nix::Result<Option<i32>> {
    let info = wait_id(libc::P_PID, pid.as_raw(), libc::WNOHANG)?;
    // SAFETY: si_status asks that the kernel filled the record in for a child, which a
    // pid other than 0 says it did.
    Ok(pid_in(&info).map(|_| match (info.si_code, unsafe { info.si_status() }) {
        (libc::CLD_EXITED, code) => code,
        (_, signal) => -signal,
    }))
}

/// A child of this process that has ended and is not reaped, whoever started it.
pub(super) fn any_ended() -> nix::Result<Option<Pid>> {
    wait_id(libc::P_ALL, 0, libc::WNOHANG).map(|info| pid_in(&info))
}

/// waitid(2) for children that have ended, without reaping them.
fn wait_id(
    kind: libc::idtype_t,
    id: c_int,
    flags: c_int,
) -> nix::Result<libc::siginfo_t> {
    let flags = libc::WEXITED | libc::WNOWAIT | flags;
    loop {
        // SAFETY: siginfo_t is plain integers and pointers, for which zeroes are valid.
        let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
        // SAFETY: `info` is a live, writable siginfo_t for the whole call.
        let ret =
            unsafe { libc::waitid(kind, id.cast_unsigned(), &raw mut info, flags) };
        match Errno::result(ret) {
            Ok(_) => return Ok(info),
            Err(Errno::EINTR) => {} // A signal came first; ask again.
            Err(errno) => return Err(errno),
        }
    }
}

/// Whom a [`wait_id`] found: nobody when the kernel left the record as it was.
fn pid_in(info: &libc::siginfo_t) -> Option<Pid> {
    // SAFETY: si_pid asks for a record about a process; one that waitid(2) left alone is
    // all zeroes, which reads as pid 0, and no process has that.
    let pid = unsafe { info.si_pid() };
    (pid != 0).then(|| Pid::from_raw(pid))
}

// ANCHOR: reap
/// The exit code of child `pid` if it has ended, which it is then gone with.
pub(super) fn reap(pid: Pid) -> nix::Result<Option<i32>> {
    let mut status = 0;
    loop {
        // SAFETY: `status` is a live, writable int for the whole call.
        let ret =
            unsafe { libc::waitpid(pid.as_raw(), &raw mut status, libc::WNOHANG) };
        match Errno::result(ret) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(Some(exit_code(status))),
            Err(Errno::EINTR) => {} // A signal came first; ask again.
            Err(errno) => return Err(errno),
        }
    }
}
// ANCHOR_END: reap

/// Python's exit code for the status word of waitpid(2).
fn exit_code(status: c_int) -> i32 {
    if libc::WIFSIGNALED(status) {
        -libc::WTERMSIG(status)
    } else {
        libc::WEXITSTATUS(status)
    }
}

/// A descriptor that is readable once process `pid` has ended: `pidfd_open`(2).
pub(crate) fn pidfd(pid: Pid) -> nix::Result<OwnedFd> {
    // SAFETY: pidfd_open takes two integers and reads no memory.
    let ret = unsafe { libc::syscall(libc::SYS_pidfd_open, pid.as_raw(), 0) };
    let fd = c_int::try_from(Errno::result(ret)?).map_err(|_| Errno::EBADF)?;
    // SAFETY: the kernel has just made `fd` for us, close-on-exec; nobody else knows it.
    above_stdio(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Sends `signal` to the process that `pidfd` means: `pidfd_send_signal`(2).
pub(super) fn signal_pidfd(pidfd: &OwnedFd, signal: Signal) -> nix::Result<()> {
    let no_info = ptr::null::<libc::siginfo_t>();
    // SAFETY: a null pointer asks for the record that kill(2) would send, so that no memory
    // is read; the other three are integers, and the descriptor is open.
    let ret = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            pidfd.as_raw_fd(),
            signal as c_int,
            no_info,
            0,
        )
    };
    Errno::result(ret).map(drop)
}

/// `fd`, or a duplicate of it above 2: in a program that has closed its stdin the kernel
/// gives that number away, and it is replaced in each child.
pub(super) fn above_stdio(fd: OwnedFd) -> nix::Result<OwnedFd> {
    if fd.as_raw_fd() > libc::STDERR_FILENO {
        return Ok(fd);
    }
    // Which asks for a number above 2.
    fd.try_clone()
        .map_err(|error| error.raw_os_error().map_or(Errno::EMFILE, Errno::from_raw))
}

/// The parent of this process. `None` when it is in another PID namespace, and /proc is
/// not of the parent's either.
pub(super) fn parent() -> Option<Pid> {
    if sees_parent() {
        return Some(Pid::parent());
    }
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let pid = stat_field(&stat, 4)?.parse().ok()?;
    (pid != 0).then(|| Pid::from_raw(pid))
}

/// Whether the pid of the parent means the parent here, in this PID namespace.
pub(super) fn sees_parent() -> bool {
    Pid::parent().as_raw() != 0
}

/// Waits until one of `fds` is readable, and says which are; none after `timeout`.
pub(crate) fn poll(
    fds: &[BorrowedFd<'_>],
    timeout: Option<Duration>,
) -> nix::Result<Vec<bool>> {
    // A time-out beyond the end of the clock is no time-out.
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut polled: Vec<_> =
        fds.iter().map(|fd| PollFd::new(fd.as_fd(), PollFlags::POLLIN)).collect();
    loop {
        let left = deadline.map(|deadline| {
            TimeSpec::from_duration(
                deadline.saturating_duration_since(Instant::now()),
            )
        });
        match nix::poll::ppoll(&mut polled, left, None) {
            Ok(_) => {
                return Ok(polled.iter().map(|fd| fd.any() == Some(true)).collect());
            }
            Err(Errno::EINTR) => {} // A signal came first; wait for what is left.
            Err(errno) => return Err(errno),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{exit_code, is_exiting};

    #[test]
    fn a_status_word_is_an_exit_code_or_minus_a_signal() {
        assert_eq!(exit_code(0), 0);
        assert_eq!(exit_code(255 << 8), 255);
        assert_eq!(exit_code(9), -9);
        assert_eq!(exit_code(6 | 0x80), -6, "with a core dump");
        assert_eq!(
            exit_code(40),
            -40,
            "a real-time signal has no name but a number"
        );
    }

    #[test]
    fn a_thread_that_exits_is_told_by_its_flags() {
        assert!(is_exiting("7 (a) ) R 1) R 1 2 3 4 5 4194308 0 0"));
        assert!(!is_exiting("7 (worker) S 1 2 3 4 5 4194304 0 0"));
        assert!(!is_exiting("nonsense"));
    }
}

//! The system calls of `trace` that need `unsafe`, and nothing beside them.
//!
//! One operation a block, its result checked at once. ptrace(2), waitid(2), seccomp(2).
#![expect(
    unsafe_code,
    reason = "nix decodes no real-time signals and has no seccomp"
)]

use std::convert::Infallible;
use std::ffi::{CString, c_char, c_int, c_long, c_uint, c_void};
use std::mem;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

use nix::errno::Errno;
use nix::libc;
use nix::sys::personality::{self, Persona};
use nix::unistd::{ForkResult, Pid};

/// How a stopped thread goes on. ptrace(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resume {
    /// Until its next stop: `PTRACE_CONT`.
    Freely,
    /// Until its next stop, or until it enters or leaves a system call: `PTRACE_SYSCALL`.
    ToExit,
    /// Not at all, but SIGCONT can wake it: `PTRACE_LISTEN`, for a group stop.
    Listening,
}

/// Lets thread `tid` go on, and delivers signal number `signal` to it; 0 is none.
pub(super) fn resume(tid: Pid, how: Resume, signal: c_int) -> nix::Result<()> {
    let request = match how {
        Resume::Freely => libc::PTRACE_CONT,
        Resume::ToExit => libc::PTRACE_SYSCALL,
        Resume::Listening => libc::PTRACE_LISTEN,
    };
    let address: *mut c_void = ptr::null_mut();
    let data = ptr::without_provenance_mut::<c_void>(
        usize::try_from(signal).map_err(|_| Errno::EINVAL)?,
    );
    // SAFETY: these three requests read no memory of ours: the address is not used, and
    // the data is the number of a signal.
    let ret = unsafe { libc::ptrace(request, tid.as_raw(), address, data) };
    Errno::result(ret).map(drop)
}

/// What waitid(2) says of one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is stopped, with this signal, in its lowest eight bits, and this ptrace event.
    Stopped { signal: c_int, event: c_int },
    /// It has ended by itself.
    Exited(i32),
    /// A signal has ended it.
    Killed(c_int),
}

/// A thread, of those that this thread traces or has started, that has stopped or ended,
/// and what it did. Nothing is taken: [`take`] does that. `None` when there is none yet and
/// `wait` is false.
///
/// `__WNOTHREAD`: what other threads of this process trace or have started is theirs.
pub(super) fn next_change(wait: bool) -> nix::Result<Option<(Pid, Change)>> {
    let hang = if wait { 0 } else { libc::WNOHANG };
    wait_id(libc::P_ALL, 0, libc::WNOWAIT | hang)
}

/// Takes what [`next_change`] has shown, so that it is not shown again. The pid of a thread
/// that has ended is then free.
pub(super) fn take(tid: Pid) -> nix::Result<Option<(Pid, Change)>> {
    wait_id(libc::P_PID, tid.as_raw().cast_unsigned(), libc::WNOHANG)
}

fn wait_id(
    kind: libc::idtype_t,
    id: c_uint,
    flags: c_int,
) -> nix::Result<Option<(Pid, Change)>> {
    const ALWAYS: c_int =
        libc::WEXITED | libc::WSTOPPED | libc::__WALL | libc::__WNOTHREAD;
    loop {
        // SAFETY: siginfo_t is plain integers and pointers, for which zeroes are valid.
        let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
        // SAFETY: `info` is a live, writable siginfo_t for the whole call.
        let ret = unsafe { libc::waitid(kind, id, &raw mut info, ALWAYS | flags) };
        match Errno::result(ret) {
            Ok(_) => return Ok(change(&info)),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}

fn change(info: &libc::siginfo_t) -> Option<(Pid, Change)> {
    // SAFETY: si_pid asks for a record about a process; one that waitid(2) left alone is
    // all zeroes, which reads as pid 0, and no process has that.
    let pid = unsafe { info.si_pid() };
    // SAFETY: as above; the status of a record of zeroes is 0.
    let status = unsafe { info.si_status() };
    let change = match info.si_code {
        libc::CLD_EXITED => Change::Exited(status),
        libc::CLD_KILLED | libc::CLD_DUMPED => Change::Killed(status),
        _ => Change::Stopped { signal: status & 0xff, event: status >> 8 },
    };
    (pid != 0).then_some((Pid::from_raw(pid), change))
}

/// Where a signal comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// This process has sent it: kill(2) and its like.
    Process(Pid),
    /// It tells of a change of this child.
    Child(Pid),
    /// The kernel: a fault, a timer, a terminal.
    Kernel,
}

/// Where the signal comes from that thread `tid` is stopped to be delivered.
pub(super) fn origin(tid: Pid) -> nix::Result<Origin> {
    let info = nix::sys::ptrace::getsiginfo(tid)?;
    // SAFETY: si_pid reads an integer of the record, which the kernel has filled in; what
    // it means is decided by the code below.
    let pid = Pid::from_raw(unsafe { info.si_pid() });
    Ok(match info.si_code {
        libc::SI_USER | libc::SI_TKILL | libc::SI_QUEUE => Origin::Process(pid),
        1..=6 if info.si_signo == libc::SIGCHLD => Origin::Child(pid),
        _ => Origin::Kernel,
    })
}

/// Has thread `tid`, stopped at the entry of a system call, make call `number` instead.
///
/// On aarch64 the number that counts is not in a register: `NT_ARM_SYSTEM_CALL`.
#[cfg(target_arch = "aarch64")]
pub(super) fn set_call_number(tid: Pid, number: c_int) -> nix::Result<()> {
    /// Of include/uapi/linux/elf.h.
    const NT_ARM_SYSTEM_CALL: usize = 0x404;
    let mut number = number;
    let mut part = libc::iovec {
        iov_base: (&raw mut number).cast(),
        iov_len: size_of::<c_int>(),
    };
    let set: *mut c_void = ptr::without_provenance_mut(NT_ARM_SYSTEM_CALL);
    // SAFETY: the kernel reads one iovec and the int that it names; both live for the
    // whole call.
    let ret = unsafe {
        libc::ptrace(libc::PTRACE_SETREGSET, tid.as_raw(), set, &raw mut part)
    };
    Errno::result(ret).map(drop)
}

/// How many bytes can be read from `fd`: `FIONREAD`, pipe(7).
pub(super) fn readable_bytes(fd: BorrowedFd<'_>) -> nix::Result<usize> {
    let mut bytes: c_int = 0;
    // SAFETY: FIONREAD writes one int, and `bytes` is one.
    let ret = unsafe { libc::ioctl(fd.as_raw_fd(), libc::FIONREAD, &raw mut bytes) };
    Errno::result(ret)?;
    Ok(usize::try_from(bytes).unwrap_or(0))
}

/// How many bytes fit into a pipe: `F_GETPIPE_SZ`.
pub(super) fn capacity(fd: BorrowedFd<'_>) -> nix::Result<usize> {
    // SAFETY: F_GETPIPE_SZ takes no argument and touches no memory.
    let ret = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GETPIPE_SZ) };
    Ok(usize::try_from(Errno::result(ret)?).unwrap_or(0))
}

/// All that a child needs between fork and exec, made before the fork: the child of a
/// process with several threads may not allocate.
#[derive(Debug)]
pub(super) struct Image {
    pub(super) program: CString,
    pub(super) arguments: Vec<CString>,
    pub(super) environment: Vec<CString>,
    pub(super) folder: Option<CString>,
    pub(super) filter: Vec<libc::sock_filter>,
    /// Whether its memory is at the same addresses in every run.
    pub(super) fixed_addresses: bool,
}

/// The descriptors of a child that is to be started. All others are closed by its exec.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    pub(super) stdin: BorrowedFd<'a>,
    pub(super) stdout: BorrowedFd<'a>,
    /// `None` for the stderr of this process.
    pub(super) stderr: Option<BorrowedFd<'a>>,
    /// The child reads a byte here before it does anything, or ends.
    pub(super) go: BorrowedFd<'a>,
    /// The other end of `go`, which the child must not keep open.
    pub(super) tell: BorrowedFd<'a>,
    /// Here the child writes the errno of what went wrong. It is closed by the exec.
    pub(super) fault: BorrowedFd<'a>,
}

/// Pointers to each of `strings`, and a null pointer.
fn pointers(strings: &[CString]) -> Vec<*const c_char> {
    strings.iter().map(|it| it.as_ptr()).chain([ptr::null()]).collect()
}

/// Forks a child that waits for a byte of `ends.go`, installs the filter and becomes the
/// program of `image`.
pub(super) fn start(image: &Image, ends: &Ends<'_>) -> nix::Result<Pid> {
    let arguments = pointers(&image.arguments);
    let environment = pointers(&image.environment);
    // SAFETY: fork's condition is that a child of a process with several threads calls
    // only async-signal-safe functions. `become_program` makes system calls only, on what
    // was allocated before.
    match unsafe { nix::unistd::fork() }? {
        ForkResult::Parent { child } => Ok(child),
        ForkResult::Child => {
            let Err(errno) = become_program(image, &arguments, &environment, ends);
            let number = (errno as i32).to_ne_bytes();
            // The parent has gone if this fails.
            let _ = nix::unistd::write(ends.fault, &number);
            // SAFETY: _exit has no condition; it does not come back.
            unsafe { libc::_exit(127) }
        }
    }
}

fn become_program(
    image: &Image,
    arguments: &[*const c_char],
    environment: &[*const c_char],
    ends: &Ends<'_>,
) -> nix::Result<Infallible> {
    nix::unistd::setpgid(Pid::from_raw(0), Pid::from_raw(0))?;
    close(ends.tell)?;
    if nix::unistd::read(ends.go, &mut [0])? == 0 {
        return Err(Errno::EOWNERDEAD);
    }
    close_at_exec();
    nix::unistd::dup2_stdin(ends.stdin)?;
    nix::unistd::dup2_stdout(ends.stdout)?;
    if let Some(stderr) = ends.stderr {
        nix::unistd::dup2_stderr(stderr)?;
    }
    default_signals()?;
    if let Some(folder) = &image.folder {
        nix::unistd::chdir(folder.as_c_str())?;
    }
    if image.fixed_addresses {
        personality::set(personality::get()? | Persona::ADDR_NO_RANDOMIZE)?;
    }
    nix::sys::prctl::set_no_new_privs()?;
    install_filter(&image.filter)?;
    let (program, arguments) = (image.program.as_ptr(), arguments.as_ptr());
    // SAFETY: all are strings of C, and lists of them that end with a null pointer; they
    // live in `image` and in the caller's frame, which this process keeps.
    let ret = unsafe { libc::execvpe(program, arguments, environment.as_ptr()) };
    Errno::result(ret)?;
    Err(Errno::ENOEXEC)
}

/// Closes a descriptor of this process, a forked one, which uses it no more.
fn close(fd: BorrowedFd<'_>) -> nix::Result<()> {
    // SAFETY: close has no condition. The descriptor is owned by a frame of the parent, to
    // which this process never returns, so nobody closes it a second time here.
    let ret = unsafe { libc::close(fd.as_raw_fd()) };
    Errno::result(ret).map(drop)
}

/// Has the exec close every descriptor but the first three, so that none of this process
/// looks like one of the program's.
fn close_at_exec() {
    const CLOEXEC: c_uint = libc::CLOSE_RANGE_CLOEXEC;
    // SAFETY: with this flag close_range closes nothing now and reads no memory. Before
    // Linux 5.11 it fails; then what Rust has opened is close-on-exec all the same.
    unsafe { libc::syscall(libc::SYS_close_range, 3, c_uint::MAX, CLOEXEC) };
}

/// A Rust program ignores SIGPIPE, a shell has what it starts behind `&` ignore SIGINT and
/// SIGQUIT, nohup(1) does so with SIGHUP, and a harness may block signals; a program that one
/// starts at a terminal has none of this from its parent.
fn default_signals() -> nix::Result<()> {
    use nix::sys::signal::{SigHandler, SigSet, SigmaskHow, Signal, sigprocmask};
    for signal in [Signal::SIGPIPE, Signal::SIGINT, Signal::SIGQUIT, Signal::SIGHUP]
    {
        // SAFETY: signal installs no function here, but the default action.
        unsafe { nix::sys::signal::signal(signal, SigHandler::SigDfl) }?;
    }
    sigprocmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None)
}

/// Installs the filter in this process, for good. seccomp(2).
fn install_filter(filter: &[libc::sock_filter]) -> nix::Result<()> {
    let program = libc::sock_fprog {
        len: u16::try_from(filter.len()).map_err(|_| Errno::E2BIG)?,
        filter: filter.as_ptr().cast_mut(),
    };
    let mode = libc::SECCOMP_SET_MODE_FILTER;
    // SAFETY: `program` points to as many steps as it says, which the kernel copies; it
    // writes none.
    let ret =
        unsafe { libc::syscall(libc::SYS_seccomp, mode, 0, &raw const program) };
    let done: c_long = Errno::result(ret)?;
    debug_assert_eq!(done, 0);
    Ok(())
}

//! The system calls of `record` that need `unsafe`: a filter that asks before a program
//! writes to stdout or ends, seccomp(2) and `seccomp_unotify`(2).
//!
//! One operation a block, its result checked at once.
#![expect(unsafe_code, reason = "nix has no seccomp")]

use std::io::{self, IoSliceMut};
use std::mem;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::ptr;

use nix::errno::Errno;
use nix::libc;
use nix::sys::prctl::set_no_new_privs;
use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::Pid;

/// A system call that a process is about to make, and that it will not make before it is
/// [let go](Listener::let_go).
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    id: u64,
    pub(super) pid: u32,
    pub(super) call: Call,
    /// The second and third argument of the call: what is to be written, and how much.
    address: usize,
    length: usize,
}

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// write(2) to stdout.
    Write,
    /// writev(2) to stdout.
    WriteVector,
    /// `exit_group`(2).
    Exit,
}

/// Where the requests arrive.
#[derive(Debug)]
pub(super) struct Listener(OwnedFd);

/// Has the program of `command`, and all that it starts, ask before it writes to stdout or
/// ends. The listener comes out of what this gives once the program is started.
pub(super) fn ask_before_output(command: &mut Command) -> io::Result<UnixStream> {
    let (ours, theirs) = UnixStream::pair()?;
    let install = move || {
        set_no_new_privs()?;
        let listener = install_filter()?;
        send_descriptor(&theirs, listener.as_fd())
    };
    // SAFETY: pre_exec wants a closure that calls only what may be called between fork and
    // exec in a process of several threads: this one makes system calls, and neither
    // allocates nor takes a lock. It has its own copies of the descriptors.
    unsafe { command.pre_exec(install) };
    Ok(ours)
}

/// `SECCOMP_USER_NOTIF_FLAG_CONTINUE`, which libc has as a number of another type.
const CONTINUE: u32 = 1;

/// The architecture that the numbers of the calls are of.
#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: u32 = 0xc000_003e; // AUDIT_ARCH_X86_64
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: u32 = 0xc000_00b7; // AUDIT_ARCH_AARCH64
#[cfg(target_arch = "riscv64")]
const ARCHITECTURE: u32 = 0xc000_00f3; // AUDIT_ARCH_RISCV64
#[cfg(target_arch = "x86")]
const ARCHITECTURE: u32 = 0x4000_0003; // AUDIT_ARCH_I386
#[cfg(all(target_arch = "arm", target_endian = "little"))]
const ARCHITECTURE: u32 = 0x4000_0028; // AUDIT_ARCH_ARM
#[cfg(not(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "riscv64",
    target_arch = "x86",
    all(target_arch = "arm", target_endian = "little"),
)))]
compile_error!(
    "the feature `record` is made for Linux on x86_64, aarch64, riscv64, x86 and \
     little-endian arm: for another architecture, name it here and in the README, and run \
     the tests `record` and `direct` there"
);

/// The length of a control message, which the libcs have as different types.
#[cfg(not(target_env = "musl"))]
type Length = usize;
#[cfg(target_env = "musl")]
type Length = libc::socklen_t;

/// Installs the filter in this process, for good, and gives its listener.
fn install_filter() -> io::Result<OwnedFd> {
    // Offsets in seccomp_data: the number of the call, the architecture, and the low half
    // of the first argument.
    const NUMBER: u32 = 0;
    const ARCH: u32 = 4;
    const ARGUMENT: u32 = 16;
    const ALLOW: u32 = libc::SECCOMP_RET_ALLOW;
    const ASK: u32 = libc::SECCOMP_RET_USER_NOTIF;
    let load =
        |offset| step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset, 0, 0);
    let equal = |value, then, otherwise| {
        step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, value, then, otherwise)
    };
    let answer = |value| step(libc::BPF_RET | libc::BPF_K, value, 0, 0);
    // ANCHOR: filter
    let mut program = [
        load(ARCH),
        equal(ARCHITECTURE, 0, 6),
        load(NUMBER),
        equal(number(libc::SYS_exit_group), 5, 0),
        equal(number(libc::SYS_write), 1, 0),
        equal(number(libc::SYS_writev), 0, 2),
        load(ARGUMENT),
        equal(libc::STDOUT_FILENO.cast_unsigned(), 1, 0),
        answer(ALLOW),
        answer(ASK),
    ];
    // ANCHOR_END: filter
    let program = libc::sock_fprog {
        len: u16::try_from(program.len()).expect("a short program"),
        filter: program.as_mut_ptr(),
    };
    // SAFETY: `program` points to as many steps as it says, and lives for the whole call,
    // which copies them.
    let fd = unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            libc::SECCOMP_FILTER_FLAG_NEW_LISTENER,
            &raw const program,
        )
    };
    let fd = i32::try_from(Errno::result(fd)?).map_err(|_| Errno::EBADF)?;
    // SAFETY: the kernel has just made `fd` for us, close-on-exec; nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// One step of a filter.
fn step(code: u32, value: u32, then: u8, otherwise: u8) -> libc::sock_filter {
    // The codes of classic BPF fit into 16 bits.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    let code = code as u16;
    libc::sock_filter { code, jt: then, jf: otherwise, k: value }
}

/// The number of a system call as the filter sees it.
const fn number(call: libc::c_long) -> u32 {
    // They are small and not negative.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "see above"
    )]
    let number = call as u32;
    number
}

/// The descriptor `fd`, which this process has just been sent.
pub(super) fn own(fd: RawFd) -> OwnedFd {
    // SAFETY: the kernel has made `fd` for this process with the message that it came in;
    // nobody else knows it.
    unsafe { OwnedFd::from_raw_fd(fd) }
}

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

/// Sends `fd` through `socket`, as unix(7) says: `SCM_RIGHTS`.
fn send_descriptor(socket: &UnixStream, fd: BorrowedFd<'_>) -> io::Result<()> {
    /// Of an int.
    const SIZE: u32 = 4;
    let mut byte = 0_u8;
    let mut part = libc::iovec {
        iov_base: (&raw mut byte).cast(),
        iov_len: size_of_val(&byte),
    };
    // Aligned as a cmsghdr has to be.
    let mut control = [0_u64; 8];
    // SAFETY: msghdr is plain integers and pointers, for which zeroes are valid.
    let mut message: libc::msghdr = unsafe { mem::zeroed() };
    message.msg_iov = &raw mut part;
    message.msg_iovlen = 1;
    message.msg_control = control.as_mut_ptr().cast();
    // SAFETY: CMSG_SPACE and CMSG_LEN only compute.
    message.msg_controllen = unsafe { libc::CMSG_SPACE(SIZE) } as Length;
    // SAFETY: `message` has room for one header in `control`, so this points into that.
    let header = unsafe { libc::CMSG_FIRSTHDR(&raw const message) };
    // SAFETY: as above.
    let length = unsafe { libc::CMSG_LEN(SIZE) } as Length;
    // SAFETY: cmsghdr is plain integers, for which zeroes are valid; some libcs have a private
    // one for padding.
    let mut filled: libc::cmsghdr = unsafe { mem::zeroed() };
    filled.cmsg_len = length;
    filled.cmsg_level = libc::SOL_SOCKET;
    filled.cmsg_type = libc::SCM_RIGHTS;
    // SAFETY: `header` points to the first header of `control`, aligned and writable.
    unsafe { ptr::write(header, filled) };
    // SAFETY: the data of that header lie behind it in `control`, with room for SIZE bytes.
    let data = unsafe { libc::CMSG_DATA(header) };
    // SAFETY: as above; it need not be aligned for an int.
    unsafe { ptr::write_unaligned(data.cast(), fd.as_raw_fd()) };
    // SAFETY: `message` and all that it points to live for the whole call.
    let sent = unsafe { libc::sendmsg(socket.as_raw_fd(), &raw const message, 0) };
    Errno::result(sent)?;
    Ok(())
}

impl Request {
    /// What is to be written. Nothing when the process has gone by now.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self.call {
            Call::Exit => Vec::new(),
            Call::Write => self.memory(self.address, self.length),
            Call::WriteVector => {
                const WORD: usize = size_of::<usize>();
                // An iovec is an address and a length.
                let parts = self.memory(self.address, self.length * 2 * WORD);
                let (words, _) = parts.as_chunks::<WORD>();
                let words: Vec<_> =
                    words.iter().map(|word| usize::from_ne_bytes(*word)).collect();
                let parts = words.chunks_exact(2);
                parts.flat_map(|part| self.memory(part[0], part[1])).collect()
            }
        }
    }

    fn memory(&self, base: usize, len: usize) -> Vec<u8> {
        /// No line of a lesson is longer.
        const MOST: usize = 1 << 20;
        let mut bytes = vec![0; len.min(MOST)];
        let remote = [RemoteIoVec { base, len: bytes.len() }];
        let pid = Pid::from_raw(self.pid.cast_signed());
        let read =
            process_vm_readv(pid, &mut [IoSliceMut::new(&mut bytes)], &remote);
        bytes.truncate(read.unwrap_or(0));
        bytes
    }
}

impl Listener {
    pub(super) fn new(fd: OwnedFd) -> Self {
        Self(fd)
    }

    /// The next request. There is one when the listener is readable; `None` when the
    /// process that made it has gone by now.
    pub(super) fn next(&self) -> io::Result<Option<Request>> {
        // SAFETY: seccomp_notif is plain integers, for which zeroes are valid; the kernel
        // wants them to be zero.
        let mut request: libc::seccomp_notif = unsafe { mem::zeroed() };
        // SAFETY: the kernel fills in one seccomp_notif, and `request` is one.
        let received = unsafe {
            libc::ioctl(
                self.0.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_RECV,
                &raw mut request,
            )
        };
        match Errno::result(received) {
            Ok(_) => {}
            Err(Errno::ENOENT | Errno::EINTR) => return Ok(None),
            Err(errno) => return Err(errno.into()),
        }
        let call = match request.data.nr.into() {
            libc::SYS_exit_group => Call::Exit,
            libc::SYS_writev => Call::WriteVector,
            _ => Call::Write,
        };
        let argument = |place: usize| {
            usize::try_from(request.data.args[place]).unwrap_or(usize::MAX)
        };
        Ok(Some(Request {
            id: request.id,
            pid: request.pid,
            call,
            address: argument(1),
            length: argument(2),
        }))
    }

    /// Lets a process make its call. `false` when it has gone, or was interrupted by a
    /// signal and will ask again.
    pub(super) fn let_go(&self, request: Request) -> io::Result<bool> {
        let mut answer = libc::seccomp_notif_resp {
            id: request.id,
            val: 0,
            error: 0,
            flags: CONTINUE,
        };
        // SAFETY: the kernel reads one seccomp_notif_resp, and `answer` is one.
        let sent = unsafe {
            libc::ioctl(
                self.0.as_raw_fd(),
                libc::SECCOMP_IOCTL_NOTIF_SEND,
                &raw mut answer,
            )
        };
        match Errno::result(sent) {
            Ok(_) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            Err(Errno::EINVAL) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "SECCOMP_USER_NOTIF_FLAG_CONTINUE is refused: Linux has it since 5.5",
            )),
            Err(errno) => Err(errno.into()),
        }
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

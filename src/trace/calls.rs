//! Which system calls matter, and which are let through unseen.
//!
//! A call is *let through* when it can neither block nor tell one process of another: then
//! the thread is not even stopped. Every other call stops it, those too that nobody has
//! thought of: what is not in the list of harmless calls is [`Call::Other`], and named in the
//! execution. So a call that is new to the kernel makes an answer weaker, never wrong.
//!
//! Source: the tables of syscalls(2). What blocks there is said on each page.

use std::ffi::c_long;

use nix::libc;

/// A call that stops a thread, by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// read(2), readv(2), recv(2) and their like: a descriptor comes first.
    Read,
    /// write(2): descriptor, address, length.
    Write,
    /// writev(2): descriptor, array, its length.
    WriteVector,
    /// sendto(2), sendmsg(2), sendmmsg(2): a descriptor comes first.
    Send,
    /// recvmsg(2): can bring descriptors.
    ReceiveMessage,
    /// open(2) or openat(2); the place of the path among the arguments.
    Open(usize),
    /// close(2).
    Close,
    /// `close_range`(2).
    CloseRange,
    /// dup(2), dup2(2), dup3(2): whether the new number is the second argument.
    Duplicate {
        onto: bool,
    },
    /// fcntl(2), for the commands that [`fcntl_stops`] lists.
    Fcntl,
    /// eventfd(2).
    Counter,
    /// pipe(2), or socketpair(2); the place of the array of two.
    Pair(usize),
    /// fork(2), vfork(2), clone(2), clone3(2).
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "see below"))]
    Fork,
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "see below"))]
    Vfork,
    Clone,
    Clone3,
    /// execve(2), execveat(2); the place of the path.
    Exec(usize),
    /// `exit`(2): one thread.
    ExitThread,
    /// `exit_group`(2): all of them.
    Exit,
    Wait4,
    WaitId,
    /// kill(2), and `rt_sigqueueinfo`(2).
    Kill,
    /// tkill(2).
    ThreadKill,
    /// tgkill(2), `rt_tgsigqueueinfo`(2).
    GroupThreadKill,
    /// `pidfd_send_signal`(2).
    PidfdKill,
    /// poll(2), and ppoll(2), whose time-out is a timespec.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "see below"))]
    Poll,
    Ppoll,
    /// select(2), and pselect6(2), whose time-out is a timespec.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "see below"))]
    Select,
    Pselect,
    /// `epoll_wait`(2), `epoll_pwait`(2), and `epoll_pwait2`, whose time-out is a timespec.
    EpollWait,
    EpollWait2,
    /// pause(2), `rt_sigsuspend`(2).
    Pause,
    /// `rt_sigtimedwait`(2).
    SignalWait,
    /// nanosleep(2), and `clock_nanosleep`(2), which has a clock and flags first.
    Sleep,
    ClockSleep,
    /// `clock_gettime`(2), gettimeofday(2), time(2).
    ClockTime,
    TimeOfDay,
    Time,
    Futex,
    Flock,
    Yield,
    /// mmap(2) of memory that is shared and can be written.
    MapShared,
    /// alarm(2), setitimer(2), `timer_settime`(2): a signal will come.
    Timer,
    /// `restart_syscall`(2): the kernel goes on with a call that a signal has interrupted.
    Restart,
    /// sigaction(2), sigprocmask(2); the place of what is new.
    SetSignals(usize),
    /// getppid(2).
    Parent,
    /// rename(2), unlink(2), chmod(2) and their like; the place of the path.
    ChangeFiles(usize),
    /// pwrite(2), ftruncate(2) and their like; the place of the descriptor.
    WriteFile(usize),
    /// connect(2).
    Connect,
    /// bind(2), which can make a file.
    Bind,
    /// A call that the model does not know.
    Other,
}

/// What stops a thread.
const STOPS: &[(c_long, Call)] = &[
    (libc::SYS_write, Call::Write),
    (libc::SYS_read, Call::Read),
    (libc::SYS_close, Call::Close),
    (libc::SYS_openat, Call::Open(1)),
    (libc::SYS_openat2, Call::Open(1)),
    (libc::SYS_futex, Call::Futex),
    (libc::SYS_fcntl, Call::Fcntl),
    (libc::SYS_readv, Call::Read),
    (libc::SYS_writev, Call::WriteVector),
    (libc::SYS_recvfrom, Call::Read),
    (libc::SYS_recvmsg, Call::ReceiveMessage),
    (libc::SYS_sendto, Call::Send),
    (libc::SYS_sendmsg, Call::Send),
    (libc::SYS_sendmmsg, Call::Send),
    (libc::SYS_close_range, Call::CloseRange),
    (libc::SYS_dup, Call::Duplicate { onto: false }),
    (libc::SYS_dup3, Call::Duplicate { onto: true }),
    (libc::SYS_eventfd2, Call::Counter),
    (libc::SYS_pipe2, Call::Pair(0)),
    (libc::SYS_socketpair, Call::Pair(3)),
    (libc::SYS_clone, Call::Clone),
    (libc::SYS_clone3, Call::Clone3),
    (libc::SYS_execve, Call::Exec(0)),
    (libc::SYS_execveat, Call::Exec(1)),
    (libc::SYS_exit, Call::ExitThread),
    (libc::SYS_exit_group, Call::Exit),
    (libc::SYS_wait4, Call::Wait4),
    (libc::SYS_waitid, Call::WaitId),
    (libc::SYS_kill, Call::Kill),
    (libc::SYS_rt_sigqueueinfo, Call::Kill),
    (libc::SYS_tkill, Call::ThreadKill),
    (libc::SYS_tgkill, Call::GroupThreadKill),
    (libc::SYS_rt_tgsigqueueinfo, Call::GroupThreadKill),
    (libc::SYS_pidfd_send_signal, Call::PidfdKill),
    (libc::SYS_ppoll, Call::Ppoll),
    (libc::SYS_pselect6, Call::Pselect),
    (libc::SYS_epoll_pwait, Call::EpollWait),
    (libc::SYS_epoll_pwait2, Call::EpollWait2),
    (libc::SYS_rt_sigsuspend, Call::Pause),
    (libc::SYS_rt_sigtimedwait, Call::SignalWait),
    (libc::SYS_nanosleep, Call::Sleep),
    (libc::SYS_clock_nanosleep, Call::ClockSleep),
    (libc::SYS_clock_gettime, Call::ClockTime),
    (libc::SYS_gettimeofday, Call::TimeOfDay),
    (libc::SYS_flock, Call::Flock),
    (libc::SYS_sched_yield, Call::Yield),
    (libc::SYS_mmap, Call::MapShared),
    (libc::SYS_setitimer, Call::Timer),
    (libc::SYS_timer_settime, Call::Timer),
    (libc::SYS_restart_syscall, Call::Restart),
    (libc::SYS_connect, Call::Connect),
];

/// Those that only older architectures have.
#[cfg(target_arch = "x86_64")]
const OLDER_STOPS: &[(c_long, Call)] = &[
    (libc::SYS_open, Call::Open(0)),
    (libc::SYS_creat, Call::Open(0)),
    (libc::SYS_dup2, Call::Duplicate { onto: true }),
    (libc::SYS_eventfd, Call::Counter),
    (libc::SYS_pipe, Call::Pair(0)),
    (libc::SYS_fork, Call::Fork),
    (libc::SYS_vfork, Call::Vfork),
    (libc::SYS_poll, Call::Poll),
    (libc::SYS_select, Call::Select),
    (libc::SYS_epoll_wait, Call::EpollWait),
    (libc::SYS_pause, Call::Pause),
    (libc::SYS_time, Call::Time),
    (libc::SYS_alarm, Call::Timer),
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER_STOPS: &[(c_long, Call)] = &[];

/// What stops a thread only when it is noted what each operation
/// [touches](super::Tracer::conflicts). Otherwise it is harmless.
const CONFLICT_STOPS: &[(c_long, Call)] = &[
    (libc::SYS_rt_sigaction, Call::SetSignals(1)),
    (libc::SYS_rt_sigprocmask, Call::SetSignals(1)),
    (libc::SYS_getppid, Call::Parent),
    (libc::SYS_renameat, Call::ChangeFiles(1)),
    (libc::SYS_renameat2, Call::ChangeFiles(1)),
    (libc::SYS_unlinkat, Call::ChangeFiles(1)),
    (libc::SYS_mkdirat, Call::ChangeFiles(1)),
    (libc::SYS_mknodat, Call::ChangeFiles(1)),
    (libc::SYS_linkat, Call::ChangeFiles(3)),
    (libc::SYS_symlinkat, Call::ChangeFiles(2)),
    (libc::SYS_truncate, Call::ChangeFiles(0)),
    (libc::SYS_pwrite64, Call::WriteFile(0)),
    (libc::SYS_pwritev, Call::WriteFile(0)),
    (libc::SYS_ftruncate, Call::WriteFile(0)),
    (libc::SYS_fallocate, Call::WriteFile(0)),
    (libc::SYS_copy_file_range, Call::WriteFile(2)),
    (libc::SYS_fchmodat, Call::ChangeFiles(1)),
    (libc::SYS_fchownat, Call::ChangeFiles(1)),
    (libc::SYS_utimensat, Call::ChangeFiles(1)),
    (libc::SYS_bind, Call::Bind),
];

#[cfg(target_arch = "x86_64")]
const OLDER_CONFLICT_STOPS: &[(c_long, Call)] = &[
    (libc::SYS_rename, Call::ChangeFiles(0)),
    (libc::SYS_unlink, Call::ChangeFiles(0)),
    (libc::SYS_mkdir, Call::ChangeFiles(0)),
    (libc::SYS_rmdir, Call::ChangeFiles(0)),
    (libc::SYS_mknod, Call::ChangeFiles(0)),
    (libc::SYS_link, Call::ChangeFiles(1)),
    (libc::SYS_symlink, Call::ChangeFiles(1)),
    (libc::SYS_chmod, Call::ChangeFiles(0)),
    (libc::SYS_chown, Call::ChangeFiles(0)),
    (libc::SYS_lchown, Call::ChangeFiles(0)),
    (libc::SYS_utime, Call::ChangeFiles(0)),
    (libc::SYS_utimes, Call::ChangeFiles(0)),
    (libc::SYS_futimesat, Call::ChangeFiles(1)),
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER_CONFLICT_STOPS: &[(c_long, Call)] = &[];

/// What is let through: it neither blocks nor tells of another process. Memory and files of
/// one's own, who one is, and descriptors that are looked at when they are used.
const HARMLESS: &[c_long] = &[
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_msync,
    libc::SYS_mincore,
    libc::SYS_mlock,
    libc::SYS_mlock2,
    libc::SYS_munlock,
    libc::SYS_mlockall,
    libc::SYS_munlockall,
    libc::SYS_membarrier,
    libc::SYS_memfd_create,
    libc::SYS_pkey_mprotect,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_chdir,
    libc::SYS_fchdir,
    libc::SYS_chroot,
    libc::SYS_lseek,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_preadv2,
    libc::SYS_fadvise64,
    libc::SYS_readahead,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_sync,
    libc::SYS_syncfs,
    libc::SYS_fchmod,
    libc::SYS_fchown,
    libc::SYS_umask,
    libc::SYS_getxattr,
    libc::SYS_lgetxattr,
    libc::SYS_fgetxattr,
    libc::SYS_listxattr,
    libc::SYS_llistxattr,
    libc::SYS_flistxattr,
    libc::SYS_ioctl,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getpgid,
    libc::SYS_setpgid,
    libc::SYS_getsid,
    libc::SYS_setsid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_getresuid,
    libc::SYS_getresgid,
    libc::SYS_getgroups,
    libc::SYS_setgroups,
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setreuid,
    libc::SYS_setregid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_setfsuid,
    libc::SYS_setfsgid,
    libc::SYS_capget,
    libc::SYS_capset,
    libc::SYS_prctl,
    libc::SYS_personality,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_getrusage,
    libc::SYS_getrlimit,
    libc::SYS_setrlimit,
    libc::SYS_prlimit64,
    libc::SYS_times,
    libc::SYS_getrandom,
    libc::SYS_getcpu,
    libc::SYS_getpriority,
    libc::SYS_setpriority,
    libc::SYS_ioprio_get,
    libc::SYS_ioprio_set,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_getparam,
    libc::SYS_sched_setparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_sched_setscheduler,
    libc::SYS_sched_get_priority_max,
    libc::SYS_sched_get_priority_min,
    libc::SYS_sched_getattr,
    libc::SYS_sched_setattr,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_get_robust_list,
    libc::SYS_rseq,
    libc::SYS_unshare,
    libc::SYS_clock_getres,
    libc::SYS_getitimer,
    libc::SYS_timer_gettime,
    libc::SYS_timer_create,
    libc::SYS_timer_delete,
    libc::SYS_timer_getoverrun,
    libc::SYS_timerfd_create,
    libc::SYS_timerfd_gettime,
    libc::SYS_seccomp,
    libc::SYS_pidfd_open,
    libc::SYS_kcmp,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_signalfd4,
    libc::SYS_inotify_init1,
    libc::SYS_inotify_add_watch,
    libc::SYS_inotify_rm_watch,
    libc::SYS_socket,
    libc::SYS_listen,
    libc::SYS_getsockname,
    libc::SYS_getpeername,
    libc::SYS_getsockopt,
    libc::SYS_setsockopt,
];

#[cfg(target_arch = "x86_64")]
const OLDER_HARMLESS: &[c_long] = &[
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_getdents,
    libc::SYS_getpgrp,
    libc::SYS_arch_prctl,
    libc::SYS_epoll_create,
    libc::SYS_signalfd,
    libc::SYS_inotify_init,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER_HARMLESS: &[c_long] = &[];

/// The calls that [`fcntl`](Call::Fcntl) stops at: they make descriptors, or take locks.
pub(super) const FCNTL_STOPS: [i32; 6] = [
    libc::F_DUPFD,
    libc::F_DUPFD_CLOEXEC,
    libc::F_SETLK,
    libc::F_SETLKW,
    libc::F_OFD_SETLK,
    libc::F_OFD_SETLKW,
];

/// All numbers that are let through; fewer, when conflicts are watched.
pub(super) fn harmless(watches_conflicts: bool) -> impl Iterator<Item = c_long> {
    let conflicts = CONFLICT_STOPS.iter().chain(OLDER_CONFLICT_STOPS);
    let conflicts = conflicts.filter(move |_| !watches_conflicts);
    let harmless = HARMLESS.iter().chain(OLDER_HARMLESS).copied();
    harmless.chain(conflicts.map(|(number, _)| *number))
}

impl Call {
    /// What the call of this number does.
    pub(super) fn of(number: c_long) -> Self {
        let mut known = STOPS
            .iter()
            .chain(OLDER_STOPS)
            .chain(CONFLICT_STOPS)
            .chain(OLDER_CONFLICT_STOPS);
        known.find(|(it, _)| *it == number).map_or(Self::Other, |(_, call)| *call)
    }
}

#[cfg(test)]
mod tests {
    use super::{OLDER_STOPS, STOPS, harmless};

    #[test]
    fn no_call_is_listed_twice() {
        let stops = STOPS.iter().chain(OLDER_STOPS).map(|(number, _)| *number);
        let mut numbers: Vec<_> = stops.chain(harmless(false)).collect();
        numbers.sort_unstable();
        let all = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
    }
}

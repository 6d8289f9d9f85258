//! The memory of a traced process: bytes and numbers at an address.
//!
//! `process_vm_readv`(2) is one call and may be forbidden where ptrace(2) is not; then
//! /proc/PID/mem has the same bytes, proc(5). Who can read neither is told so by `None`: the
//! caller must never take that for an empty answer.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{IoSlice, IoSliceMut};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::libc;
use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
use nix::unistd::Pid;

use super::arch::Entry;

/// More than this is never read: a program can ask for any length.
const MOST: usize = 1 << 26;

/// Exactly `len` bytes at `base`; `None` too when they are more than 64 MiB.
pub(super) fn read(tid: Pid, base: usize, len: usize) -> Option<Vec<u8>> {
    if len > MOST {
        return None;
    }
    let mut bytes = vec![0; len];
    let remote = [RemoteIoVec { base, len }];
    match process_vm_readv(tid, &mut [IoSliceMut::new(&mut bytes)], &remote) {
        Ok(read) if read == len => Some(bytes),
        _ => {
            let memory = File::open(format!("/proc/{tid}/mem")).ok()?;
            memory.read_exact_at(&mut bytes, u64::try_from(base).ok()?).ok()?;
            Some(bytes)
        }
    }
}

/// Writes all of `bytes` at `base`.
pub(super) fn write(tid: Pid, base: usize, bytes: &[u8]) -> Option<()> {
    let remote = [RemoteIoVec { base, len: bytes.len() }];
    match process_vm_writev(tid, &[IoSlice::new(bytes)], &remote) {
        Ok(written) if written == bytes.len() => Some(()),
        _ => {
            let path = format!("/proc/{tid}/mem");
            let memory = OpenOptions::new().write(true).open(path).ok()?;
            memory.write_all_at(bytes, u64::try_from(base).ok()?).ok()
        }
    }
}

/// A piece of the memory of a process: a line of /proc/PID/maps, proc(5).
pub(super) struct Mapping {
    pub(super) start: usize,
    pub(super) len: usize,
    /// Whether it can be read and written.
    pub(super) is_writable: bool,
    pub(super) is_shared: bool,
    /// How far it is from the start of its file.
    pub(super) offset: usize,
    /// The device and the inode of its file.
    pub(super) file: (u64, u64),
}

/// The whole memory of a process; `None` when it cannot be looked at.
pub(super) fn mappings(tid: Pid) -> Option<Vec<Mapping>> {
    let maps = fs::read_to_string(format!("/proc/{tid}/maps")).ok()?;
    let mappings = maps.lines().filter_map(|line| {
        // `7f12a4000000-7f12a4001000 rw-s 00000000 00:01 1234   /dev/shm/…`
        let mut words = line.split_whitespace();
        let (range, access) = (words.next()?, words.next()?);
        let (start, end) = range.split_once('-')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        let end = usize::from_str_radix(end, 16).ok()?;
        let offset = usize::from_str_radix(words.next()?, 16).ok()?;
        let (major, minor) = words.next()?.split_once(':')?;
        let major = u64::from_str_radix(major, 16).ok()?;
        let minor = u64::from_str_radix(minor, 16).ok()?;
        let inode = words.next()?.parse().ok()?;
        Some(Mapping {
            start,
            len: end - start,
            is_writable: access.starts_with("rw"),
            is_shared: access.ends_with('s'),
            offset,
            file: (major << 32 | minor, inode),
        })
    });
    Some(mappings.collect())
}

/// An int.
pub(super) fn int(tid: Pid, base: usize) -> Option<i32> {
    let bytes = read(tid, base, size_of::<i32>())?;
    Some(i32::from_ne_bytes(bytes.try_into().ok()?))
}

/// `count` words, each of the size of an address.
pub(super) fn words(tid: Pid, base: usize, count: usize) -> Option<Vec<usize>> {
    const WORD: usize = size_of::<usize>();
    let bytes = read(tid, base, count.checked_mul(WORD)?)?;
    let (words, _) = bytes.as_chunks::<WORD>();
    Some(words.iter().map(|word| usize::from_ne_bytes(*word)).collect())
}

/// A timespec, as a duration; `None` too when it is negative.
pub(super) fn timespec(tid: Pid, base: usize) -> Option<Duration> {
    let words = words(tid, base, 2)?;
    let seconds = u64::try_from(words[0]).ok()?;
    let nanoseconds = u32::try_from(words[1]).ok()?;
    i64::try_from(seconds).ok()?;
    Duration::from_secs(seconds)
        .checked_add(Duration::from_nanos(nanoseconds.into()))
}

/// The bytes of an array of `count` iovecs; there are never more than `IOV_MAX`.
pub(super) fn gather(tid: Pid, base: usize, count: usize) -> Option<Vec<u8>> {
    const IOV_MAX: usize = 1024;
    if count > IOV_MAX {
        return None;
    }
    let mut bytes = Vec::new();
    let parts = words(tid, base, count.checked_mul(2)?)?;
    for part in parts.chunks_exact(2) {
        bytes.extend(read(tid, part[0], part[1])?);
    }
    Some(bytes)
}

/// A string of C.
pub(super) fn string(tid: Pid, base: usize) -> Option<OsString> {
    const PAGE: usize = 4096;
    let mut string = Vec::new();
    let mut base = base;
    // Never past the end of a page, behind which there may be nothing.
    while string.len() <= PAGE {
        let piece = read(tid, base, PAGE - base % PAGE)?;
        if let Some(end) = piece.iter().position(|byte| *byte == 0) {
            string.extend(&piece[..end]);
            return Some(OsString::from_vec(string));
        }
        base += piece.len();
        string.extend(piece);
    }
    None
}

/// The path that is argument `place` of `entry`, as this process can reach it. A relative
/// one is relative to the working folder of the thread, or to the descriptor before it.
pub(super) fn path(
    tid: Pid,
    entry: &Entry,
    place: usize,
) -> Option<(String, PathBuf)> {
    let given = PathBuf::from(string(tid, entry.word(place))?);
    let base = place.checked_sub(1).map(|before| entry.int(before));
    Some(reachable(tid, &given, base))
}

/// The path of the socket that bind(2) makes and connect(2) looks for, as this process can
/// reach it; `None` when the address is of another kind, or of no file: unix(7).
pub(super) fn socket_path(tid: Pid, entry: &Entry) -> Option<(String, PathBuf)> {
    const FAMILY: usize = size_of::<libc::sa_family_t>();
    let len = entry.word(2).min(size_of::<libc::sockaddr_un>());
    let address = read(tid, entry.word(1), len)?;
    let (family, path) = address.split_first_chunk::<FAMILY>()?;
    let is_unix = i32::from(u16::from_ne_bytes(*family)) == libc::AF_UNIX;
    let path = path.split(|byte| *byte == 0).next()?;
    if !is_unix || path.is_empty() {
        return None;
    }
    let given = PathBuf::from(OsString::from_vec(path.to_vec()));
    Some(reachable(tid, &given, None))
}

/// A path of thread `tid`, as it is shown and as this process can reach it. A relative one is
/// relative to the working folder of the thread, or to the descriptor `base`.
fn reachable(tid: Pid, given: &Path, base: Option<i32>) -> (String, PathBuf) {
    let base = match base {
        Some(fd) if fd >= 0 => format!("/proc/{tid}/fd/{fd}"),
        _ => format!("/proc/{tid}/cwd"),
    };
    let text = given.display().to_string();
    let own = given
        .strip_prefix("/proc/self")
        .map(|rest| PathBuf::from(format!("/proc/{tid}")).join(rest));
    let own = own.or_else(|_| {
        let standard = match text.as_str() {
            "/dev/stdin" => "0",
            "/dev/stdout" => "1",
            "/dev/stderr" => "2",
            path => path.strip_prefix("/dev/fd/").ok_or(())?,
        };
        Ok::<_, ()>(PathBuf::from(format!("/proc/{tid}/fd/{standard}")))
    });
    let reachable = own.unwrap_or_else(|()| PathBuf::from(base).join(given));
    (text, reachable)
}

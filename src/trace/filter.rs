//! The seccomp filter: which calls stop a thread at their entry.
//!
//! The kernel runs it at every system call, seccomp(2). It answers `SECCOMP_RET_ALLOW` for
//! what is [harmless](super::calls) and `SECCOMP_RET_TRACE` for everything else, so that a
//! harmless call costs nothing (since Linux 5.11 the kernel remembers the answer for calls
//! that are allowed whatever their arguments are) and no other one goes unseen. A call by the
//! numbers of another architecture is marked, because the same number means another call.

use std::ffi::c_long;

use nix::libc::{self, sock_filter};

use super::arch;
use super::calls::{FCNTL_STOPS, harmless};

/// The event message of a stop at a call of another architecture. seccomp(2), ptrace(2).
pub(super) const FOREIGN: u32 = 1;

const ALLOW: u32 = libc::SECCOMP_RET_ALLOW;
const TRACE: u32 = libc::SECCOMP_RET_TRACE;

/// There is no such call. With rseq(2) the kernel writes into the memory of a thread on which
/// processor it runs, and a process that looks again and again would seem to be in another
/// state whenever it has moved to another one. Whoever asks for it can do without.
const UNAVAILABLE: u32 = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.cast_unsigned();

// Offsets in seccomp_data: the number of the call, the architecture, and the low half of
// the first argument; each argument has eight bytes. Both architectures are little-endian.
const NUMBER: u32 = 0;
const ARCH: u32 = 4;
const ARGUMENTS: u32 = 16;

/// The filter.
pub(super) fn filter(watches_conflicts: bool) -> Vec<sock_filter> {
    let mut steps = vec![
        load(ARCH),
        jump_if(arch::AUDIT_ARCHITECTURE, 1, 0),
        answer(TRACE | FOREIGN),
        load(NUMBER),
    ];
    steps.extend(if_call(libc::SYS_mmap, &private_map()));
    steps.extend(if_call(libc::SYS_fcntl, &fcntl()));
    if watches_conflicts {
        steps.extend(if_call(libc::SYS_rseq, &[answer(UNAVAILABLE)]));
    }
    for number in harmless(watches_conflicts) {
        steps.extend(if_call(number, &[answer(ALLOW)]));
    }
    steps.push(answer(TRACE));
    steps
}

/// Memory that nobody else can see is allowed: what is not `MAP_SHARED`, or not writable.
fn private_map() -> [sock_filter; 6] {
    let bits = |mask: i32, then, otherwise| {
        step(
            libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K,
            mask.cast_unsigned(),
            then,
            otherwise,
        )
    };
    [
        load(ARGUMENTS + 3 * 8),
        bits(libc::MAP_SHARED, 0, 2),
        load(ARGUMENTS + 2 * 8),
        bits(libc::PROT_WRITE, 1, 0),
        answer(ALLOW),
        answer(TRACE),
    ]
}

fn fcntl() -> Vec<sock_filter> {
    let mut steps = vec![load(ARGUMENTS + 8)];
    for command in FCNTL_STOPS {
        steps.push(jump_if(command.cast_unsigned(), 0, 1));
        steps.push(answer(TRACE));
    }
    steps.push(answer(ALLOW));
    steps
}

/// `steps`, which all end in an answer, for this call only.
fn if_call(number: c_long, steps: &[sock_filter]) -> Vec<sock_filter> {
    let number = u32::try_from(number).expect("the numbers of calls are small");
    let length = u8::try_from(steps.len()).expect("a few steps");
    let mut all = vec![jump_if(number, 0, length)];
    all.extend(steps);
    all
}

fn load(offset: u32) -> sock_filter {
    step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset, 0, 0)
}

/// Skips `then` steps if the value loaded is `value`, and `otherwise` steps if not.
fn jump_if(value: u32, then: u8, otherwise: u8) -> sock_filter {
    step(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, value, then, otherwise)
}

fn answer(value: u32) -> sock_filter {
    step(libc::BPF_RET | libc::BPF_K, value, 0, 0)
}

/// One step of a filter.
fn step(code: u32, value: u32, then: u8, otherwise: u8) -> sock_filter {
    // The codes of classic BPF fit into 16 bits.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    let code = code as u16;
    sock_filter { code, jt: then, jf: otherwise, k: value }
}

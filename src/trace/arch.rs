//! What differs from one processor to another: registers, and the numbers of system calls.
//!
//! Linux counts the arguments of a call from 0 to 5 and gives its result in one register,
//! syscall(2). A call that a thread is about to make can be skipped, with any result, or put
//! off: [`Registers::rewind`] takes the thread back to the instruction that makes the call.
//!
//! | | `x86_64` | `aarch64` |
//! | --- | --- | --- |
//! | number | `orig_rax` | x8, and `NT_ARM_SYSTEM_CALL` |
//! | arguments | rdi, rsi, rdx, r10, r8, r9 | x0 to x5 |
//! | result | rax | x0 |
//! | the instruction | two bytes, `syscall` | four bytes, `svc #0` |

use std::ffi::c_long;

use nix::libc;
use nix::sys::ptrace;
use nix::unistd::Pid;

#[cfg(target_arch = "aarch64")]
use super::sys;

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("tracing is known on x86_64 and aarch64 only");

/// The architecture that the numbers of the calls are of. linux/audit.h.
#[cfg(target_arch = "x86_64")]
pub(super) const AUDIT_ARCHITECTURE: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
pub(super) const AUDIT_ARCHITECTURE: u32 = 0xc000_00b7;

/// How long the instruction is that makes a system call.
#[cfg(target_arch = "x86_64")]
const INSTRUCTION: u64 = 2;
#[cfg(target_arch = "aarch64")]
const INSTRUCTION: u64 = 4;

/// Which argument of clone(2) is the word that the kernel clears at the end of the child.
#[cfg(target_arch = "x86_64")]
pub(super) const CHILD_WORD: usize = 3;
#[cfg(target_arch = "aarch64")]
pub(super) const CHILD_WORD: usize = 4;

/// A system call at its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: c_long,
    pub(super) arguments: [u64; 6],
}

impl Entry {
    /// Argument `place` as an int: the higher half of the register means nothing.
    pub(super) fn int(&self, place: usize) -> i32 {
        #[expect(clippy::cast_possible_truncation, reason = "see above")]
        let int = self.arguments[place] as i32;
        int
    }

    /// Argument `place` as an address or a length.
    pub(super) fn word(&self, place: usize) -> usize {
        usize::try_from(self.arguments[place]).unwrap_or(usize::MAX)
    }
}

/// The registers of a stopped thread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Registers(libc::user_regs_struct);

impl Registers {
    pub(super) fn of(tid: Pid) -> nix::Result<Self> {
        ptrace::getregs(tid).map(Self)
    }

    pub(super) fn store(self, tid: Pid) -> nix::Result<()> {
        ptrace::setregs(tid, self.0)
    }
}

#[cfg(target_arch = "x86_64")]
impl Registers {
    /// All that a thread keeps in registers over a call of a function: those of the floating
    /// point are the caller's to save (System V ABI, AMD64 supplement, 3.2.3).
    #[expect(clippy::unnecessary_wraps, reason = "on aarch64 it is not known")]
    pub(super) fn whole_state(&self) -> Option<Vec<u8>> {
        Some(format!("{:?}", self.0).into_bytes())
    }

    /// The call that the thread is stopped at the entry of.
    pub(super) fn entry(&self) -> Entry {
        let r = &self.0;
        Entry {
            number: r.orig_rax.cast_signed(),
            arguments: [r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9],
        }
    }

    /// What the call has given, when the thread is stopped at its exit: -errno, or more.
    pub(super) fn result(&self) -> i64 {
        self.0.rax.cast_signed()
    }

    /// The top of the stack.
    pub(super) fn stack(&self) -> u64 {
        self.0.rsp
    }

    pub(super) fn set_result(&mut self, result: i64) {
        self.0.rax = result.cast_unsigned();
    }

    pub(super) fn set_arguments(&mut self, arguments: [u64; 6]) {
        let r = &mut self.0;
        [r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9] = arguments;
    }

    /// At an entry: the call is not made, and gives `result`.
    pub(super) fn skip(mut self, tid: Pid, result: i64) -> nix::Result<()> {
        self.0.orig_rax = (-1_i64).cast_unsigned();
        self.0.rax = result.cast_unsigned();
        self.store(tid)
    }

    /// At an entry: the call is not made, and the thread is back before it.
    pub(super) fn rewind(mut self, tid: Pid) -> nix::Result<()> {
        self.0.rip -= INSTRUCTION;
        self.0.rax = self.0.orig_rax;
        self.0.orig_rax = (-1_i64).cast_unsigned();
        self.store(tid)
    }

    /// At an exit: the thread makes the call `entry` next.
    pub(super) fn repeat(mut self, tid: Pid, entry: &Entry) -> nix::Result<()> {
        self.0.rip -= INSTRUCTION;
        self.0.rax = entry.number.cast_unsigned();
        self.0.orig_rax = (-1_i64).cast_unsigned();
        self.set_arguments(entry.arguments);
        self.store(tid)
    }
}

#[cfg(target_arch = "aarch64")]
impl Registers {
    /// Not known: a function may keep a number in v8 to v15, which are not among these.
    #[expect(clippy::unused_self, reason = "on x86_64 it is known")]
    pub(super) fn whole_state(&self) -> Option<Vec<u8>> {
        None
    }

    /// The call that the thread is stopped at the entry of.
    pub(super) fn entry(&self) -> Entry {
        let r = &self.0.regs;
        Entry {
            number: r[8].cast_signed(),
            arguments: [r[0], r[1], r[2], r[3], r[4], r[5]],
        }
    }

    /// What the call has given, when the thread is stopped at its exit: -errno, or more.
    pub(super) fn result(&self) -> i64 {
        self.0.regs[0].cast_signed()
    }

    /// The top of the stack.
    pub(super) fn stack(&self) -> u64 {
        self.0.sp
    }

    pub(super) fn set_result(&mut self, result: i64) {
        self.0.regs[0] = result.cast_unsigned();
    }

    /// The first argument shares its register with the result: at an exit, set that last.
    pub(super) fn set_arguments(&mut self, arguments: [u64; 6]) {
        self.0.regs[..6].copy_from_slice(&arguments);
    }

    /// At an entry: the call is not made, and gives `result`.
    pub(super) fn skip(mut self, tid: Pid, result: i64) -> nix::Result<()> {
        self.set_result(result);
        self.store(tid)?;
        sys::set_call_number(tid, -1)
    }

    /// At an entry: the call is not made, and the thread is back before it. x0 still holds
    /// the first argument, and x8 the number.
    pub(super) fn rewind(mut self, tid: Pid) -> nix::Result<()> {
        self.0.pc -= INSTRUCTION;
        self.store(tid)?;
        sys::set_call_number(tid, -1)
    }

    /// At an exit: the thread makes the call `entry` next.
    pub(super) fn repeat(mut self, tid: Pid, entry: &Entry) -> nix::Result<()> {
        self.0.pc -= INSTRUCTION;
        self.0.regs[8] = entry.number.cast_unsigned();
        self.set_arguments(entry.arguments);
        self.store(tid)
    }
}

//! Filters on system calls, and handlers of signals: what nix has no safe wrapper for.

use std::ffi::{c_int, c_long, c_void};

use nix::errno::Errno;
use nix::libc::{self, siginfo_t, sock_filter, sock_fprog};
use nix::sys::prctl::set_no_new_privs;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

/// Has `handler` called for `signal`; calls that it interrupts are not restarted.
#[expect(unsafe_code, reason = "a signal handler may break what it interrupts")]
pub(crate) fn on_signal(signal: Signal, handler: SigHandler) {
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: a handler may do only what is async-signal-safe. Those of these probes run at
    // a system call of the library, not in the middle of malloc(3), or call exit(3), which
    // is what is tested.
    unsafe { sigaction(signal, &action) }.expect("a signal that can be handled");
}

/// From now on the kernel answers `errno` to `call` of this thread and of what it starts.
pub(crate) fn forbid(call: c_long, errno: Errno) {
    let answer = libc::SECCOMP_RET_ERRNO | (errno as u32 & libc::SECCOMP_RET_DATA);
    filter(&[
        load(NUMBER),
        skip_unless(call, 1),
        answer_with(answer),
        answer_with(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// Marks, as its sixth argument, a call that [`trap`] lets through. No call that is trapped
/// here has six.
#[cfg(target_arch = "x86_64")]
const LET_THROUGH: c_long = 0x6c65_7421;

/// From now on `handler` is called in place of `call` of this thread.
#[cfg(target_arch = "x86_64")]
pub(crate) fn trap(
    call: c_long,
    handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void),
) {
    on_signal(Signal::SIGSYS, SigHandler::SigAction(handler));
    filter(&[
        load(NUMBER),
        skip_unless(call, 3),
        load(SIXTH_ARGUMENT),
        skip_unless(LET_THROUGH, 1),
        answer_with(libc::SECCOMP_RET_ALLOW),
        // The two skips end here, one at each.
        load(NUMBER),
        skip_unless(call, 1),
        answer_with(libc::SECCOMP_RET_TRAP),
        answer_with(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// In the handler of a [`trap`]: makes the call that it is called in place of.
///
/// `context` is what the handler was given.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "the registers of a signal's context are pointers")]
pub(crate) fn make_the_call(context: *mut c_void) {
    let context = context.cast::<libc::ucontext_t>();
    // SAFETY: the kernel gives a handler with SA_SIGINFO its own record, which nobody else
    // reads or writes before the handler returns.
    let registers = unsafe { &mut (*context).uc_mcontext.gregs };
    let argument = |register: c_int| registers[register.cast_unsigned() as usize];
    // SAFETY: these are the number and the arguments of a call that the library has just
    // made; the sixth, which this call does not have, is read by the filter alone.
    let ret = unsafe {
        libc::syscall(
            argument(libc::REG_RAX),
            argument(libc::REG_RDI),
            argument(libc::REG_RSI),
            argument(libc::REG_RDX),
            argument(libc::REG_R10),
            argument(libc::REG_R8),
            LET_THROUGH,
        )
    };
    let ret = if ret == -1 { -i64::from(Errno::last_raw()) } else { ret };
    registers[libc::REG_RAX.cast_unsigned() as usize] = ret;
}

/// Where `seccomp_data` has the number of the call, and its sixth argument.
const NUMBER: u32 = 0;
#[cfg(target_arch = "x86_64")]
const SIXTH_ARGUMENT: u32 = 16 + 5 * 8;

fn load(offset: u32) -> sock_filter {
    statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset)
}

fn answer_with(answer: u32) -> sock_filter {
    statement(libc::BPF_RET | libc::BPF_K, answer)
}

/// Skips `count` statements unless `value` was loaded.
fn skip_unless(value: c_long, count: u8) -> sock_filter {
    let value = u32::try_from(value).expect("a number of a call");
    let test = statement(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, value);
    sock_filter { jf: count, ..test }
}

fn statement(code: u32, k: u32) -> sock_filter {
    let code = u16::try_from(code).expect("a code has 16 bits");
    sock_filter { code, jt: 0, jf: 0, k }
}

#[expect(unsafe_code, reason = "nix has no filters")]
fn filter(program: &[sock_filter]) {
    set_no_new_privs().expect("Linux 3.5");
    let program = sock_fprog {
        len: u16::try_from(program.len()).expect("a short program"),
        filter: program.as_ptr().cast_mut(),
    };
    // SAFETY: the kernel reads the program, of that length, before the call returns.
    let ret = unsafe {
        libc::prctl(
            libc::PR_SET_SECCOMP,
            libc::SECCOMP_MODE_FILTER,
            &raw const program,
        )
    };
    Errno::result(ret).expect("a kernel with seccomp filters");
}

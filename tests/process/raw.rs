//! Calls into libc that nix has no safe wrapper for.

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

/// Has `handler` called for `signal`; calls that it interrupts are not restarted.
#[expect(unsafe_code, reason = "a signal handler may break what it interrupts")]
pub(crate) fn on_signal(signal: Signal, handler: SigHandler) {
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: a handler may do only what is async-signal-safe. Those of the probes touch
    // an atomic integer and nothing else; `SigIgn` and `SigDfl` run no code.
    unsafe { sigaction(signal, &action) }.expect("a signal that can be handled");
}

/// Sends the signal of that number to this process.
#[expect(unsafe_code, reason = "nix has no name for a real-time signal")]
pub(crate) fn raise(signal: i32) {
    // SAFETY: raise takes an integer, and its signal runs no handler here.
    let ret = unsafe { libc::raise(signal) };
    assert_eq!(ret, 0, "{signal} is no signal");
}

/// Has `handler` called when the process ends by exit(3).
#[expect(unsafe_code, reason = "std has no exit handlers")]
pub(crate) fn at_exit(handler: extern "C" fn()) {
    // SAFETY: atexit wants a function that can be called until the process ends and does
    // not unwind: a function item of this program is, and `extern "C"` does not.
    let ret = unsafe { libc::atexit(handler) };
    assert_eq!(ret, 0, "no memory for one more exit handler");
}

/// Python's `os._exit`.
#[expect(unsafe_code, reason = "std::process::exit runs exit handlers")]
pub(crate) fn exit_now(code: i32) -> ! {
    // SAFETY: _exit has no condition, and does not come back.
    unsafe { libc::_exit(code) }
}

//! The first and last steps of a child.
//!
//! A child starts in a copy of its parent's frames and must never get back to them: it
//! does not return, it does not unwind, it ends by _exit(2). `BaseProcess._bootstrap` of
//! `CPython`'s `Lib/multiprocessing/process.py`.

use std::convert::Infallible;
use std::io::{self, Stdout};
use std::panic::{self, AssertUnwindSafe};
use std::process;
use std::sync::Arc;
use std::thread;

use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use super::end::{self, leave};
use super::log::Level;
use super::owner::Owner;
use super::record::Record;
use super::{family, panics, stdin, sys};

/// What [`exit`] unwinds with.
struct Exit(i32);

/// Ends this process with `code`, of which the system keeps the low 8 bits: `sys.exit`.
///
/// In a child it unwinds, so that destructors run on the way, then the child's own
/// children are waited for. In main it is [`std::process::exit`], after which the children
/// are waited for all the same. While the thread is unwinding already, or in a program
/// that was built with `panic = "abort"`, a child ends without running destructors.
///
/// A signal handler cannot unwind, so it calls [`std::process::exit`] itself: see
/// [what it may call](super#signal-handlers).
///
/// ```
/// use process_workbook::{Process, Result, exit};
///
/// fn main() -> Result<()> {
///     let mut process = Process::new(|| exit(42));
///     process.start()?;
///     assert_eq!(process.join()?, 42);
///     Ok(())
/// }
/// ```
pub fn exit(code: i32) -> ! {
    if !family::in_child() {
        #[expect(clippy::exit, reason = "this is the way out that it asks for")]
        process::exit(code);
    }
    if thread::panicking() || cfg!(panic = "abort") {
        leave(code, io::stdout());
    }
    panic::resume_unwind(Box::new(Exit(code)))
}

/// The whole life of a child, from its side of the fork.
///
/// `daemon` is the record's, and `stdout` the parent's: to lock the state here would copy a
/// page, and to ask for stdout would map one of std's.
#[inline]
// ANCHOR: live
pub(super) fn live(
    record: Arc<Record>,
    daemon: bool,
    stdout: Stdout,
    run: impl FnOnce(),
) -> Infallible {
    if daemon {
        die_with(record.creator);
    }
    family::become_child(record);
    stdin::replace();
    end::log_line(Level::Info, format_args!("child process calling self.run()"));
    let code = match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(()) => 0,
        Err(payload) => {
            // Leaked: a payload may panic when it is dropped.
            let payload = Box::leak(payload);
            payload.downcast_ref().map_or_else(fail, |Exit(code)| *code)
        }
    };
    leave(code, stdout)
}
// ANCHOR_END: live

/// The exit code of a panic that was not caught before.
#[cold]
fn fail() -> i32 {
    panics::say_whose();
    1
}

// ANCHOR: die_with
/// Has the kernel terminate this child when its parent ends without having done it.
fn die_with(parent: Option<Owner>) {
    // Refused, a daemon outlives a parent that is killed, as it does in CPython.
    let _ = set_pdeathsig(Signal::SIGTERM);
    // From a PID namespace of its own a child does not see its parent's pid: the signal
    // comes all the same, unless the parent has ended before this line.
    let is_orphan = parent.is_some_and(|parent| parent.pid != Pid::parent());
    if is_orphan && sys::sees_parent() {
        // It was killed before the kernel knew.
        sys::exit_now(1);
    }
}
// ANCHOR_END: die_with

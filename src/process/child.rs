//! The first and last steps of a child.
//!
//! A child starts in a copy of its parent's frames and must never get back to them: it
//! does not return, it does not unwind, it ends by _exit(2). `BaseProcess._bootstrap` of
//! `CPython`'s `Lib/multiprocessing/process.py`.

use std::convert::Infallible;
use std::fmt::Debug;
use std::io::{self, IsTerminal, Stdout, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process;
use std::sync::{Arc, Once};
use std::thread;

use colored::Colorize;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use super::log::{self, Level};
use super::record::Record;
use super::report::{self, Report};
use super::{family, stdin, sys};

/// What [`exit`] unwinds with.
struct Exit(i32);

/// Ends this process with `code`, of which the system keeps the low 8 bits: `sys.exit`.
///
/// In a child it unwinds, so that destructors run on the way, then the child's own
/// children are waited for. In main it is [`std::process::exit`], after which the children
/// are waited for all the same. While the thread is unwinding already, or in a program
/// that was built with `panic = "abort"`, a child ends without running destructors.
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
    log::line(Level::Info, format_args!("child process calling self.run()"));
    let code = match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(()) => 0,
        Err(payload) => {
            // Leaked: a payload may panic when it is dropped.
            let payload = Box::leak(payload);
            payload.downcast_ref().map_or(1, |Exit(code)| *code)
        }
    };
    leave(code, stdout)
}
// ANCHOR_END: live

// ANCHOR: die_with
/// Has the kernel terminate this child when its parent ends without having done it.
fn die_with(parent: Option<Pid>) {
    // Refused, a daemon outlives a parent that is killed, as it does in CPython.
    let _ = set_pdeathsig(Signal::SIGTERM);
    if parent != Some(Pid::parent()) {
        // It was killed before the kernel knew.
        sys::exit_now(1);
    }
}
// ANCHOR_END: die_with

// ANCHOR: leave
/// The last steps: this child's own children, its buffered output, `_exit`.
#[inline]
fn leave(code: i32, mut stdout: Stdout) -> ! {
    family::finish();
    log::line(Level::Info, format_args!("process exiting with exitcode {code}"));
    let code = if stdout.flush().is_ok() { code } else { 1 };
    report::write_down(&Report::Exit { code: code & 0xff });
    sys::exit_now(code)
}
// ANCHOR_END: leave

// ANCHOR: panics
/// Has every panic of a child headed by the line `Process NAME:`.
///
/// It hooks in before the first fork, and keeps the hook that was there, so that a child
/// has nothing to do for it.
pub(super) fn head_panics() {
    static HOOK: Once = Once::new();
    // A panicking thread may not change the hook; the next start will.
    if !thread::panicking() {
        HOOK.call_once(|| {
            let previous = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                if family::in_child() {
                    print_error(&header());
                }
                previous(info);
            }));
        });
    }
}
// ANCHOR_END: panics

/// Says on stderr that the current process fails with `error`.
pub(super) fn report(error: &dyn Debug) {
    let header = if family::in_child() { header() } else { String::new() };
    print_error(&format!("{header}Error: {error:?}\n"));
}

/// `Process NAME:`, with the name of this moment; red on a terminal.
fn header() -> String {
    let header = format!("Process {}:", family::current_name());
    if io::stderr().is_terminal() {
        format!("{}\n", header.red().bold())
    } else {
        format!("{header}\n")
    }
}

fn print_error(text: &str) {
    // There is nowhere to say that stderr is gone.
    let _ = io::stderr().write_all(text.as_bytes());
}

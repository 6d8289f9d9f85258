//! The end of a process, main or child: its children come first.
//!
//! `_exit_function` of `CPython`'s `Lib/multiprocessing/util.py`. A child calls [`finish`]
//! itself before its `_exit`; main, and a child that leaves by exit(3), by an exit handler.

use std::fmt;
use std::io::{Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::Signal;

use super::error::{Error, Result};
use super::log::{self, Level};
use super::record::{Life, Record};
use super::report::{self, Report};
use super::{family, lock, sys};

/// From now on this process and its later children say on stderr what they do, one line
/// at a time: `[INFO/Process-1] child process calling self.run()`.
///
/// `CPython`'s `multiprocessing.log_to_stderr`. Called again, it changes the level.
pub fn log_to_stderr(level: Level) {
    log::set_level(level);
    // Without room for an exit handler the last lines of main are missing; a later start
    // says so.
    let _ = finish_at_exit();
}

/// Logs `message` in the name of the current process.
#[inline]
pub(super) fn log_line(level: Level, message: fmt::Arguments<'_>) {
    if log::is_on() {
        log::line(level, &family::current_name(), message);
    }
}

// ANCHOR: at_exit
/// Has [`finish`] called at the end of main, and of a child that leaves by exit(3).
///
/// # Errors
///
/// [`Error::Os`] when there is no memory for one more exit handler.
pub(super) fn finish_at_exit() -> Result<()> {
    extern "C" fn handler() {
        // A signal handler has called exit(3) in the middle of a call of this library. What
        // is known of the children may be half changed, and its lock is never given back.
        if !lock::is_held() {
            finish();
        }
    }
    static REGISTERED: AtomicBool = AtomicBool::new(false);
    if !REGISTERED.load(Ordering::Relaxed)
        && !REGISTERED.swap(true, Ordering::Relaxed)
        && let Err(error) = sys::at_exit(handler)
    {
        REGISTERED.store(false, Ordering::Relaxed);
        return Err(Error::os("atexit")(error));
    }
    Ok(())
}
// ANCHOR_END: at_exit

fn log_call(call: &str, child: &Record) {
    if log::is_on() {
        log_line(Level::Info, format_args!("calling {call} {}", child.name()));
    }
}

/// The daemons of this process are terminated, then all its children are joined.
///
/// Most children have nothing to do here. They are spared the page that the rest is on.
#[inline]
pub(super) fn finish() {
    if log::is_on() || !family::is_childless() {
        finish_with_children();
    }
}

// ANCHOR: finish
fn finish_with_children() {
    log_line(Level::Info, format_args!("process shutting down"));
    log_line(
        Level::Debug,
        format_args!("running all \"atexit\" finalizers with priority >= 0"),
    );
    // Neither copied nor dropped: a signal handler may have called exit(3) in the middle of
    // malloc(3), and what needs no memory works there too.
    let children = ManuallyDrop::new(family::take_children());
    let children = || children.iter().map(|(_, child)| child);
    let is_running = |child: &&Arc<Record>| !child.has_ended();
    for child in children().filter(|child| child.state().daemon).filter(is_running) {
        log_call("terminate() for daemon", child);
        // It has ended meanwhile, or it is joined below.
        let _ = child.signal(Signal::SIGTERM);
    }
    // Those that have ended by now are not joined: S-101.
    children().for_each(|child| drop(child.poll()));
    let is_started =
        |child: &&Arc<Record>| matches!(child.life(), Life::Started { .. });
    for child in children().filter(is_started) {
        log_call("join() for process", child);
        // Reaped by somebody else: ended all the same.
        let _ = child.await_end();
        let _ = child.poll();
    }
    family::tell_of_the_ended(&[]);
    log_line(
        Level::Debug,
        format_args!("running the remaining \"atexit\" finalizers"),
    );
}
// ANCHOR_END: finish

// ANCHOR: leave
/// The last steps of a child: its own children, its buffered output, `_exit`.
#[inline]
pub(super) fn leave(code: i32, mut stdout: Stdout) -> ! {
    finish();
    log_line(Level::Info, format_args!("process exiting with exitcode {code}"));
    let code = if stdout.flush().is_ok() { code } else { 1 };
    report::write_down(&Report::Exit { code: code & 0xff });
    sys::exit_now(code)
}
// ANCHOR_END: leave

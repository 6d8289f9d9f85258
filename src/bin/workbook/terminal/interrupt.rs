//! Signals in the middle: the end comes to all that was started, and the terminal is as it
//! was before.

use std::io::{self, IsTerminal};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;

use anyhow::{Context, Result};
use process_workbook::record::Group;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;

use super::{keyboard, progress};
use crate::words::words;

/// The programs that run, each with a number of its own.
static RUNNING: Mutex<Vec<(u64, Group)>> = Mutex::new(Vec::new());

/// Held together by all who start a program, and alone by the end.
static STARTS: RwLock<()> = RwLock::new(());

/// Has Ctrl-C, Ctrl-\, a hang-up and a polite kill end all programs, and then this one.
/// After Ctrl-Z and `fg` keys come without Enter again.
pub(crate) fn prepare() -> Result<()> {
    let signals = Signals::new([SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGCONT]);
    let mut signals = signals.context(words!("cannot handle Ctrl-C"))?;
    let listen = move || {
        for signal in &mut signals {
            match signal {
                SIGCONT => keyboard::resume(),
                SIGINT if stop_politely() => {}
                _ => end_by(signal),
            }
        }
    };
    thread::Builder::new().spawn(listen).context(words!("cannot handle Ctrl-C"))?;
    Ok(())
}

#[expect(clippy::exit, reason = "that is what a signal is for")]
fn end_by(signal: i32) -> ! {
    // Kept until the end: meanwhile nobody starts a program, or tells how one ended.
    let _nobody_starts = STARTS.write().unwrap_or_else(PoisonError::into_inner);
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.iter().for_each(|(_, group)| group.kill());
    keyboard::restore();
    let _nothing_is_shown = progress::clear();
    if io::stderr().is_terminal() {
        eprintln!(); // The terminal has written ^C.
    }
    // As a shell says that a signal has ended a program.
    process::exit(128 + signal)
}

/// Has the first Ctrl-C ask for a stop, so that what was found is told; the second one is as
/// ever.
pub(crate) fn stoppable() -> Stop {
    *stop() = Some(false);
    Stop
}

/// Until this is dropped Ctrl-C asks for a stop.
pub(crate) struct Stop;

/// Whether Ctrl-C has asked for it.
pub(crate) fn is_stop_asked() -> bool {
    *stop() == Some(true)
}

impl Drop for Stop {
    fn drop(&mut self) {
        *stop() = None;
    }
}

/// Whether a stop is asked for; nothing when nobody would listen.
fn stop() -> MutexGuard<'static, Option<bool>> {
    static STOP: Mutex<Option<bool>> = Mutex::new(None);
    STOP.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether somebody stops now for that.
fn stop_politely() -> bool {
    let mut stop = stop();
    let listens = *stop == Some(false);
    if listens {
        *stop = Some(true);
    }
    listens
}

/// Kills the programs that run, and goes on: somebody has seen enough.
pub(crate) fn kill_programs() {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.iter().for_each(|(_, group)| group.kill());
}

/// Waits for the end that a signal has just asked for.
pub(crate) fn end() -> ! {
    loop {
        thread::park();
    }
}

/// Starts a program, and has its `group` killed at an end of this process until the guard is
/// dropped.
pub(crate) fn guarded<Running, G: Into<Group>>(
    spawn: impl FnOnce() -> io::Result<Running>,
    group: impl FnOnce(&Running) -> G,
) -> io::Result<(Running, Guard)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // No signal finds it started and not in the list.
    let _no_end = STARTS.read().unwrap_or_else(PoisonError::into_inner);
    let running = spawn()?;
    let group = group(&running).into();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut all = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    all.push((number, group));
    Ok((running, Guard(number)))
}

pub(crate) struct Guard(u64);

impl Drop for Guard {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|(number, _)| *number != self.0);
    }
}

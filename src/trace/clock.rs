//! The clocks of the traced program, one for each thread: it moves when the thread sleeps, and
//! a little whenever the thread looks at it.
//!
//! A sleep ends when it is let go, and a time-out is up when it is let go. Nobody waits for
//! either. But a program that asks for the time afterwards must see that the time has passed,
//! because otherwise `while time.monotonic() < deadline` never ends. So the tracer has clocks
//! of its own and answers from them. How long the tracer or the machine took is not on them, so
//! that the same choices make the same run; that a clock moves by [`TICK`] when it is looked at
//! ends a loop that only looks.
//!
//! What a clock shows depends only on what happened before the look: a thread begins with the
//! time of the thread that started it, and an operation that comes after another thread's, by
//! an edge of the execution, is not earlier than that one was (Lamport's rule for clocks). So
//! two operations that nothing orders can be swapped, and no thread sees another time.
//!
//! A program asks for the time in the vDSO, vdso(7), where no system call is seen; so the
//! program is not told where the vDSO is: its entry in the auxiliary vector, getauxval(3), is
//! overwritten before the program's first instruction, and it makes system calls instead.

use std::time::Duration;

use nix::libc;
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;

use super::arch::{Entry, Registers};
use super::calls::Call;
use super::execution::Point;
use super::memory;

/// About as long as it takes to look.
const TICK: Duration = Duration::from_micros(10);

/// The clocks that count time. Others count what a processor did, and the kernel answers.
const CLOCKS: [i32; 7] = [
    libc::CLOCK_REALTIME,
    libc::CLOCK_MONOTONIC,
    libc::CLOCK_MONOTONIC_RAW,
    libc::CLOCK_REALTIME_COARSE,
    libc::CLOCK_MONOTONIC_COARSE,
    libc::CLOCK_BOOTTIME,
    libc::CLOCK_TAI,
];

/// The clocks of a traced program.
#[derive(Debug)]
pub(super) struct Clock {
    /// What each of [`CLOCKS`] showed when the program was started.
    start: [Option<Duration>; CLOCKS.len()],
    /// Of each thread: what its clock shows, and what it showed after each of its operations.
    threads: Vec<(Duration, Vec<Duration>)>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let time =
            |id| clock_gettime(ClockId::from_raw(id)).ok().map(Duration::from);
        Self { start: CLOCKS.map(time), threads: vec![(Duration::ZERO, Vec::new())] }
    }

    /// Thread `starter` starts the next thread.
    pub(super) fn start_thread(&mut self, starter: usize) {
        self.threads.push((self.now(starter), Vec::new()));
    }

    /// How long the program has run, by the clock of `thread`.
    pub(super) fn now(&self, thread: usize) -> Duration {
        self.threads[thread].0
    }

    /// It is at least `due` now for `thread`.
    pub(super) fn advance_to(&mut self, thread: usize, due: Duration) {
        let now = &mut self.threads[thread].0;
        *now = (*now).max(due);
    }

    /// `thread` has done an operation.
    pub(super) fn note(&mut self, thread: usize) {
        let now = self.now(thread);
        self.threads[thread].1.push(now);
    }

    /// What `thread` does now comes after the operation at `earlier`.
    pub(super) fn come_after(&mut self, thread: usize, earlier: Point) {
        if let Some(time) = self.threads[earlier.actor].1.get(earlier.index) {
            self.advance_to(thread, *time);
        }
    }

    /// How long it is until `moment` of clock `id`, by the clock of `thread`.
    pub(super) fn until(
        &self,
        thread: usize,
        id: i32,
        moment: Duration,
    ) -> Duration {
        moment.saturating_sub(self.read(thread, id).unwrap_or_default())
    }

    /// What clock `id` shows to `thread`.
    fn read(&self, thread: usize, id: i32) -> Option<Duration> {
        let place = CLOCKS.iter().position(|clock| *clock == id)?;
        self.start[place]?.checked_add(self.now(thread))
    }

    /// Answers a call that asks for the time; `None` when the kernel's own answer is right.
    pub(super) fn answer(
        &mut self,
        thread: usize,
        tid: Pid,
        call: Call,
        entry: &Entry,
    ) -> Option<i64> {
        let (id, place) = match call {
            Call::ClockTime => (entry.int(0), entry.word(1)),
            _ => (libc::CLOCK_REALTIME, entry.word(0)),
        };
        self.threads[thread].0 += TICK;
        let time = self.read(thread, id)?;
        let seconds = i64::try_from(time.as_secs()).ok()?;
        let part = match call {
            Call::Time if place == 0 => return Some(seconds),
            Call::Time => None,
            Call::TimeOfDay if place == 0 => return None,
            Call::TimeOfDay => Some(i64::from(time.subsec_micros())),
            _ => Some(i64::from(time.subsec_nanos())),
        };
        let mut bytes = seconds.to_ne_bytes().to_vec();
        bytes.extend(part.into_iter().flat_map(i64::to_ne_bytes));
        memory::write(tid, place, &bytes)?;
        Some(if call == Call::Time { seconds } else { 0 })
    }
}

/// Hides the vDSO from a program that is about to make its first step: its stack holds the
/// number of arguments, the arguments, a null, the environment, a null, and the auxiliary
/// vector.
pub(super) fn hide_vdso(tid: Pid) -> Option<()> {
    const WORD: usize = size_of::<usize>();
    /// An entry that says nothing. elf.h.
    const AT_IGNORE: usize = 1;
    const AT_SYSINFO_EHDR: usize = 33;
    let stack = usize::try_from(Registers::of(tid).ok()?.stack()).ok()?;
    let mut place = stack + WORD * (memory::words(tid, stack, 1)?[0] + 2);
    // The environment may be long.
    loop {
        let pieces = memory::words(tid, place, 1)?;
        place += WORD;
        if pieces[0] == 0 {
            break;
        }
    }
    loop {
        match memory::words(tid, place, 2)?[0] {
            0 => return Some(()),
            AT_SYSINFO_EHDR => {
                return memory::write(tid, place, &AT_IGNORE.to_ne_bytes());
            }
            _ => place += 2 * WORD,
        }
    }
}

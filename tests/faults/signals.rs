//! Signals at 1 kHz, to every process of the family, whatever it is doing.

use std::cell::Cell;
use std::io::{PipeReader, PipeWriter, pipe};
use std::os::fd::AsFd;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nix::errno::Errno;
use nix::libc::c_int;
use nix::poll::{PollFd, PollFlags, poll};
use nix::sys::signal::{
    SaFlags, SigAction, SigHandler, SigSet, Signal, killpg, sigaction,
};
use nix::unistd::{getpgrp, getpid, pause};
use process_workbook::{Process, exit, wait};

use crate::started;
use crate::support::probe::{Probe, Seen};

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside(
        "signals_during_start_and_join_lose_nobody",
        signals_during_start_and_join_lose_nobody,
    ),
    Probe::inside(
        "signals_do_not_lengthen_a_timeout",
        signals_do_not_lengthen_a_timeout,
    ),
    Probe::outside(
        "signals_during_the_end_of_main_lose_nobody",
        signals_during_the_end_of_main_lose_nobody,
        check_that_all_have_ended,
    ),
];

/// How many signals this process has handled.
static HANDLED: AtomicUsize = AtomicUsize::new(0);

fn signals_during_start_and_join_lose_nobody() {
    let metronome = Metronome::start();
    let mut number: usize = 0;
    while number < 1_000 || HANDLED.load(Ordering::Relaxed) < 200 {
        // A child of ten signals and nine short ones; each third is joined in another way.
        let batch: Vec<_> = (number..number + 10)
            .map(|number| {
                let code = i32::try_from(number % 256).expect("a byte");
                let process = started(move || {
                    if number.is_multiple_of(10) {
                        handle_signals(3);
                    }
                    exit(code);
                });
                (number, code, process)
            })
            .collect();
        for (number, code, process) in &batch {
            let joined = match number % 3 {
                0 => process.join().map(Some),
                1 => process.join_timeout(Duration::from_mins(1)),
                _ => {
                    assert_eq!(wait(&[process], None).expect("wait"), [0]);
                    assert!(!process.is_alive().expect("is_alive"));
                    Ok(process.exitcode())
                }
            };
            assert_eq!(joined.expect("join"), Some(*code), "child {number}"); // S-027
        }
        number += batch.len();
    }
    metronome.stop();
}

fn signals_do_not_lengthen_a_timeout() {
    let metronome = Metronome::start();
    let (gate, opener) = pipe().expect("a pipe");
    let held = Rc::new(Cell::new(Some(opener)));
    let process = started({
        let held = Rc::clone(&held);
        move || {
            drop(held.take());
            crate::wait_at(&gate);
        }
    });
    // Begun anew after each signal, neither would end.
    let timeout = Duration::from_millis(50);
    assert_eq!(process.join_timeout(timeout).expect("join"), None);
    assert_eq!(wait(&[&process], Some(timeout)).expect("wait"), [0; 0]);
    drop(held.take());
    assert_eq!(process.join().expect("join"), 0);
    metronome.stop();
}

fn signals_during_the_end_of_main_lose_nobody() {
    let metronome = Metronome::start();
    for number in 0..50 {
        started(move || {
            handle_signals(3);
            println!("child {number}");
            // Its own end waits for this one.
            started(move || {
                handle_signals(3);
                println!("grandchild {number}");
            });
        });
    }
    // It goes on until the last of the children, which hold its pipe too, has ended.
    drop(metronome);
}

#[track_caller]
fn check_that_all_have_ended(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stdout.lines().count(), 100, "{}", seen.stdout);
    for number in 0..50 {
        for who in ["child", "grandchild"] {
            let line = format!("{who} {number}");
            assert!(seen.stdout.lines().any(|seen| seen == line), "no {line}");
        }
    }
}

/// Goes on until this process has handled `count` more signals.
fn handle_signals(count: usize) {
    let end = HANDLED.load(Ordering::Relaxed) + count;
    while HANDLED.load(Ordering::Relaxed) < end {
        // One that came just before is missed; the next comes soon.
        pause();
    }
}

/// A process that sends `SIGUSR1` to the whole process group 1,000 times a second.
///
/// It ends when no other process holds its pipe: after a drop, when this process and the
/// children that were started under it have ended.
struct Metronome {
    process: Process,
    held: Rc<Cell<Option<PipeWriter>>>,
}

impl Metronome {
    fn start() -> Self {
        assert_eq!(getpgrp(), getpid(), "the runner gives a probe its own group");
        count_signals();
        let (others, holder) = pipe().expect("a pipe");
        let held = Rc::new(Cell::new(Some(holder)));
        let process = started({
            let held = Rc::clone(&held);
            move || {
                drop(held.take());
                send_signals_until_the_end_of(&others);
            }
        });
        Self { process, held }
    }

    fn stop(self) {
        drop(self.held.take());
        assert_eq!(self.process.join().expect("join"), 0);
    }
}

fn send_signals_until_the_end_of(others: &PipeReader) {
    loop {
        let mut others = [PollFd::new(others.as_fd(), PollFlags::POLLIN)];
        match poll(&mut others, 1_u8) {
            Ok(0) => killpg(getpgrp(), Signal::SIGUSR1).expect("kill"),
            Err(Errno::EINTR) => {}
            ended => return assert_eq!(ended, Ok(1)),
        }
    }
}

#[expect(
    unsafe_code,
    reason = "a signal handler is a contract with the whole process"
)]
fn count_signals() {
    extern "C" fn count(_: c_int) {
        HANDLED.fetch_add(1, Ordering::Relaxed);
    }
    // Without SA_RESTART, so that every blocking call is interrupted.
    let action = SigAction::new(
        SigHandler::Handler(count),
        SaFlags::empty(),
        SigSet::empty(),
    );
    // SAFETY: sigaction asks that the handler does only what is async-signal-safe, which
    // adding to an atomic is, and that nothing relies on the action that it replaces:
    // nobody else in this program uses SIGUSR1.
    unsafe { sigaction(Signal::SIGUSR1, &action) }.expect("SIGUSR1 can be handled");
}

//! The look at a child and what follows from it are one step, whoever reaps meanwhile.
//!
//! Each probe holds a system call of one thread until another thread has done its best to
//! reap the child, or waits for a lock. So no luck is needed to be in time.

use std::env;
use std::ffi::{c_int, c_long, c_void};
use std::fs;
use std::io::{Write, pipe};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

use nix::libc::{self, siginfo_t};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::{Pid, gettid};
use process_workbook::{Process, active_children, exit, wait};

use crate::support::probe::Probe;
use crate::{raw, started, succeeded_or_said_why_not, wait_at};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "nobody_reaps_between_the_look_and_a_sentinel",
        // F-41
        || {
            while_another_reaps(libc::SYS_pidfd_open, |child| {
                let sentinel = child.sentinel().map(drop);
                sentinel.expect("it is opened before the child is reaped");
            });
        },
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "nobody_reaps_between_the_look_and_a_join_with_a_timeout",
        // F-41
        || {
            while_another_reaps(libc::SYS_pidfd_open, |child| {
                assert_eq!(child.join_timeout(LONG).expect("join"), Some(7));
            });
        },
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "nobody_reaps_between_the_look_and_a_wait",
        // F-41
        || {
            while_another_reaps(libc::SYS_pidfd_open, |child| {
                assert_eq!(wait(&[child], Some(LONG)).expect("wait"), [0]);
            });
        },
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "nobody_reaps_in_the_middle_of_debug",
        // F-42
        || {
            while_another_reaps(libc::SYS_waitid, |child| {
                assert_eq!(format!("{child:?}"), "<Process(Process-1, stopped[7])>");
            });
        },
        succeeded_or_said_why_not,
    ),
    Probe::outside(
        "nobody_reaps_between_the_look_and_a_signal",
        // F-27, F-43
        || {
            while_another_reaps(libc::SYS_kill, |child| {
                child.terminate().expect("it is not reaped");
            });
        },
        succeeded_or_said_why_not,
    ),
    Probe::inside("threads_that_ask_at_once_are_told_the_same", told_the_same),
];

const LONG: Duration = Duration::from_mins(1);

/// The thread that reaps may go on, and is done.
static MAY_REAP: AtomicBool = AtomicBool::new(false);
static HAS_REAPED: AtomicBool = AtomicBool::new(false);
static REAPER: AtomicI32 = AtomicI32::new(0);
/// Whether the child was reaped when the call was made that was held.
static WAS_LATE: AtomicBool = AtomicBool::new(false);
static WAS_HELD: AtomicBool = AtomicBool::new(false);

#[cfg(not(target_arch = "x86_64"))]
fn while_another_reaps(_: c_long, _: fn(&Process)) {
    println!("SKIPPED: the registers of a held call are known for x86-64 only");
}

/// Has one thread `ask` a child that runs, and holds its first `call` until the child has
/// ended and another thread has reaped it, or waits for a lock to do so.
#[cfg(target_arch = "x86_64")]
fn while_another_reaps(call: c_long, ask: fn(&Process)) {
    let (gate, mut opener) = pipe().expect("a pipe");
    let child = started(move || {
        wait_at(&gate);
        exit(7);
    });
    thread::scope(|scope| {
        scope.spawn(|| {
            let child = active_children().remove(0);
            // Asked for now: what it is a part of may be locked below.
            let pid = child.pid().expect("it was started").cast_signed();
            REAPER.store(gettid().as_raw(), Ordering::Release);
            // Not asleep before it asks for the lock, so that it is known to wait for that.
            while !MAY_REAP.load(Ordering::Acquire) {
                thread::yield_now();
            }
            opener.write_all(&[0]).expect("the child reads it");
            while !has_ended(Pid::from_raw(pid)) {
                thread::yield_now();
            }
            assert!(matches!(child.exitcode(), Some(7 | -15)));
            HAS_REAPED.store(true, Ordering::Release);
        });
        scope.spawn(|| {
            let child = active_children().remove(0);
            while REAPER.load(Ordering::Acquire) == 0 {
                thread::yield_now();
            }
            raw::trap(call, hold);
            ask(&child);
        });
    });
    assert!(WAS_HELD.load(Ordering::Relaxed), "the call was never made");
    assert!(
        !WAS_LATE.load(Ordering::Relaxed),
        "it was about a child that was reaped"
    );
    child.join().expect("join");
}

fn has_ended(pid: Pid) -> bool {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT | WaitPidFlag::WNOHANG;
    waitid(Id::Pid(pid), flags) != Ok(WaitStatus::StillAlive)
}

/// Lets the other thread reap, and makes the call when it has, or waits for a lock.
#[cfg(target_arch = "x86_64")]
extern "C" fn hold(_: c_int, _: *mut siginfo_t, context: *mut c_void) {
    if !WAS_HELD.swap(true, Ordering::Relaxed) {
        MAY_REAP.store(true, Ordering::Release);
        while !HAS_REAPED.load(Ordering::Acquire) && !is_asleep() {
            thread::yield_now();
        }
        WAS_LATE.store(HAS_REAPED.load(Ordering::Acquire), Ordering::Relaxed);
    }
    raw::make_the_call(context);
}

#[cfg(target_arch = "x86_64")]
fn is_asleep() -> bool {
    let path = format!("/proc/self/task/{}/stat", REAPER.load(Ordering::Relaxed));
    let stat = fs::read_to_string(path).expect("procfs");
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    state == Some('S')
}

/// How often; 100,000 times in a long run.
const ROUNDS: &str = "WORKBOOK_THREAD_ROUNDS";

fn told_the_same() {
    let rounds =
        env::var(ROUNDS).map_or(300, |rounds| rounds.parse().expect("a number"));
    for round in 0..rounds {
        let (gate, mut opener) = pipe().expect("a pipe");
        let code = round % 256;
        let child = started(move || {
            wait_at(&gate);
            exit(code);
        });
        let (all, codes) = (Barrier::new(5), Mutex::new(Vec::new()));
        let asker = |ask: fn(&Process) -> i32| {
            let child = active_children().remove(0);
            all.wait();
            let code = ask(&child);
            codes.lock().expect("no thread panics").push(code);
        };
        thread::scope(|scope| {
            let asks = [by_join, by_join_timeout, by_wait, by_looking];
            let threads = asks.map(|ask| scope.spawn(move || asker(ask)));
            all.wait();
            opener.write_all(&[0]).expect("the child reads it");
            if round % 3 == 0 {
                child.terminate().expect("one that has ended is left alone");
            }
            // The end of the scope would wait for the closures only, not for the threads.
            for thread in threads {
                thread.join().expect("no thread panics");
            }
        });
        let codes = codes.into_inner().expect("no thread panics");
        let ended = child.join().expect("join");
        assert!(ended == code || round % 3 == 0 && ended == -15, "{ended}");
        assert_eq!(codes, [ended; 4], "round {round}");
    }
}

fn by_join(child: &Process) -> i32 {
    child.join().expect("join")
}

fn by_join_timeout(child: &Process) -> i32 {
    child.join_timeout(LONG).expect("join").expect("a minute is enough")
}

fn by_wait(child: &Process) -> i32 {
    assert_eq!(wait(&[child], Some(LONG)).expect("wait"), [0]);
    child.exitcode().expect("it has ended")
}

/// Without waiting: each answer is that of a child that runs, or of one that has ended.
fn by_looking(child: &Process) -> i32 {
    loop {
        let text = format!("{child:?}");
        let state = text.strip_prefix("<Process(Process-").expect("its name");
        let (_, state) = state.split_once(", ").expect("its state");
        let is_known = state == "started)>"
            || state.starts_with("stopped") && !state.contains("unknown");
        assert!(is_known, "{text}");
        child.sentinel().map(drop).expect("sentinel");
        if !child.is_alive().expect("a child of ours") {
            return child.exitcode().expect("it has ended");
        }
    }
}

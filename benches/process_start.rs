//! What `Process` adds to fork(2) and waitpid(2): `cargo bench --bench process_start`.
//!
//! Both sides run in turn in one process, which never makes a thread: after the first
//! thread glibc's `fork` takes locks, and both sides become slower. The ratio is what
//! counts; the microseconds are of this machine, today.
#![expect(unsafe_code, reason = "raw fork and _exit are what is compared with")]

use std::time::{Duration, Instant};

use nix::libc;
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};
use process_workbook::Process;

/// Starts and joins in one measurement, and how often each side is measured.
const CHILDREN: u32 = 200;
const ROUNDS: usize = 51;

fn raw() {
    for _ in 0..CHILDREN {
        // SAFETY: this process has one thread, and the child calls only _exit.
        match unsafe { fork() }.expect("fork") {
            ForkResult::Parent { child } => {
                waitpid(child, None).expect("waitpid");
            }
            // SAFETY: _exit has no condition.
            ForkResult::Child => unsafe { libc::_exit(0) },
        }
    }
}

fn empty_closure() {
    for _ in 0..CHILDREN {
        let mut process = Process::new(|| ());
        process.start().expect("start");
        process.join().expect("join");
    }
}

fn capturing_closure() {
    for _ in 0..CHILDREN {
        let captured = [std::hint::black_box(1_u64); 8];
        let mut process = Process::new(move || {
            std::hint::black_box(captured);
        });
        process.start().expect("start");
        process.join().expect("join");
    }
}

fn join_with_timeout() {
    for _ in 0..CHILDREN {
        let mut process = Process::new(|| ());
        process.start().expect("start");
        process.join_timeout(Duration::from_mins(1)).expect("join_timeout");
    }
}

fn main() {
    println!(
        "start + join ÷ raw fork + waitpid, medians of {ROUNDS} rounds in turn"
    );
    let rows: [(&str, fn(), &str); 3] = [
        ("empty closure", empty_closure, "≤ 1.15, with LTO ≤ 1.10"),
        ("capturing 64 bytes", capturing_closure, "≤ 1.20"),
        ("join_timeout", join_with_timeout, "≤ 1.25"),
    ];
    for (name, ours, bar) in rows {
        let (ours, theirs, ratio) = in_turn(ours, raw);
        println!(
            "{name:20} {ratio:5.3}   ({ours:5.1} ÷ {theirs:5.1} µs; bar {bar})"
        );
    }
}

/// Microseconds a child for both sides, and the median of the ratios.
fn in_turn(ours: fn(), theirs: fn()) -> (f64, f64, f64) {
    ours();
    theirs();
    let mut rounds: Vec<_> =
        (0..ROUNDS).map(|_| (time(ours), time(theirs))).collect();
    let mut median = |key: fn(&(f64, f64)) -> f64| {
        rounds.sort_by(|a, b| key(a).total_cmp(&key(b)));
        key(&rounds[ROUNDS / 2])
    };
    (
        median(|round| round.0),
        median(|round| round.1),
        median(|round| round.0 / round.1),
    )
}

fn time(side: fn()) -> f64 {
    let start = Instant::now();
    side();
    start.elapsed().as_secs_f64() * 1e6 / f64::from(CHILDREN)
}

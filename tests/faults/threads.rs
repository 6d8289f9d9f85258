//! Threads beside a fork: refused before it, allowed after it.

use std::io::{self, Read, Write, pipe};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use nix::sched::{CloneFlags, unshare};
use process_workbook::{Error, Outcome, Process, exit, sleep};

use crate::started;
use crate::support::probe::Probe;

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside(
        "a_start_beside_a_thread_is_refused_and_works_once_it_is_joined",
        a_start_beside_a_thread_is_refused_and_works_once_it_is_joined,
    ),
    Probe::inside(
        "threads_that_were_joined_a_moment_ago_refuse_no_start",
        threads_that_were_joined_a_moment_ago_refuse_no_start,
    ),
    Probe::inside(
        "a_child_with_a_thread_has_the_same_choice",
        a_child_with_a_thread_has_the_same_choice,
    ),
    Probe::inside(
        "the_threads_of_a_child_end_with_it",
        the_threads_of_a_child_end_with_it,
    ),
    Probe::inside(
        "a_panic_in_a_thread_of_a_child_is_not_the_childs",
        a_panic_in_a_thread_of_a_child_is_not_the_childs,
    ),
];

const ROUNDS: i32 = 1_000;

fn a_start_beside_a_thread_is_refused_and_works_once_it_is_joined() {
    for round in 0..ROUNDS {
        refused_until_joined(round % 256);
    }
}

fn refused_until_joined(code: i32) {
    let (end, thread) = waiting_thread();
    let mut process = Process::new(move || exit(code));
    let refused = process.start();
    assert!(
        matches!(refused, Err(Error::MultiThreaded { threads: 2 })),
        "{refused:?}"
    );
    crate::assert_never_started(&process);
    drop(end);
    thread.join().expect("it only waits");
    process.start().expect("this is the only thread again");
    assert_eq!(process.join().expect("join"), code);
}

/// A thread that goes on until the sender is dropped.
fn waiting_thread() -> (mpsc::Sender<()>, JoinHandle<()>) {
    let (end, ended) = mpsc::channel();
    let thread = thread::spawn(move || {
        let _ = ended.recv();
    });
    (end, thread)
}

fn threads_that_were_joined_a_moment_ago_refuse_no_start() {
    let mut lingered = 0;
    for _ in 0..ROUNDS {
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| ())).collect();
        for thread in threads {
            thread.join().expect("it does nothing");
        }
        // The kernel has not put them away yet: the quick answer is wrong.
        lingered += i32::from(unshare(CloneFlags::CLONE_THREAD).is_err());
        assert_eq!(started(|| ()).join().expect("join"), 0);
    }
    println!("a joined thread was still there {lingered} times of {ROUNDS}");
}

fn a_child_with_a_thread_has_the_same_choice() {
    assert_eq!(
        started(|| (0..50).for_each(refused_until_joined)).join().expect("join"),
        0
    );
}

fn the_threads_of_a_child_end_with_it() {
    // S-059
    assert_ends(0, || ());
    assert_ends(7, || exit(7));
    assert_ends(1, || panic!("beside threads"));
    assert_ends(1, || Err::<(), _>("beside threads"));
    #[expect(clippy::exit, reason = "the way past the library")]
    assert_ends(8, || std::process::exit(8));
}

/// Fifty children that run `run` beside three threads end with `code`.
#[track_caller]
fn assert_ends<O: Outcome>(code: i32, run: impl FnOnce() -> O + Copy + 'static) {
    let (mut life, alive) = pipe().expect("a pipe");
    let processes: Vec<_> = (0..50)
        .map(|_| {
            started(move || {
                for _ in 0..3 {
                    thread::spawn(|| sleep(60.0));
                }
                run()
            })
        })
        .collect();
    drop(alive);
    for process in &processes {
        assert_eq!(process.join().expect("join"), code);
    }
    assert_eq!(life.read(&mut [0]).expect("a pipe"), 0, "a thread outlives it");
}

fn a_panic_in_a_thread_of_a_child_is_not_the_childs() {
    let process = started(|| {
        let panicked = thread::spawn(|| panic!("in a thread")).join();
        panicked.expect_err("it panicked");
        // An exit there ends the thread, as `sys.exit` does.
        let exited = thread::spawn(|| exit(9)).join();
        exited.expect_err("it was unwound");
        io::stdout().flush().expect("stdout");
        exit(7);
    });
    assert_eq!(process.join().expect("join"), 7);
}

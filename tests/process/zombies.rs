//! Zombies, and who is known to be alive: section H.

use std::fs;
use std::io::{self, Read, Write};
use std::process;
use std::thread;
use std::time::Duration;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;
use process_workbook::{
    Process, active_children, cpu_count, current_process, sleep,
};

use crate::helpers::{Gate, started, state, until_ended};
use crate::support::probe::Probe;

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("a_zombie_stays_one_whatever_is_asked_of_it", stays_a_zombie),
    Probe::inside("these_calls_reap_a_zombie", is_reaped),
    Probe::inside("nobody_handles_sigchld", nobody_handles_sigchld),
    Probe::inside("active_children_are_those_that_run", active_are_running),
    Probe::inside("active_children_are_in_order_of_start", active_are_in_order),
    Probe::inside("cpu_count_disregards_the_affinity", counts_all_processors),
    Probe::inside("main_is_the_main_process", main_is_main),
];

/// A child that has ended and that nobody has asked for since.
fn zombie() -> Process {
    let process = started(|| ());
    until_ended(&process);
    process
}

/// A child that runs until its parent has ended or killed it.
fn sleeper() -> Process {
    let mut process = Process::new(|| sleep(60.0)).with_daemon(true);
    process.start().expect("start");
    process
}

fn pid(process: &Process) -> u32 {
    process.pid().expect("it was started")
}

// S-077
fn stays_a_zombie() {
    type Ask = (&'static str, fn(&Process));
    let asks: [Ask; 9] = [
        ("nothing", |_| ()),
        ("Process::new", |_| drop(Process::new(|| ()))),
        ("terminate", |zombie| zombie.terminate().expect("it was started")),
        ("kill", |zombie| zombie.kill().expect("it was started")),
        ("ident", |zombie| assert_eq!(zombie.ident(), zombie.pid())),
        ("name", |zombie| assert_eq!(zombie.name(), "Process-1")),
        ("daemon", |zombie| assert!(!zombie.daemon())),
        ("sentinel", |zombie| assert!(zombie.sentinel().is_ok())),
        ("wait", until_ended),
    ];
    let zombie = zombie();
    for (call, ask) in asks {
        ask(&zombie);
        assert_eq!(state(pid(&zombie)), Some('Z'), "after {call}");
    }
    // CPython's repr reaps, this one only looks.
    assert_eq!(format!("{zombie:?}"), "<Process(Process-1, stopped)>");
    assert_eq!(state(pid(&zombie)), Some('Z'));
}

// S-078
fn is_reaped() {
    type Ask = (&'static str, fn(&Process));
    let asks: [Ask; 6] = [
        ("start of another", |_| drop(sleeper())),
        ("active_children", |_| drop(active_children())),
        ("is_alive", |zombie| assert!(!zombie.is_alive().expect("a child"))),
        ("join", |zombie| assert_eq!(zombie.join().expect("a child"), 0)),
        ("join_timeout", |zombie| {
            let code = zombie.join_timeout(Duration::ZERO).expect("a child");
            assert_eq!(code, Some(0));
        }),
        ("exitcode", |zombie| assert_eq!(zombie.exitcode(), Some(0))),
    ];
    for (call, ask) in asks {
        let zombie = zombie();
        ask(&zombie);
        assert_eq!(state(pid(&zombie)), None, "after {call}");
        // The exit code is kept.
        assert_eq!(zombie.exitcode(), Some(0), "after {call}");
    }
}

// S-078
fn nobody_handles_sigchld() {
    let handled = || {
        let status = fs::read_to_string("/proc/self/status").expect("procfs");
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        mask.expect("proc(5) lists it").trim().to_owned()
    };
    let before = handled();
    zombie().join().expect("a child");
    assert_eq!(handled(), before);
}

// S-079
fn active_are_running() {
    assert!(active_children().is_empty());

    let constructed = Process::new(|| ());
    let daemon = sleeper();
    let (mut told, mut tell) = io::pipe().expect("a pipe");
    let gate = Gate::new();
    let latch = gate.latch();
    let parent = started(move || {
        let _grandchild = sleeper();
        tell.write_all(b".").expect("main reads it");
        latch.wait();
    });
    told.read_exact(&mut [0]).expect("the parent writes it");
    let ended = zombie();

    let active = active_children();
    let pids: Vec<_> = active.iter().map(pid).collect();
    assert_eq!(pids, [pid(&daemon), pid(&parent)]);
    assert_eq!((constructed.pid(), ended.exitcode()), (None, Some(0)));

    // The list is the caller's own, its members are handles on the same processes.
    gate.open();
    assert_eq!(parent.join().expect("a child"), 0);
    assert_eq!((active.len(), active_children().len()), (2, 1));
    assert_eq!(active[1].exitcode(), Some(0));
}

// S-080
fn active_are_in_order() {
    let started: Vec<_> = (0..6).map(|_| sleeper()).collect();
    let names = || {
        let names = active_children().into_iter().map(|child| child.name());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        names(),
        "Process-1 Process-2 Process-3 Process-4 Process-5 Process-6"
    );
    started[2].kill().expect("it was started");
    started[2].join().expect("a child");
    let _last = sleeper();
    assert_eq!(
        names(),
        "Process-1 Process-2 Process-4 Process-5 Process-6 Process-7"
    );
}

// S-081
fn counts_all_processors() {
    let before = cpu_count();
    let mut first = CpuSet::new();
    let allowed = fs::read_to_string("/proc/self/status").expect("procfs");
    let allowed =
        allowed.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let lowest = allowed.expect("proc(5) lists it").trim();
    let lowest = lowest.split([',', '-']).next().unwrap_or(lowest);
    first.set(lowest.parse().expect("a number")).expect("a processor");
    sched_setaffinity(Pid::from_raw(0), &first).expect("a subset of what it had");

    assert_eq!(cpu_count(), before);
    let available = thread::available_parallelism().expect("Linux tells");
    assert_eq!(available.get(), 1);
}

// S-082
fn main_is_main() {
    let main = current_process();
    assert_eq!(main.name(), "MainProcess");
    assert_eq!(main.ident(), Some(process::id()));
    assert_eq!((main.exitcode(), main.daemon()), (None, false));

    // Each call gives another handle on the one process, in every thread.
    main.set_name("renamed");
    assert_eq!(current_process().name(), "renamed");
    let elsewhere = thread::spawn(|| current_process().name());
    assert_eq!(elsewhere.join().expect("no panic"), "renamed");
}

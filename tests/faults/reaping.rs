//! Children that somebody else reaps, and somebody else's children.

use std::io::{Write, pipe};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{SigHandler, Signal, signal};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::{ForkResult, Pid, fork};
use process_workbook::{
    Error, Process, active_children, exit, parent_process, sleep, wait,
};

use crate::support::probe::{Probe, Seen};
use crate::{started, wait_at};

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside(
        "children_of_a_parent_that_ignores_sigchld_end_without_an_exitcode",
        children_of_a_parent_that_ignores_sigchld_end_without_an_exitcode,
    ),
    Probe::inside(
        "children_that_are_reaped_while_they_are_asked_for_are_lost",
        children_that_are_reaped_while_they_are_asked_for_are_lost,
    ),
    Probe::outside(
        "the_end_of_main_waits_with_sigchld_ignored",
        the_end_of_main_waits_with_sigchld_ignored,
        check_that_main_waited,
    ),
    Probe::inside(
        "children_that_somebody_else_reaped_are_told_from_ours",
        children_that_somebody_else_reaped_are_told_from_ours,
    ),
    Probe::inside(
        "zombies_of_somebody_else_hide_none_of_ours",
        zombies_of_somebody_else_hide_none_of_ours,
    ),
    Probe::outside(
        "a_child_that_nix_forked_leaves_its_siblings_alone",
        a_child_that_nix_forked_leaves_its_siblings_alone,
        Seen::succeeded,
    ),
];

/// Long after any test.
const LONG: Duration = Duration::from_mins(1);

fn children_of_a_parent_that_ignores_sigchld_end_without_an_exitcode() {
    ignore_sigchld();
    let (gate, mut opener) = pipe().expect("a pipe");
    let running = started(move || wait_at(&gate));
    for _ in 0..50 {
        let lost = started(|| exit(7));
        // It ends while another child runs: the wait is for this one alone.
        assert!(matches!(lost.join(), Err(Error::ReapedElsewhere))); // S-028
        assert_lost(&lost);
    }
    let active = active_children();
    assert_eq!(active.len(), 1);
    assert_eq!(active[0].pid(), running.pid());
    assert!(running.is_alive().expect("is_alive"));
    assert_eq!(running.join_timeout(Duration::ZERO).expect("join"), None);

    opener.write_all(&[0]).expect("the child reads it");
    assert_eq!(wait(&[&running], Some(LONG)).expect("wait"), [0]);
    assert_lost(&running);
    assert!(active_children().is_empty());
}

fn children_that_are_reaped_while_they_are_asked_for_are_lost() {
    ignore_sigchld();
    for _ in 0..500 {
        let process = started(|| ());
        // Asked without a pause, it is reaped between any two system calls of a join.
        let joined = loop {
            match process.join_timeout(Duration::from_nanos(1)) {
                Ok(None) => {}
                joined => break joined,
            }
        };
        assert!(matches!(joined, Err(Error::ReapedElsewhere)), "{joined:?}");
        assert_lost(&process);
    }
}

/// All that can be asked of a child whose exit code is lost has an answer.
#[track_caller]
fn assert_lost(process: &Process) {
    assert!(matches!(process.join(), Err(Error::ReapedElsewhere)));
    assert!(matches!(process.join_timeout(LONG), Err(Error::ReapedElsewhere)));
    assert!(!process.is_alive().expect("is_alive"));
    assert_eq!(process.exitcode(), None);
    assert!(process.pid().is_some());
    assert!(format!("{process:?}").ends_with(", stopped[unknown])>"), "{process:?}");
    assert_eq!(wait(&[process], Some(LONG)).expect("wait"), [0]);
    // They reach nobody, whoever has its pid now.
    process.terminate().expect("terminate");
    process.kill().expect("kill");
    let pid = process.pid();
    assert!(active_children().iter().all(|active| active.pid() != pid));
}

fn the_end_of_main_waits_with_sigchld_ignored() {
    ignore_sigchld();
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    for _ in 0..20 {
        let gate = Rc::clone(&gate);
        started(move || {
            wait_at(&gate);
            // Were main gone, or about to go, this would not take its time.
            let main = parent_process().expect("a child has a parent");
            let ended = wait(&[&main], Some(Duration::from_millis(20)));
            println!(
                "{}",
                if ended.expect("wait").is_empty() { "waits" } else { "gone" }
            );
        });
    }
    let mut daemon = Process::new(|| sleep(60.0)).with_daemon(true);
    daemon.start().expect("start");
    opener.write_all(&[0; 20]).expect("children read it");
}

#[track_caller]
fn check_that_main_waited(seen: &Seen) {
    seen.succeeded();
    assert_eq!(seen.stdout, "waits\n".repeat(20));
}

fn children_that_somebody_else_reaped_are_told_from_ours() {
    let processes = ended_together(50);
    for (code, process) in (0..).zip(&processes).step_by(2) {
        let pid = pid_of(process);
        assert_eq!(waitpid(pid, None), Ok(WaitStatus::Exited(pid, code)));
    }
    for (code, process) in (0..).zip(&processes) {
        if code % 2 == 0 {
            assert!(matches!(process.join(), Err(Error::ReapedElsewhere)));
            assert_lost(process);
        } else {
            assert_eq!(process.join().expect("join"), code);
        }
    }
    assert!(active_children().is_empty());
}

fn zombies_of_somebody_else_hide_none_of_ours() {
    // The kernel looks through the children in the order in which they were forked.
    let foreign = Pid::from_raw(
        Command::new("true").spawn().expect("true(1)").id().cast_signed(),
    );
    let forked = fork_a_child_that_ends_with(42);
    await_end(foreign);
    await_end(forked);

    for round in 0..100 {
        let ours = ended_together(3);
        // S-078
        if round % 2 == 0 {
            assert!(active_children().is_empty());
        } else {
            assert_eq!(started(|| ()).join().expect("join"), 0);
        }
        for (code, process) in (0..3).zip(&ours) {
            assert!(is_reaped(pid_of(process)), "child {code} of round {round}");
            assert_eq!(process.join().expect("join"), code);
        }
    }

    assert_eq!(waitpid(foreign, None), Ok(WaitStatus::Exited(foreign, 0)));
    assert_eq!(waitpid(forked, None), Ok(WaitStatus::Exited(forked, 42)));
}

fn a_child_that_nix_forked_leaves_its_siblings_alone() {
    let (gate, mut opener) = pipe().expect("a pipe");
    let mut daemon = Process::new(|| sleep(60.0)).with_daemon(true);
    daemon.start().expect("start");
    let sibling = started(move || wait_at(&gate));

    // It has a copy of what its parent knows, and leaves by exit(3), where a process
    // terminates its daemons and joins its children. These are not its own.
    let forked = fork_a_child_that_ends_with(42);
    assert_eq!(waitpid(forked, None), Ok(WaitStatus::Exited(forked, 42)));
    assert!(daemon.is_alive().expect("is_alive"));
    assert!(sibling.is_alive().expect("is_alive"));

    opener.write_all(&[0]).expect("the child reads it");
    assert_eq!(sibling.join().expect("join"), 0);
    daemon.terminate().expect("terminate");
    assert_eq!(daemon.join().expect("join"), -15);
}

#[expect(
    unsafe_code,
    reason = "what is tested is a fork that the library does not make"
)]
fn fork_a_child_that_ends_with(code: i32) -> Pid {
    // SAFETY: fork asks that a child of a process with several threads calls only
    // async-signal-safe functions; this process has one.
    match unsafe { fork() }.expect("the system has room for a child") {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            assert!(active_children().is_empty());
            #[expect(
                clippy::exit,
                reason = "the way out of a process that is no Process"
            )]
            std::process::exit(code)
        }
    }
}

#[expect(unsafe_code, reason = "a disposition is a contract with the whole process")]
fn ignore_sigchld() {
    // SAFETY: signal asks that nothing relies on the disposition that it replaces: this
    // program waits for its children through the library alone, which is what is tested.
    unsafe { signal(Signal::SIGCHLD, SigHandler::SigIgn) }
        .expect("SIGCHLD can be ignored");
}

/// Zombies with the exit codes 0, 1, 2, …: each start reaps, so they end after the last one.
fn ended_together(count: usize) -> Vec<Process> {
    let processes = ending_together(count);
    for process in &processes {
        await_end(pid_of(process));
    }
    processes
}

/// Children that are about to end with the exit codes 0, 1, 2, ….
fn ending_together(count: usize) -> Vec<Process> {
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    let child = |code| {
        let gate = Rc::clone(&gate);
        started(move || {
            wait_at(&gate);
            exit(code);
        })
    };
    let processes: Vec<_> = (0..).take(count).map(child).collect();
    opener.write_all(&vec![0; count]).expect("children read it");
    processes
}

fn pid_of(process: &Process) -> Pid {
    Pid::from_raw(process.pid().expect("it was started").cast_signed())
}

/// Waits until child `pid` is a zombie.
fn await_end(pid: Pid) {
    waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT)
        .expect("a child that nobody has reaped");
}

fn is_reaped(pid: Pid) -> bool {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT | WaitPidFlag::WNOHANG;
    waitid(Id::Pid(pid), flags) == Err(Errno::ECHILD)
}

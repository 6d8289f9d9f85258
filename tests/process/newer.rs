//! Calls that came after `CPython` 3.6, and the one start method: section L.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigHandler, Signal};
use nix::sys::wait::{WaitStatus, waitpid};
use process_workbook::{
    Process, Result, current_process, parent_process, sleep, wait,
};

use crate::helpers::{Gate, behind, in_child, refusal, started};
use crate::raw;
use crate::support::probe::Probe;

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("kill_ends_a_child_by_sigkill", kill_is_sigkill),
    Probe::inside("interrupt_is_ctrl_c", interrupt_is_sigint),
    Probe::inside("a_running_process_is_not_closed", not_closed),
    Probe::inside(
        "to_close_the_current_process_does_nothing",
        current_is_not_closed,
    ),
    Probe::inside("a_closed_process_has_a_name_and_no_more", closed),
    Probe::inside("a_child_knows_its_parent", knows_its_parent),
    Probe::inside("a_child_sees_the_end_of_its_parent", sees_the_end),
    Probe::inside("a_child_is_a_copy_of_its_parent", is_a_copy),
];

// S-103
fn kill_is_sigkill() {
    let child = started(|| sleep(60.0));
    child.kill().expect("it was started");
    assert_eq!(child.join().expect("a child"), -9);
}

// F-49, S-137
fn interrupt_is_sigint() {
    // A shell has what it starts in the background ignore it.
    raw::on_signal(Signal::SIGINT, SigHandler::SigDfl);
    let child = started(|| sleep(60.0));
    child.interrupt().expect("it was started");
    assert_eq!(child.join().expect("a child"), -2);
    assert_eq!(format!("{child:?}"), "<Process(Process-1, stopped[SIGINT])>");
    child.interrupt().expect("it has ended: nothing happens");
    assert_eq!(refusal(Process::new(|| ()).interrupt()), "process not started");
}

// F-49, S-138
fn current_is_not_closed() {
    fn closes_itself() {
        let mut current = current_process();
        current.close().expect("nothing happens");
        assert!(current.is_alive().expect("it asks itself"));
        assert_eq!(current.pid(), Some(process::id()));
        assert!(format!("{current:?}").ends_with(", started)>"), "{current:?}");
        assert_eq!(started(|| ()).join().expect("it has children still"), 0);
    }
    closes_itself();
    in_child(closes_itself);
}

// S-104
fn not_closed() {
    let gate = Gate::new();
    let mut child = behind(&gate);
    assert_eq!(
        refusal(child.close()),
        "cannot close a process while it is still running: call join() or \
         terminate() first"
    );
    gate.open();
    assert_eq!(child.join().expect("nothing has changed"), 0);
    child.close().expect("it has ended");
}

// S-105
fn closed() {
    const CLOSED: &str = "process object is closed";
    let mut child = started(|| ());
    child.join().expect("a child");
    child.close().expect("it has ended");

    assert_eq!(refusal(child.is_alive()), CLOSED);
    assert_eq!(refusal(child.join()), CLOSED);
    assert_eq!(refusal(child.join_timeout(Duration::ZERO)), CLOSED);
    assert_eq!(refusal(child.terminate()), CLOSED);
    assert_eq!(refusal(child.kill()), CLOSED);
    assert_eq!(refusal(child.start()), CLOSED);
    assert_eq!(refusal(child.sentinel()), CLOSED);
    // `None` says it: these cannot fail.
    assert_eq!((child.exitcode(), child.ident(), child.pid()), (None, None, None));

    assert_eq!(child.name(), "Process-1");
    assert_eq!(child.authkey(), current_process().authkey());
    assert!(!child.daemon());
    child.set_daemon(true).expect("it is not started");
    assert_eq!(format!("{child:?}"), "<Process(Process-1, closed daemon)>");
    child.close().expect("it is closed");
}

// S-106
fn knows_its_parent() {
    assert!(parent_process().is_none(), "main has one that is no business of ours");

    let main = process::id();
    current_process().set_name("the parent");
    in_child(move || {
        let parent = parent_process().expect("main");
        assert_eq!((parent.pid(), parent.ident()), (Some(main), Some(main)));
        assert_eq!(parent.name(), "the parent");
        assert!(parent.is_alive().expect("it may be asked"));
        assert_eq!(parent.authkey(), current_process().authkey());
        // CPython waits without an exit code; here the sentinel is for that.
        assert_eq!(refusal(parent.join()), "can only join a child process");
    });
}

// S-106
fn sees_the_end() {
    // So that the grandchild, when it is an orphan, is waited for here.
    set_child_subreaper(true).expect("Linux 3.4");
    let child = started(|| {
        drop(started(|| {
            outlive_the_parent().expect("it may be asked and signalled");
        }));
        sleep(60.0);
    });
    assert_eq!(child.join().expect("a child"), -15);
    let orphan = waitpid(None, None).expect("the grandchild");
    assert!(matches!(orphan, WaitStatus::Exited(_, 0)), "{orphan:?}");
}

fn outlive_the_parent() -> Result<()> {
    let parent = parent_process().expect("the child");
    assert!(wait(&[&parent], Some(Duration::ZERO))?.is_empty());
    parent.terminate()?;
    assert_eq!(wait(&[&parent], None)?, [0]);
    assert!(!parent.is_alive()?);
    // It has ended: nothing happens.
    parent.kill()
}

// S-107
fn is_a_copy() {
    static TOUCHED: AtomicBool = AtomicBool::new(false);
    TOUCHED.store(true, Ordering::Relaxed);
    // Not a new program, as by `spawn`, which would see `false`.
    in_child(|| assert!(TOUCHED.swap(false, Ordering::Relaxed)));
    assert!(TOUCHED.load(Ordering::Relaxed), "nor is memory shared");
}

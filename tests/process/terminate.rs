//! F. terminate.

use std::ffi::c_int;
use std::io::{self, Write};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::libc;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigHandler, Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use process_workbook::Process;

use crate::helpers::{
    Gate, behind, refusal, started, state, until_dropped, until_ended,
};
use crate::raw;
use crate::support::probe::{Probe, Seen};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "terminate_ends_a_child_where_it_is",
        || {
            // S-060
            extern "C" fn handler() {
                println!("an exit handler runs");
            }
            struct Finally;
            impl Drop for Finally {
                fn drop(&mut self) {
                    println!("a destructor runs");
                }
            }
            let gate = Gate::new();
            let latch = gate.latch();
            let (reader, writer) = io::pipe().expect("a pipe");
            let child = started(move || {
                raw::at_exit(handler);
                let _finally = Finally;
                drop(writer);
                latch.wait();
            });
            until_dropped(reader);
            child.terminate().expect("terminate");
            assert_eq!(child.join().expect("join"), -libc::SIGTERM);
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!((&*seen.stdout, &*seen.stderr), ("", ""));
        },
    ),
    Probe::inside("a_terminated_child_may_still_be_alive", || {
        // S-061
        let gate = Gate::new();
        let child = behind(&gate);
        let pid = Pid::from_raw(child.pid().expect("started").cast_signed());
        // A stopped process gets no signal but SIGKILL before it is continued.
        kill(pid, Signal::SIGSTOP).expect("a child");
        let stopped = waitpid(pid, Some(WaitPidFlag::WUNTRACED));
        assert_eq!(stopped, Ok(WaitStatus::Stopped(pid, Signal::SIGSTOP)));
        child.terminate().expect("terminate");
        assert_eq!(child.exitcode(), None);
        assert!(child.is_alive().expect("a child"));
        assert_eq!(format!("{child:?}"), "<Process(Process-1, started)>");
        kill(pid, Signal::SIGCONT).expect("a child");
        assert_eq!(child.join().expect("join"), -libc::SIGTERM);
        assert!(!child.is_alive().expect("a child"));
    }),
    Probe::inside("terminate_does_nothing_to_what_has_ended", || {
        // S-062
        let joined = started(|| ());
        assert_eq!(joined.join().expect("join"), 0);
        let zombie = started(|| ());
        until_ended(&zombie);
        for child in [&joined, &zombie] {
            for _ in 0..2 {
                child.terminate().expect("terminate");
                child.kill().expect("kill");
            }
        }
        let pid = zombie.pid().expect("it ran");
        assert_eq!(state(pid), Some('Z'), "terminate does not reap");
        for child in [&joined, &zombie] {
            assert_eq!(child.exitcode(), Some(0));
        }
    }),
    Probe::inside("terminate_before_start_is_an_error", || {
        // S-063
        let unstarted = Process::new(|| ());
        assert_eq!(refusal(unstarted.terminate()), "process not started");
        assert_eq!(refusal(unstarted.kill()), "process not started");
    }),
    Probe::inside("a_child_that_ignores_sigterm_goes_on", || {
        // S-064
        goes_on(|| raw::on_signal(Signal::SIGTERM, SigHandler::SigIgn), 0);
    }),
    Probe::inside("a_child_that_handles_sigterm_goes_on", || {
        // S-064
        goes_on(|| raw::on_signal(Signal::SIGTERM, SigHandler::Handler(count)), 1);
    }),
    Probe::inside("a_handler_of_sigterm_is_inherited", || {
        // S-064
        raw::on_signal(Signal::SIGTERM, SigHandler::Handler(count));
        goes_on(|| (), 1);
    }),
    Probe::inside("the_children_of_a_terminated_child_are_orphans", || {
        // S-065
        set_child_subreaper(true).expect("Linux 3.4");
        let gate = Gate::new();
        let orphan = terminate_the_parent_of(&gate, false);
        let state = state(orphan.as_raw().cast_unsigned());
        assert!(state.is_some_and(|state| state != 'Z'), "it runs");
        gate.open();
        // It has a new parent: init, or the process that has asked to be it.
        assert_eq!(waitpid(orphan, None), Ok(WaitStatus::Exited(orphan, 0)));
    }),
    Probe::inside("a_daemon_of_a_terminated_child_ends", || {
        // S-065
        set_child_subreaper(true).expect("Linux 3.4");
        let gate = Gate::new();
        let orphan = terminate_the_parent_of(&gate, true);
        assert_eq!(
            waitpid(orphan, None),
            Ok(WaitStatus::Signaled(orphan, Signal::SIGTERM, false))
        );
    }),
];

static COUNT: AtomicU32 = AtomicU32::new(0);

extern "C" fn count(_signal: c_int) {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

/// A child is terminated after `prepare`, ends with 0, and has handled `handled` signals.
#[track_caller]
fn goes_on(prepare: fn(), handled: u32) {
    let gate = Gate::new();
    let latch = gate.latch();
    let (reader, prepared) = io::pipe().expect("a pipe");
    let child = started(move || {
        prepare();
        drop(prepared);
        latch.wait();
        assert_eq!(COUNT.load(Ordering::Relaxed), handled);
    });
    until_dropped(reader);
    child.terminate().expect("terminate");
    assert!(child.is_alive().expect("a child"));
    gate.open();
    assert_eq!(child.join().expect("join"), 0);
}

/// Gives the child of a terminated child; it runs until `gate` is open.
fn terminate_the_parent_of(gate: &Gate, daemon: bool) -> Pid {
    let (reader, mut writer) = io::pipe().expect("a pipe");
    let (latch, parents) = (gate.latch(), gate.latch());
    let child = started(move || {
        let mut grandchild = Process::new(move || {
            write!(writer, "{}", process::id()).expect("a reader");
            drop(writer);
            latch.wait();
        })
        .with_daemon(daemon);
        grandchild.start().expect("start");
        parents.wait();
    });
    let pid = io::read_to_string(reader).expect("a writer");
    child.terminate().expect("terminate");
    assert_eq!(child.join().expect("join"), -libc::SIGTERM);
    Pid::from_raw(pid.parse().expect("a number"))
}

//! C. repr, which is `Debug` here.

use std::rc::Rc;

use nix::libc;
use process_workbook::{Process, Run, current_process, exit, parent_process};

use crate::helpers::{Gate, behind, in_child, started, state, until_ended};
use crate::raw;
use crate::support::probe::Probe;

#[track_caller]
fn shows(process: &Process, text: &str) {
    assert_eq!(format!("{process:?}"), text);
}

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("debug_of_a_process_that_is_not_started", || {
        // S-036
        shows(&Process::new(|| ()), "<Process(Process-1, initial)>");
        shows(&Process::new(|| ()).with_name("nm"), "<Process(nm, initial)>");
    }),
    Probe::inside("debug_of_a_running_process", || {
        // S-037
        let gate = Gate::new();
        shows(&behind(&gate), "<Process(Process-1, started)>");
    }),
    Probe::inside("debug_of_an_ended_process_has_its_exit_code", || {
        // S-038
        let ends = [
            (0, "<Process(p, stopped)>"),
            (1, "<Process(p, stopped[1])>"),
            (42, "<Process(p, stopped[42])>"),
            (255, "<Process(p, stopped[255])>"),
        ];
        for (code, text) in ends {
            let mut child = Process::new(move || exit(code)).with_name("p");
            child.start().expect("start");
            until_ended(&child);
            shows(&child, text);
            assert_eq!(child.join().expect("join"), code);
            shows(&child, text);
        }
    }),
    Probe::inside("debug_of_a_killed_process_has_its_signal", || {
        // S-039
        let gate = Gate::new();
        let child = behind(&gate);
        child.terminate().expect("terminate");
        assert_eq!(child.join().expect("join"), -libc::SIGTERM);
        shows(&child, "<Process(Process-1, stopped[SIGTERM])>");
        let child = behind(&gate);
        child.kill().expect("kill");
        until_ended(&child);
        shows(&child, "<Process(Process-2, stopped[SIGKILL])>");
    }),
    Probe::inside("debug_of_a_killed_process_has_the_name_that_python_has", || {
        // F-49, S-136
        let (first, last) = (libc::SIGRTMIN(), libc::SIGRTMAX());
        for (signal, name) in [
            (libc::SIGIO, "SIGPOLL".to_owned()),
            (libc::SIGSTKFLT, format!("-{}", libc::SIGSTKFLT)),
            (first, "SIGRTMIN".to_owned()),
            (first + 1, format!("-{}", first + 1)),
            (last, "SIGRTMAX".to_owned()),
            (libc::SIGUSR1, "SIGUSR1".to_owned()),
        ] {
            let mut child = Process::new(move || raw::raise(signal)).with_name("p");
            child.start().expect("start");
            assert_eq!(child.join().expect("join"), -signal);
            shows(&child, &format!("<Process(p, stopped[{name}])>"));
        }
    }),
    Probe::inside("debug_of_a_daemon_says_so", || {
        // S-040
        let gate = Gate::new();
        let latch = gate.latch();
        let mut daemon = Process::new(move || latch.wait()).with_daemon(true);
        shows(&daemon, "<Process(Process-1, initial daemon)>");
        daemon.start().expect("start");
        shows(&daemon, "<Process(Process-1, started daemon)>");
        daemon.terminate().expect("terminate");
        assert_eq!(daemon.join().expect("join"), -libc::SIGTERM);
        shows(&daemon, "<Process(Process-1, stopped[SIGTERM] daemon)>");
    }),
    Probe::inside("debug_of_another_ones_process_is_unknown", || {
        // S-041
        let main = current_process();
        let unstarted = Process::new(|| ());
        let gate = Gate::new();
        let running = Rc::new(behind(&gate));
        let seen = Rc::clone(&running);
        in_child(move || {
            shows(&unstarted, "<Process(Process-1, unknown)>");
            shows(&seen, "<Process(Process-2, unknown)>");
            shows(&main, "<_MainProcess(MainProcess, unknown)>");
            let parent = parent_process().expect("main");
            shows(&parent, "<_MainProcess(MainProcess, unknown)>");
        });
        shows(&running, "<Process(Process-2, started)>");
    }),
    Probe::inside("debug_of_main_of_oneself_and_of_a_type_of_ones_own", || {
        // S-042
        struct MyProcess;
        impl Run for MyProcess {
            fn run(self) {
                shows(&current_process(), "<MyProcess(MyProcess-2, started)>");
            }
        }
        shows(&current_process(), "<_MainProcess(MainProcess, started)>");
        in_child(|| shows(&current_process(), "<Process(Process-1, started)>"));
        let mut own = Process::new(MyProcess);
        shows(&own, "<MyProcess(MyProcess-2, initial)>");
        own.start().expect("start");
        assert_eq!(own.join().expect("join"), 0);
        shows(&own, "<MyProcess(MyProcess-2, stopped)>");
    }),
    Probe::inside("debug_leaves_a_zombie_to_be_reaped", || {
        // S-043
        let child = started(|| ());
        until_ended(&child);
        let pid = child.pid().expect("it ran");
        shows(&child, "<Process(Process-1, stopped)>");
        assert_eq!(state(pid), Some('Z'));
        assert_eq!(child.exitcode(), Some(0));
        assert_eq!(state(pid), None);
    }),
];

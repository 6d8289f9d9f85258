//! A. Construction, names, the daemon flag.

use std::panic::{AssertUnwindSafe, catch_unwind};

use process_workbook::{Process, Run, active_children, current_process};

use crate::helpers::{Gate, behind, in_child, refusal, started};
use crate::support::probe::{Probe, Seen};

const NO_CHILDREN: &str = "daemonic processes are not allowed to have children";

struct MyProcess;

impl Run for MyProcess {
    fn run(self) {}
}

fn nothing() -> Process {
    Process::new(|| ())
}

/// What `call` panics with.
#[track_caller]
fn panic_of<T>(call: impl FnOnce() -> T) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(call)) else {
        panic!("it does not panic");
    };
    *payload.downcast().expect("a formatted message")
}

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside(
        "the_default_name_counts_what_was_made_not_what_was_started",
        || {
            // S-002
            let first = nothing();
            let mut second = nothing();
            second.start().expect("start");
            assert_eq!(second.join().expect("join"), 0);
            let third = nothing();
            assert_eq!(
                [first.name(), second.name(), third.name()],
                ["Process-1", "Process-2", "Process-3"]
            );
        },
    ),
    Probe::inside("a_name_of_its_own_uses_up_a_number_too", || {
        // S-003
        let _first = nothing();
        let second = nothing().with_name("nm");
        assert_eq!(second.name(), "nm");
        assert_eq!(nothing().name(), "Process-3");
    }),
    Probe::inside("any_text_is_a_name", || {
        // S-004
        let process = nothing();
        for name in ["test", "", "two\nlines", "\u{540d}\u{5b57}"] {
            process.set_name(name);
            assert_eq!(process.name(), name);
        }
        process.set_name(String::from("owned"));
        assert_eq!(process.name(), "owned");
    }),
    Probe::inside("the_default_name_begins_with_the_type", || {
        // S-005
        let _first = nothing();
        assert_eq!(Process::new(MyProcess).name(), "MyProcess-2");
    }),
    Probe::inside("names_in_a_child_count_from_1_behind_its_own_number", || {
        // S-006
        in_child(|| {
            assert_eq!(current_process().name(), "Process-1");
            assert_eq!(nothing().name(), "Process-1:1");
            in_child(|| {
                assert_eq!(current_process().name(), "Process-1:2");
                assert_eq!(nothing().name(), "Process-1:2:1");
                assert_eq!(nothing().name(), "Process-1:2:2");
            });
        });
        assert_eq!(nothing().name(), "Process-2");
    }),
    Probe::inside("a_child_hands_down_its_number_and_not_its_name", || {
        // S-007
        struct Parent;
        impl Run for Parent {
            fn run(self) {
                let number = current_process().name().split_once('-').map_or_else(
                    || String::from("3"), // It has a name without a number.
                    |(_, number)| number.to_owned(),
                );
                assert_eq!(nothing().name(), format!("Process-{number}:1"));
                assert_eq!(
                    Process::new(MyProcess).name(),
                    format!("MyProcess-{number}:2")
                );
            }
        }
        let _first = nothing();
        let mut second = Process::new(Parent);
        assert_eq!(second.name(), "Parent-2");
        let mut third = Process::new(Parent).with_name("custom");
        for parent in [&mut second, &mut third] {
            parent.start().expect("start");
            assert_eq!(parent.join().expect("join"), 0);
        }
    }),
    Probe::inside("an_empty_closure_does_nothing_and_ends_with_0", || {
        // S-008
        assert_eq!(started(|| ()).join().expect("join"), 0);
    }),
    Probe::inside("the_daemon_flag_is_inherited_at_construction", || {
        // S-009
        assert!(!nothing().daemon());
        assert!(nothing().with_daemon(true).daemon());
        in_child(|| {
            assert!(!nothing().daemon());
            let before = nothing();
            current_process().set_daemon(true).expect("nobody started it here");
            assert!(!before.daemon());
            assert!(nothing().daemon());
        });
        let mut daemon = Process::new(|| {
            assert!(current_process().daemon());
            assert!(nothing().daemon());
            assert!(!nothing().with_daemon(false).daemon());
        })
        .with_daemon(true);
        daemon.start().expect("start");
        assert_eq!(daemon.join().expect("join"), 0);
    }),
    Probe::inside("a_daemon_cannot_start_any_child", || {
        // S-010
        let mut daemon = Process::new(|| {
            for flag in [true, false] {
                let mut child = nothing().with_daemon(flag);
                assert_eq!(refusal(child.start()), NO_CHILDREN);
                assert_eq!(child.pid(), None);
            }
        })
        .with_daemon(true);
        daemon.start().expect("start");
        assert_eq!(daemon.join().expect("join"), 0);
    }),
    Probe::outside(
        "a_daemon_that_tries_and_gives_up_ends_with_1",
        || {
            // S-011
            let mut daemon = Process::new(|| nothing().start()).with_daemon(true);
            daemon.start().expect("start");
            println!("join gives {:?}", daemon.join());
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "join gives Ok(1)\n");
            assert_eq!(
                seen.stderr,
                format!("Process Process-1:\nError: {NO_CHILDREN}\n")
            );
        },
    ),
    Probe::inside("the_daemon_flag_cannot_be_set_after_start", || {
        // S-012
        let gate = Gate::new();
        let mut child = behind(&gate);
        for flag in [true, false] {
            assert_eq!(
                refusal(child.set_daemon(flag)),
                "process has already started"
            );
        }
        gate.open();
        assert_eq!(child.join().expect("join"), 0);
        assert_eq!(refusal(child.set_daemon(false)), "process has already started");
        assert!(!child.daemon());
    }),
    Probe::inside("a_builder_ends_with_the_start", || {
        // F-40, S-133
        let gate = Gate::new();
        let child = behind(&gate);
        let same = || active_children().remove(0);
        let daemonic = panic_of(|| same().with_daemon(true));
        assert_eq!(daemonic, "with_daemon: process has already started");
        let named = panic_of(|| same().with_name("late"));
        assert_eq!(named, "with_name: process has already started");
        assert!(!child.daemon());
        assert_eq!(child.name(), "Process-1");
        gate.open();
        assert_eq!(child.join().expect("it was not terminated"), 0);
    }),
    Probe::inside("an_empty_name_is_the_default_one", || {
        // F-49, S-134
        assert_eq!(nothing().with_name("").name(), "Process-1");
        assert_eq!(nothing().with_name("nm").with_name("").name(), "Process-2");
        // As Python's setter, which takes any text for what it is.
        let process = nothing();
        process.set_name("");
        assert_eq!(process.name(), "");
    }),
];

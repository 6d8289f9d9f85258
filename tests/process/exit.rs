//! E. Exit codes and stderr.

use std::io::{self, Write};
use std::panic::{self, panic_any};
use std::process;
use std::thread;

use nix::sys::signal::{SigHandler, Signal, raise};
use process_workbook::{Outcome, Process, Run, current_process, exit};

use crate::helpers::{Gate, started};
use crate::raw;
use crate::support::probe::{Probe, Seen};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "a_panic_ends_a_child_with_1_under_its_name",
        || {
            // S-049
            let _first = Process::new(|| ());
            assert_eq!(code_of(|| -> () { panic!("boom") }), 1);
        },
        |seen: &Seen| {
            seen.succeeded();
            assert!(seen.stderr.contains("panicked at "), "{seen:?}");
            assert!(seen.stderr.contains("\nboom\n"), "{seen:?}");
            let whose = "\nProcess Process-2: ended by a panic\n";
            assert!(seen.stderr.ends_with(whose), "{seen:?}");
        },
    ),
    Probe::inside("a_panic_with_anything_ends_a_child_with_1", || {
        // S-049
        struct Any;
        impl Drop for Any {
            fn drop(&mut self) {
                panic!("a payload that panics when it is dropped");
            }
        }
        assert_eq!(code_of(|| -> () { panic_any(42) }), 1);
        assert_eq!(code_of(|| -> () { panic_any(Any) }), 1);
    }),
    Probe::outside(
        "an_error_ends_a_child_with_1_under_its_name",
        || {
            // S-049
            assert_eq!(code_of(|| Err::<(), _>(io::ErrorKind::NotFound)), 1);
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(seen.stderr, "Process Process-1:\nError: NotFound\n");
        },
    ),
    Probe::outside(
        "the_name_above_an_error_is_that_of_the_moment",
        || {
            // S-050
            struct MyP;
            impl Run for MyP {
                fn run(self) {
                    panic!("boom");
                }
            }
            let mut child = Process::new(MyP);
            child.start().expect("start");
            assert_eq!(child.join().expect("join"), 1);
            let renamed = code_of(|| -> () {
                current_process().set_name("renamed");
                panic!("boom");
            });
            assert_eq!(renamed, 1);
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(
                headers(seen),
                [
                    "Process MyP-1: ended by a panic",
                    "Process renamed: ended by a panic"
                ]
            );
        },
    ),
    Probe::outside(
        "a_panic_that_ends_no_child_has_no_header",
        || {
            // F-49, S-143
            let code = code_of(|| {
                panic::catch_unwind(|| panic!("caught")).expect_err("it panics");
                let thread = thread::spawn(|| panic!("in a thread")).join();
                thread.expect_err("it panics");
            });
            assert_eq!(code, 0);
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(headers(seen), [""; 0]);
            assert_eq!(seen.stderr.matches("panicked at ").count(), 2);
        },
    ),
    Probe::outside(
        "a_panic_has_its_header_whatever_hook_the_program_sets",
        || {
            // F-49
            assert_eq!(code_of(|| ()), 0);
            panic::set_hook(Box::new(|_| eprintln!("the program's hook")));
            assert_eq!(code_of(|| -> () { panic!("boom") }), 1);
        },
        |seen: &Seen| {
            seen.succeeded();
            let text = "the program's hook\nProcess Process-2: ended by a panic\n";
            assert_eq!(seen.stderr, text);
        },
    ),
    Probe::outside(
        "exit_ends_with_the_low_8_bits_and_says_nothing",
        || {
            // S-051, S-052
            let codes = [
                (0, 0),
                (1, 1),
                (3, 3),
                (255, 255),
                (256, 0),
                (257, 1),
                (-1, 255),
                (-15, 241),
                (i32::MAX, 255),
            ];
            for (given, seen) in codes {
                assert_eq!(code_of(move || exit(given)), seen, "exit({given})");
            }
        },
        silent,
    ),
    Probe::outside(
        "a_text_to_fail_with_is_an_error",
        || assert_eq!(code_of(|| Err::<(), _>("msg")), 1), // S-053
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(seen.stderr, "Process Process-1:\nError: \"msg\"\n");
        },
    ),
    Probe::outside(
        "exit_at_once_ends_with_the_low_8_bits",
        || {
            // S-054
            let codes = [(7, 7), (255, 255), (256, 0), (300, 44), (-1, 255)];
            for (given, seen) in codes {
                let code = code_of(move || -> () { raw::exit_now(given) });
                assert_eq!(code, seen, "_exit({given})");
            }
        },
        silent,
    ),
    Probe::outside(
        "a_signal_is_a_negative_exit_code",
        || {
            // S-055
            for signal in [Signal::SIGTERM, Signal::SIGKILL] {
                let code = code_of(move || raise(signal).map_err(drop));
                assert_eq!(code, -(signal as i32));
            }
            assert_eq!(code_of(|| -> () { process::abort() }), -6);
        },
        silent,
    ),
    Probe::outside(
        "sigint_is_a_signal_like_any_other",
        || {
            // S-056. A shell has what it starts in the background ignore it.
            raw::on_signal(Signal::SIGINT, SigHandler::SigDfl);
            assert_eq!(code_of(|| raise(Signal::SIGINT).map_err(drop)), -2);
        },
        silent,
    ),
    Probe::outside(
        "destructors_run_where_the_child_unwinds_and_nowhere_else",
        || {
            // S-057
            code_of(|| drop(Bell("return")));
            code_of(|| {
                let _bell = Bell("error");
                Err(())
            });
            code_of(|| -> () {
                let _bell = Bell("panic");
                panic!("boom");
            });
            code_of(|| {
                let _bell = Bell("exit");
                exit(3);
            });
            code_of(|| -> () {
                let _bell = Bell("_exit");
                raw::exit_now(0);
            });
            for signal in [Signal::SIGTERM, Signal::SIGKILL] {
                code_of(move || {
                    let _bell = Bell(signal.as_str());
                    raise(signal).map_err(drop)
                });
            }
            code_of(|| {
                thread_local!(static GLOBAL: Bell = const { Bell("global") });
                GLOBAL.with(|_| ());
            });
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "return\nerror\npanic\nexit\n");
        },
    ),
    Probe::outside(
        "exit_handlers_run_in_main_alone",
        || {
            // S-058
            extern "C" fn parents() {
                let name = current_process().name();
                writeln!(io::stdout(), "the parent's handler, in {name}")
                    .expect("stdout");
            }
            extern "C" fn childs() {
                writeln!(io::stdout(), "the child's handler").expect("stdout");
            }
            raw::at_exit(parents);
            code_of(|| raw::at_exit(childs));
            code_of(|| {
                raw::at_exit(childs);
                Err(())
            });
            code_of(|| {
                raw::at_exit(childs);
                exit(3);
            });
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "the parent's handler, in MainProcess\n");
        },
    ),
    Probe::outside(
        "a_child_that_leaves_by_exit_3_runs_the_handlers_that_it_has",
        || {
            // F-47, S-058
            extern "C" fn handler() {
                let name = current_process().name();
                writeln!(io::stdout(), "the handler, in {name}").expect("stdout");
            }
            raw::at_exit(handler);
            let code = code_of(|| -> () { process::exit(3) });
            assert_eq!(code, 3);
        },
        |seen: &Seen| {
            seen.succeeded();
            assert_eq!(
                seen.stdout,
                "the handler, in Process-1\nthe handler, in MainProcess\n"
            );
        },
    ),
    Probe::outside(
        "a_thread_that_still_runs_is_cut_off",
        || {
            // S-059
            let gate = Gate::new();
            let latch = gate.latch();
            let child = started(move || {
                let _cut_off = thread::spawn(move || {
                    latch.wait();
                    println!("the thread goes on");
                });
            });
            assert_eq!(child.join().expect("join"), 0);
        },
        |seen| {
            seen.succeeded();
            assert_eq!(seen.stdout, "");
        },
    ),
];

/// Prints its text when it is dropped.
struct Bell(&'static str);

impl Drop for Bell {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn code_of<O: Outcome + 'static>(run: impl FnOnce() -> O + 'static) -> i32 {
    let mut child = Process::new(run);
    child.start().expect("start");
    child.join().expect("join")
}

/// The lines that say which process has panicked.
fn headers(seen: &Seen) -> Vec<&str> {
    seen.stderr.lines().filter(|line| line.starts_with("Process ")).collect()
}

fn silent(seen: &Seen) {
    seen.succeeded();
    assert_eq!((&*seen.stdout, &*seen.stderr), ("", ""));
}

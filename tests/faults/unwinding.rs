//! Panics and exits at awkward places.

use std::fmt;
use std::io::{self, Read, Write, pipe};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::process;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use process_workbook::{Process, Run, active_children, exit, parent_process, wait};

use crate::support::probe::{Probe, Seen};
use crate::{started, wait_at};

pub(crate) const PROBES: &[Probe] = &[
    Probe::outside(
        "a_panic_runs_the_destructors_of_the_child_alone",
        a_panic_runs_the_destructors_of_the_child_alone,
        |seen| {
            assert_printed(seen, "inner\nouter\ncaptured\n1\nparent\n");
            assert!(
                seen.stderr.contains("\nProcess Process-1: ended by a panic\n"),
                "{seen:?}"
            );
        },
    ),
    Probe::outside(
        "a_panic_in_a_destructor_that_unwinds_aborts_the_child",
        || {
            let _parent = Says("parent");
            println!(
                "{}",
                exitcode_of(|| {
                    let _bomb = PanicsWhenDropped;
                    panic!("first");
                })
            );
        },
        |seen| assert_printed(seen, "-6\nparent\n"),
    ),
    Probe::outside(
        "a_payload_that_panics_when_dropped_stays_in_the_child",
        || {
            let _parent = Says("parent");
            // What waits in its buffer tells that the last steps are not skipped.
            let panics = || {
                print!("said, ");
                panic_any(PanicsWhenDropped)
            };
            println!("{}", exitcode_of(panics));
        },
        |seen| assert_printed(seen, "said, 1\nparent\n"),
    ),
    Probe::outside(
        "exit_runs_destructors_from_the_innermost_outwards",
        exit_runs_destructors_from_the_innermost_outwards,
        |seen| {
            assert_printed(seen, "third\nsecond\nfirst\ncaptured\n42\nparent\n");
            assert_eq!(seen.stderr, "", "an exit is no panic");
        },
    ),
    Probe::outside(
        "exit_in_a_destructor_that_unwinds_ends_the_child_there",
        || {
            let _parent = Says("parent");
            println!(
                "{}",
                exitcode_of(|| {
                    let _not_reached = Says("outer");
                    let _exit = ExitsWhenDropped(5);
                    panic!("first");
                })
            );
        },
        |seen| assert_printed(seen, "5\nparent\n"),
    ),
    Probe::inside(
        "exit_of_std_keeps_its_code_and_waits_for_grandchildren",
        exit_of_std_keeps_its_code_and_waits_for_grandchildren,
    ),
    Probe::inside(
        "a_capture_that_panics_when_the_parent_drops_it_loses_no_child",
        a_capture_that_panics_when_the_parent_drops_it_loses_no_child,
    ),
    Probe::outside(
        "a_panic_in_main_joins_the_children",
        a_panic_in_main_joins_the_children,
        |seen| {
            assert_eq!(seen.exitcode, 101, "{seen:?}"); // S-069
            assert_eq!(seen.stdout, "main waits\n".repeat(10));
        },
    ),
    Probe::outside(
        "a_start_while_main_unwinds_is_a_start",
        a_start_while_main_unwinds_is_a_start,
        |seen| {
            assert_eq!(seen.exitcode, 101, "{seen:?}");
            assert_eq!(seen.stdout, "guard\nguard\n[0, 1, 7, 8]\n");
        },
    ),
    Probe::outside(
        "a_display_that_panics_in_println_leaves_stdout_usable",
        a_display_that_panics_in_println_leaves_stdout_usable,
        |seen| assert_printed(seen, "child: 1\nparent: afterwards\nlast\n"),
    ),
    Probe::outside(
        "a_start_with_the_locks_of_stdio_held_does_not_lock_the_child_out",
        a_start_with_the_locks_of_stdio_held_does_not_lock_the_child_out,
        |seen| {
            assert_printed(seen, "parent\nchild\n7\n");
            assert!(seen.stderr.contains("child\n"), "{seen:?}");
        },
    ),
];

fn a_panic_runs_the_destructors_of_the_child_alone() {
    let _parent = Says("parent");
    let captured = SaysInAChild("captured");
    let exitcode = exitcode_of(move || {
        let _captured = &captured;
        let _outer = Says("outer");
        let _inner = Says("inner");
        panic!("in run");
    });
    println!("{exitcode}");
}

fn exit_runs_destructors_from_the_innermost_outwards() {
    fn nested(names: &[&'static str]) {
        match names {
            [] => exit(42),
            [name, rest @ ..] => {
                let _guard = Says(name);
                nested(rest);
            }
        }
    }
    let _parent = Says("parent");
    let captured = SaysInAChild("captured");
    let exitcode = exitcode_of(move || {
        let _captured = &captured;
        nested(&["first", "second", "third"]);
    });
    println!("{exitcode}");
}

fn exit_of_std_keeps_its_code_and_waits_for_grandchildren() {
    let (mut end, writer) = pipe().expect("a pipe");
    let child = started(move || {
        let (gate, mut opener) = pipe().expect("a pipe");
        let mut writer = writer;
        started(move || {
            wait_at(&gate);
            write!(writer, "{}", parent_goes_on()).expect("the test reads it");
        });
        opener.write_all(&[0]).expect("the grandchild reads it");
        #[expect(clippy::exit, reason = "the way past the library")]
        process::exit(3);
    });
    assert_eq!(child.join().expect("join"), 3);
    let mut said = String::new();
    end.read_to_string(&mut said).expect("a word");
    assert_eq!(said, "true"); // S-075
}

fn a_capture_that_panics_when_the_parent_drops_it_loses_no_child() {
    struct PanicsInItsParent(u32);
    impl Drop for PanicsInItsParent {
        fn drop(&mut self) {
            assert_ne!(process::id(), self.0, "dropped where it was made");
        }
    }

    let (gate, mut opener) = pipe().expect("a pipe");
    let captured = PanicsInItsParent(process::id());
    let mut process = Process::new(move || {
        let _captured = &captured;
        wait_at(&gate);
        exit(7);
    });
    catch_unwind(AssertUnwindSafe(|| process.start()))
        .expect_err("the closure was dropped in the parent");
    assert_eq!(active_children().len(), 1);
    assert!(process.is_alive().expect("is_alive"));
    opener.write_all(&[0]).expect("the child reads it");
    assert_eq!(process.join().expect("join"), 7);
    assert!(active_children().is_empty());
}

fn a_panic_in_main_joins_the_children() {
    let (gate, mut opener) = pipe().expect("a pipe");
    let gate = Rc::new(gate);
    for _ in 0..10 {
        let gate = Rc::clone(&gate);
        started(move || {
            wait_at(&gate);
            println!("main {}", if parent_goes_on() { "waits" } else { "is gone" });
        });
    }
    opener.write_all(&[0; 10]).expect("children read it");
    panic!("in main");
}

fn a_start_while_main_unwinds_is_a_start() {
    struct StartsWhenDropped;
    impl Drop for StartsWhenDropped {
        fn drop(&mut self) {
            // In the children too, this thread is one that panics.
            assert!(thread::panicking());
            let returns = exitcode_of(|| drop(Says("guard")));
            let panics = exitcode_of(|| {
                let _guard = Says("guard");
                panic!("in the child");
            });
            let exits = exitcode_of(|| {
                let _not_reached = Says("not reached");
                exit(7);
            });
            let leaves = exitcode_of(|| process::exit(8));
            println!("{:?}", [returns, panics, exits, leaves]);
        }
    }
    let _starter = StartsWhenDropped;
    panic!("in main");
}

fn a_display_that_panics_in_println_leaves_stdout_usable() {
    struct PanicsWhenShown;
    impl fmt::Display for PanicsWhenShown {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("in Display")
        }
    }
    let exitcode = exitcode_of(|| println!("child: {PanicsWhenShown}"));
    println!("{exitcode}");

    let shown = catch_unwind(|| println!("parent: {PanicsWhenShown}"));
    shown.expect_err("it panics when shown");
    // What came before it is in the buffer: the start writes that, the child does not.
    assert_eq!(exitcode_of(|| println!("afterwards")), 0);
    println!("last");
}

fn a_start_with_the_locks_of_stdio_held_does_not_lock_the_child_out() {
    let mut stdout = io::stdout().lock();
    let stderr = io::stderr().lock();
    let stdin = io::stdin().lock();
    writeln!(stdout, "parent").expect("stdout");
    let exitcode = exitcode_of(|| {
        println!("child");
        eprintln!("child");
        assert_eq!(io::stdout().write(&[]).expect("stdout"), 0);
        exit(7);
    });
    drop((stdin, stderr));
    writeln!(stdout, "{exitcode}").expect("stdout");
}

/// Whether the parent of this child is still there after a time in which it could end.
fn parent_goes_on() -> bool {
    let parent = parent_process().expect("a child has a parent");
    let ended = wait(&[&parent], Some(Duration::from_millis(20)));
    ended.expect("a sentinel").is_empty()
}

#[track_caller]
fn exitcode_of(run: impl Run + 'static) -> i32 {
    started(run).join().expect("a child of ours")
}

#[track_caller]
fn assert_printed(seen: &Seen, stdout: &str) {
    seen.succeeded();
    assert_eq!(seen.stdout, stdout, "{}", seen.stderr);
}

/// Prints a word when it is dropped.
struct Says(&'static str);

impl Drop for Says {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

/// The same for what a closure captures, which the parent drops too.
struct SaysInAChild(&'static str);

impl Drop for SaysInAChild {
    fn drop(&mut self) {
        if parent_process().is_some() {
            println!("{}", self.0);
        }
    }
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("in a destructor");
    }
}

struct ExitsWhenDropped(i32);

impl Drop for ExitsWhenDropped {
    fn drop(&mut self) {
        exit(self.0);
    }
}

//! `compare`: Rust beside Python.

use std::process::Command;

use crate::fixture::{holds, piped, workbook};
use crate::stage::Stage;
use crate::support::python;
use crate::terminal::{on_terminal, on_terminal_of};

/// Compares a lesson that hardly pauses with its twin, if there is a `CPython`.
fn compare(lesson: &str) -> Option<Command> {
    let python = python::find("compare")?.command();
    let path = python.get_program().to_str().expect("UTF-8");
    let mut command = workbook(&["compare", lesson, "--python", path]);
    command.env("WORKBOOK_SPEED", "1000");
    Some(command)
}

#[test]
fn side_by_side() {
    let Some(command) = compare("9") else { return };
    let seen = piped(command);
    assert_eq!(seen.status, 0, "{seen:?}");
    holds("compare-9", &seen.stdout);
    // F-34
    let (rust, python) = seen.stderr.split_once("CPython").expect("both are named");
    assert!(rust.starts_with("Lesson 9 in Rust says on stderr:\n\n"), "{rust}");
    assert!(rust.contains("Error: \"the flour is out\""), "{rust}");
    assert!(python.contains(" says on stderr:\n\nthe flour is out\n"), "{python}");
}

#[test]
fn one_below_the_other() {
    let Some(mut command) = compare("9") else { return };
    command.env("COLUMNS", "60");
    let seen = piped(command);
    assert_eq!(seen.status, 0, "{seen:?}");
    holds("compare-9-60", &seen.stdout);
}

/// The rest of the screen is the same on a terminal.
#[test]
fn on_a_terminal() {
    let Some(command) = compare("5") else { return };
    let seen = on_terminal(&command);
    assert_eq!(seen.status, 0, "{seen:?}");
    let verdicts = "\
\x1b[1;32mpossible\x1b[0m: one of 2 possible outputs of lesson 5\r
\x1b[1;32mpossible\x1b[0m: an output of the twin of lesson 5\r
";
    assert!(seen.stdout.contains(verdicts), "{seen:?}");
    let Some(command) = compare("5") else { return };
    assert_eq!(on_terminal_of(60, &command).status, 0);
}

#[test]
fn what_is_open_in_python_is_named() {
    let Some(command) = compare("3") else { return };
    let seen = piped(command);
    assert_eq!(seen.status, 0, "{seen:?}");
    let open = "Python leaves open in which order main prints these lines:\n";
    assert!(seen.stdout.contains(open), "{seen:?}");
}

#[test]
fn without_a_cpython() {
    let command = |path| workbook(&["compare", "3", "--python", path]);
    piped(command("/no/such/python")).complains("compare-no-python");
    piped(command("true")).complains("compare-other-python");
    let mut command = workbook(&["compare", "3"]);
    command.env("PATH", "/no/such/folder");
    piped(command).complains("compare-no-python-on-path");
}

#[test]
fn a_lesson_that_fails_and_one_that_is_impossible() {
    let stage = Stage::new("compare-failing").with("lesson05", "failing.sh");
    let stage = stage.with("python", "twin.sh").with("swapped", "swapped.sh");
    let python = stage.path("python");
    let path = python.to_str().expect("UTF-8");
    let seen = piped(stage.workbook(&["compare", "5", "--python", path]));
    assert_eq!(
        (seen.status, seen.stderr.as_str()),
        (1, "Lesson 5 in Rust says on stderr:\n\nthe shop is closed\n\n")
    );
    holds("compare-wrong", &seen.stdout);
}

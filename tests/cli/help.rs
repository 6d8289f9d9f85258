//! The map, the help texts, and what is said of a command that makes no sense.

use crate::fixture::{piped, workbook};
use crate::terminal::{on_terminal, on_terminal_of};

/// Those of lessons, those of exercises, then those of the workbook itself.
const COMMANDS: [&str; 23] = [
    "check",
    "compare",
    "direct",
    "draw",
    "orders",
    "predict",
    "race",
    "run",
    "why",
    "snapshot",
    "start",
    "watch",
    "hint",
    "solution",
    "reset",
    "skip",
    "next",
    "new",
    "puzzle",
    "grade",
    "doctor",
    "completions",
    "man",
];

#[test]
fn the_map() {
    piped(workbook(&[])).shows("map", 0);
}

#[test]
fn the_map_on_a_narrow_terminal() {
    on_terminal_of(60, &workbook(&[])).shows("map-60", 0);
}

#[test]
fn the_help() {
    piped(workbook(&["--help"])).shows("help", 0);
}

#[test]
fn the_help_of_each_command() {
    for command in COMMANDS {
        let help = on_terminal(&workbook(&[command, "--help"]));
        help.shows(&format!("help-{command}"), 0);
    }
}

#[test]
fn no_help_is_wider_than_a_narrow_terminal() {
    for command in COMMANDS {
        let mut help = workbook(&[command, "--help"]);
        help.env("NO_COLOR", "1");
        let help = on_terminal_of(60, &help);
        let widest = help.stdout.lines().map(|line| line.trim_end().len()).max();
        assert!(widest <= Some(60), "{command} has {widest:?} columns");
    }
}

#[test]
fn a_lesson_has_a_number_with_or_without_a_word() {
    let [plain, padded, named] = ["3", "03", "lesson03"]
        .map(|lesson| piped(workbook(&["orders", lesson, "-n", "0"])));
    let count = "Lesson 3 has 110,866 possible outputs in 8 cases.\n";
    assert!(plain.stdout.starts_with(count), "{plain:?}");
    assert_eq!(plain.stdout, padded.stdout);
    assert_eq!(plain.stdout, named.stdout);
}

#[test]
fn a_lesson_in_place_of_an_exercise_says_what_to_type() {
    piped(workbook(&["start", "3"])).complains("lesson-as-exercise");
    piped(workbook(&["start", "99a"])).complains("no-exercise");
}

#[test]
fn an_unknown_lesson_lists_those_that_there_are() {
    // All of them take any program; `direct` needs a terminal before it says so.
    for command in COMMANDS[..9].iter().filter(|command| **command != "direct") {
        let lines = if *command == "why" { &["a", "b"][..] } else { &[] };
        let arguments = [&[*command, "99"], lines].concat();
        piped(workbook(&arguments)).complains("unknown-number");
    }
}

#[test]
fn what_is_asked_for_wrongly() {
    for (name, arguments) in [
        ("usage-command", ["walk", "3"].as_slice()),
        ("usage-missing", &["orders"]),
        ("usage-python", &["run", "3", "--python", "python3"]),
        ("usage-runs", &["race", "3", "--runs", "0"]),
    ] {
        piped(workbook(arguments)).complains(name);
    }
}

//! `race`: what is counted, and how it is shown.

use std::process::Command;

use serde_json::Value;

use crate::fixture::{piped, workbook};
use crate::stage::Stage;
use crate::terminal::on_terminal;

fn race(arguments: &[&str]) -> Command {
    let mut command = workbook(&["race"]);
    command.args(arguments);
    command
}

#[test]
fn one_possible_output() {
    piped(race(&["9", "--runs", "20"])).shows("race-9", 0);
}

#[test]
fn one_possible_output_at_another_pace() {
    let mut command = race(&["9", "--runs", "1", "--jobs", "1", "--load", "1"]);
    command.env("WORKBOOK_SPEED", "50");
    piped(command).shows("race-9-once", 0);
}

#[test]
fn one_possible_output_as_json() {
    piped(race(&["9", "--runs", "20", "--json"])).shows("race-9-json", 0);
}

/// Every run is counted once, in whichever case it is.
#[test]
fn many_possible_outputs() {
    let seen = piped(race(&["3", "--runs", "200", "--json"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let answer: Value = serde_json::from_str(&seen.stdout).expect("JSON");
    assert_eq!(answer["outputs"], "110866");
    assert_eq!(answer["complete"], true);
    let outputs = answer["histogram"].as_array().expect("a list");
    assert_eq!(answer["seen"], outputs.len());
    let runs = |of: &Value| of["runs"].as_u64().expect("a number");
    assert!(outputs.is_sorted_by(|one, next| runs(one) >= runs(next)));
    let others = answer["other_lines"].as_array().expect("a list");
    let all: u64 = outputs.iter().chain(others).map(runs).sum();
    assert_eq!(all, 200, "{answer:#}");
    assert_eq!(others.len(), 0, "{answer:#}");
}

#[test]
fn many_possible_outputs_as_rows() {
    let seen = piped(race(&["3", "--runs", "60"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let text = seen.stdout;
    assert!(text.lines().all(|row| row.len() <= 80), "{text}");
    assert!(text.starts_with("Seen "), "{text}");
    let moral = "were never seen, and each of them is possible";
    assert!(text.contains(moral), "{text}");
    // There are ten rows, and of 60 runs few have the same output.
    assert!(text.contains(" others, each "), "{text}");
}

#[test]
fn a_bar_on_a_terminal_but_not_in_a_log() {
    let command = || race(&["9", "--runs", "20"]);
    let bar = "of 20 ";
    assert!(on_terminal(&command()).stdout.contains(bar));
    let mut logged = command();
    logged.env("CI", "true");
    assert!(!on_terminal(&logged).stdout.contains(bar));
}

#[test]
fn runs_of_a_lesson_that_was_changed() {
    let stage = Stage::new("race-swapped").with("lesson05", "swapped.sh");
    let seen = piped(stage.workbook(&["race", "5", "--runs", "3"]));
    seen.shows("race-swapped", 0);
}

#[test]
fn runs_that_are_impossible() {
    // It does something else when the explorer runs it.
    let script = "if [ ${WORKBOOK_CHANCE+set} ]; then echo a; else echo b; fi";
    let run = |more: &[&str]| {
        let command = ["--runs", "3", "--", "sh", "-c", script];
        piped(race(&[more, &command].concat()))
    };
    let seen = run(&[]);
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stdout.contains("3 runs printed what is impossible."), "{seen:?}");
    assert!(seen.stdout.contains("impossible: line 1: `b` is printed"), "{seen:?}");
    let seen = run(&["--json"]);
    assert_eq!(seen.status, 1, "{seen:?}");
    let answer: Value = serde_json::from_str(&seen.stdout).expect("JSON");
    assert_eq!(answer["impossible"].as_array().map(Vec::len), Some(3), "{answer:#}");
}

#[test]
fn any_program() {
    let script = "echo a & echo b & wait";
    let seen = piped(race(&["--json", "--runs", "200", "--", "sh", "-c", script]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let answer: Value = serde_json::from_str(&seen.stdout).expect("JSON");
    assert_eq!(
        (&answer["outputs"], &answer["complete"]),
        (&"2".into(), &true.into())
    );
    assert_eq!(answer["impossible"].as_array().map(Vec::len), Some(0), "{answer:#}");
}

#[test]
fn a_run_of_any_program_that_stands_still() {
    let script = "mkfifo $0; echo a; read b < $0";
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/race-fifo");
    let _ = std::fs::remove_file(path);
    let seen = piped(race(&["--runs", "1", "--", "sh", "-c", script, path]));
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stdout.starts_with("stands still: "), "{seen:?}");
}

#[test]
fn runs_that_lack_lines_for_a_reason() {
    let stage = Stage::new("race-fast").with("lesson03", "fast.sh");
    let seen = piped(stage.workbook(&["race", "3", "--runs", "3"]));
    seen.shows("race-fast", 0);
}

#[test]
fn runs_that_fail() {
    let stage = Stage::new("race-failing").with("lesson05", "failing.sh");
    let seen = piped(stage.workbook(&["race", "5", "--runs", "3"]));
    seen.shows("race-failing", 1);
}

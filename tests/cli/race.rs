//! `race`: what is counted, and how it is shown.

use std::process::Command;

use serde_json::Value;

use crate::fixture::{piped, workbook};
use crate::stage::Stage;
use crate::support::lessons;
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

/// Every run is counted once, and every output that was seen is possible.
#[test]
fn many_possible_outputs() {
    let order = lessons::MULTIPLE_FUNCTIONS.snapshot();

    let seen = piped(race(&["3", "--runs", "200", "--json"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let answer: Value = serde_json::from_str(&seen.stdout).expect("JSON");
    assert_eq!(answer["outputs"], "73710");
    let outputs = answer["histogram"].as_array().expect("a list");
    assert_eq!(answer["seen"], outputs.len());
    let runs = |of: &Value| of["runs"].as_u64().expect("a number");
    assert!(outputs.is_sorted_by(|one, next| runs(one) >= runs(next)));
    let others = answer["other_lines"].as_array().expect("a list");
    let all: u64 = outputs.iter().chain(others).map(runs).sum();
    assert_eq!(all, 200, "{answer:#}");
    for output in outputs {
        let lines = output["lines"].as_array().expect("a list");
        let lines: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
        assert!(order.check_text(&lines.join("\n")).is_possible(), "{lines:?}");
    }
}

#[test]
fn many_possible_outputs_as_rows() {
    let seen = piped(race(&["4", "--runs", "60"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let text = seen.stdout;
    assert!(text.lines().all(|row| row.len() <= 80), "{text}");
    assert!(text.starts_with("Seen "), "{text}");
    let moral = "were never seen, and each of them is possible";
    assert!(text.contains(moral), "{text}");
    // Of 60 runs hardly two have the same output.
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
fn runs_that_are_impossible() {
    let stage = Stage::new("race-swapped").with("lesson05", "swapped.sh");
    let seen = piped(stage.workbook(&["race", "5", "--runs", "3"]));
    seen.shows("race-swapped", 1);
    let seen = piped(stage.workbook(&["race", "5", "--runs", "1", "--json"]));
    seen.shows("race-swapped-json", 1);
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

//! The command in Chinese: asked for by an option or by the environment, in any width.

use std::process::Command;

use crate::fixture::{Seen, piped, workbook};

/// No line begins with one of these.
const MARKS: &str = "，。：；？！、）”";

/// `cargo workbook` in Chinese, on so many columns.
fn in_chinese(arguments: &[&str], columns: u32) -> Command {
    let mut command = workbook(&[&["--lang", "zh-CN"], arguments].concat());
    command.env("COLUMNS", columns.to_string());
    command
}

/// So many columns: a Han character takes two.
fn width(line: &str) -> usize {
    line.chars().map(|it| if it >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// Whether every line fits, unless it is one long word.
#[track_caller]
fn fits(seen: &Seen, columns: usize) {
    for line in seen.stdout.lines() {
        let begin = line.trim_start();
        assert!(!begin.starts_with(|it| MARKS.contains(it)), "{line}");
        let is_word = !begin.contains(' ') || begin.contains("lessons/");
        assert!(width(line) <= columns || is_word, "{line}");
    }
}

#[test]
fn each_screen_on_wide_and_on_narrow_terminals() {
    for (name, arguments, status) in [
        ("map", [].as_slice(), 0),
        ("why", &["why", "3", "worker_2", "End worker_2"], 0),
        ("why-sometimes", &["why", "8", "main: breakfast", "toaster: the toast"], 0),
        ("check", &["check", "8", "lessons/03-multiple-functions/document.txt"], 1),
        ("orders", &["orders", "8", "-n", "0"], 0),
        ("hint", &["hint", "8a"], 0),
        ("help", &["--help"], 0),
        ("help-check", &["check", "--help"], 0),
        ("help-orders", &["orders", "-h"], 0),
    ] {
        for columns in [40, 80] {
            // Hints are counted.
            let folder =
                format!("{}/chinese-{columns}", env!("CARGO_TARGET_TMPDIR"));
            let _ = std::fs::remove_dir_all(&folder);
            let mut command = in_chinese(arguments, columns);
            command.env("WORKBOOK_MY", folder);
            let seen = piped(command);
            fits(&seen, columns as usize);
            seen.shows(&format!("zh-{name}-{columns}"), status);
        }
    }
}

#[test]
fn what_cannot_be_done() {
    for (name, arguments) in [
        ("lesson", ["orders", "99"].as_slice()),
        ("exercise", &["start", "3"]),
        ("command", &["walk", "3"]),
        ("missing", &["grade"]),
        ("value", &["race", "3", "--runs", "0"]),
        ("line", &["why", "3", "nothing", "End"]),
        ("file", &["check", "3", "no/such/file"]),
    ] {
        piped(in_chinese(arguments, 80)).complains(&format!("zh-error-{name}"));
    }
}

#[test]
fn the_environment_asks_for_it_and_the_option_decides() {
    let begins = |command: Command, text: &str| {
        let seen = piped(command);
        assert!(seen.stdout.starts_with(text), "{seen:?}");
    };
    for (variable, value) in
        [("LANG", "zh_CN.UTF-8"), ("LC_MESSAGES", "zh_SG"), ("LC_ALL", "zh")]
    {
        let mut command = workbook(&[]);
        command.env(variable, value);
        begins(command, "课程。");
        let mut command = workbook(&["--lang", "en"]);
        command.env(variable, value);
        begins(command, "The lessons.");
    }
    let mut command = workbook(&[]);
    command.env("LANG", "zh_CN.UTF-8").env("LC_ALL", "C");
    begins(command, "The lessons.");
    let mut command = workbook(&[]);
    command.env("LANG", "zh_TW.UTF-8");
    begins(command, "The lessons.");
}

#[test]
fn json_is_the_same_in_every_language() {
    for arguments in [
        ["orders", "8", "--seed", "1", "--json"].as_slice(),
        &["check", "8", "lessons/03-multiple-functions/document.txt", "--json"],
    ] {
        let english = piped(workbook(arguments));
        let chinese = piped(in_chinese(arguments, 80));
        assert_eq!(chinese.stdout, english.stdout);
        assert_eq!(chinese.status, english.status);
    }
}

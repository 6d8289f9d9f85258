//! `orders`: how many, and a few of them.

use std::fs;
use std::process::Command;

use crate::fixture::{piped, workbook};
use crate::stage::Stage;
use crate::terminal::on_terminal;

#[test]
fn all_of_few() {
    piped(workbook(&["orders", "7"])).shows("orders-7", 0);
}

#[test]
fn the_only_one() {
    on_terminal(&workbook(&["orders", "9"])).shows("orders-9", 0);
}

#[test]
fn some_of_many() {
    let arguments = ["orders", "3", "-n", "2", "--seed", "7"];
    piped(workbook(&arguments)).shows("orders-3", 0);
    let twin = ["orders", "3", "-n", "0", "--for", "1", "--twin"];
    let seen = piped(workbook(&twin));
    assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen:?}");
    assert!(seen.stdout.contains("there may be others"), "{seen:?}");
}

#[test]
fn as_json() {
    let arguments = ["orders", "3", "-n", "1", "--seed", "7", "--json"];
    piped(workbook(&arguments)).shows("orders-json", 0);
}

/// Main joins each worker before it goes on.
// F-17
#[test]
fn a_changed_lesson() {
    let stage = Stage::new("orders-changed").with("lesson03", "fast.sh");
    let seen = piped(stage.workbook(&["orders", "3", "-n", "0"]));
    seen.shows("orders-changed", 0);
}

#[test]
fn a_prediction_is_compared_and_kept() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/predictions");
    let _ = fs::remove_dir_all(folder);
    let predict = |count: &str| {
        let mut command = workbook(&["orders", "8", "-n", "0", "--predict", count]);
        command.env("WORKBOOK_MY", folder);
        piped(command)
    };
    let wrong = predict("6");
    assert_eq!(wrong.status, 1, "{wrong:?}");
    let said = "You predicted 6: wrong.\nLesson 8 has 21 possible outputs.\n";
    assert!(wrong.stdout.starts_with(said), "{wrong:?}");
    let right = predict("21");
    assert_eq!(right.status, 0, "{right:?}");
    assert!(right.stdout.starts_with("You predicted 21: right.\n"), "{right:?}");
    let kept =
        fs::read_to_string(format!("{folder}/predictions.txt")).expect("a file");
    let kept: Vec<_> = kept.lines().filter_map(|it| it.split_once("  ")).collect();
    let told: Vec<_> = kept.iter().map(|(_, told)| *told).collect();
    assert_eq!(
        told,
        ["lesson 8: predicted 6, has 21", "lesson 8: predicted 21, has 21"]
    );
}

/// A shell has a script's `workbook orders 25 &` ignore the signal of Ctrl-C, and what it starts
/// would ignore it, too.
#[test]
fn a_signal_that_the_caller_ignores_still_ends_the_program() {
    let workbook = workbook(&["orders", "25", "--anew"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' INT QUIT HUP; exec \"$@\"", "sh"]);
    shell.arg(workbook.get_program()).args(workbook.get_args());
    for (name, value) in workbook.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let seen = piped(shell);
    assert!(
        seen.stdout.starts_with("Lesson 25 has 6 possible outputs."),
        "{seen:?}"
    );
}

//! `direct`: by key, by a file, by itself. What it makes happen is in `tests/direct.rs`.

use std::process::Command;

use crate::fixture::{Seen, fed, holds, piped, workbook};
use crate::stage::Stage;
use crate::support::python;
use crate::terminal::{OnTerminal, start};

const QUESTION: &str = "Who goes next? (q quits)";

/// The scheduler of lesson 5: main prints, then Ada and Ben, then main.
fn lesson_05() -> OnTerminal {
    start(80, &workbook(&["direct", "5"]))
}

/// Presses each of the keys when it is asked for.
fn press(terminal: &mut OnTerminal, keys: &str) {
    for key in keys.chars() {
        terminal.wait_for(QUESTION);
        terminal.type_in(&key.to_string());
    }
}

#[test]
fn a_key_lets_one_go() {
    let mut terminal = lesson_05();
    // Main prints, and starts two. The second child prints and ends, then the first. Main
    // waits for both, prints and ends.
    press(&mut terminal, "111122111111");
    let seen = terminal.finish();
    assert_eq!(seen.status, 0, "{seen:?}");
    holds("direct-5", &seen.stdout);
}

#[test]
fn other_keys_do_nothing_and_q_ends_all() {
    let mut terminal = lesson_05();
    press(&mut terminal, "1");
    terminal.wait_for(QUESTION);
    terminal.type_in("x9q");
    let seen = terminal.finish();
    assert_eq!(seen.status, 0, "{seen:?}");
    holds("direct-5-quit", &seen.stdout);
}

const SHOPPING: [&str; 4] = [
    "main: bread for 5 coins",
    "Ben: bread, milk, soap, cake for 5 coins",
    "Ada: bread, milk, cake for 5 coins",
    "main: bread, milk, soap for 9 coins",
];

fn from_stdin() -> Command {
    workbook(&["direct", "5", "-"])
}

#[test]
fn an_output_is_made_to_happen() {
    fed(from_stdin(), &SHOPPING.join("\n")).shows("direct-5-file", 0);
}

/// Main does not list `Process-1`, which has ended by then. `check` calls that possible, and
/// so it is. // F-14
#[test]
fn an_early_end_is_made_to_happen() {
    let lines = [
        "The number of cpu is 2",
        "worker_1",
        "End worker_1",
        "The number of cpu is 2",
        "The number of cpu is 2",
        "child p.name: Process-2, p.id: 12",
        "child p.name: Process-3, p.id: 13",
        "End",
        "worker_2",
        "worker_3",
        "End worker_2",
        "End worker_3",
    ];
    let cpus = process_workbook::cpu_count().to_string();
    let text = lines.join("\n").replace("cpu is 2", &format!("cpu is {cpus}"));
    let seen = fed(workbook(&["direct", "3", "-"]), &text);
    assert_eq!(seen.status, 0, "{seen:?}");
    // The same number that `check` and `orders` name: F-14.
    let happened = "happened: with real processes, one of 110,866 possible outputs of \
                    lesson 3\n";
    assert!(seen.stdout.ends_with(happened), "{seen:?}");
}

#[test]
fn an_impossible_one_is_refused_by_its_rule() {
    let mut lines = SHOPPING;
    lines.swap(2, 3);
    fed(from_stdin(), &lines.join("\n")).shows("direct-5-impossible", 1);
}

#[test]
fn the_same_seed_makes_the_same_output() {
    let direct = || piped(workbook(&["direct", "13", "--random", "7"]));
    let Seen { status, stdout, .. } = direct();
    assert_eq!(status, 0, "{stdout}");
    holds("direct-13-random", &stdout);
    assert_eq!(direct().stdout, stdout);
}

/// Whichever case they are of.
#[test]
fn outputs_of_all_runs_are_drawn_and_made_to_happen() {
    for seed in ["1", "2", "3", "4", "5"] {
        let seen = piped(workbook(&["direct", "3", "--random", seed]));
        assert_eq!(seen.status, 0, "{seen:?}");
        let happened = "one of 110,866 possible outputs of lesson 3\n";
        assert!(seen.stdout.ends_with(happened), "{seen:?}");
    }
}

#[test]
fn the_rarest() {
    piped(workbook(&["direct", "5", "--rarest"])).shows("direct-5-rarest", 0);
}

#[test]
fn the_twin() {
    let Some(python) = python::find("direct --twin") else { return };
    let python = python.command();
    let path = python.get_program().to_str().expect("UTF-8");
    let command = workbook(&["direct", "5", "-", "--twin", "--python", path]);
    fed(command, &SHOPPING.join("\n")).shows("direct-5-twin", 0);
}

// F-31
#[test]
fn the_twin_prints_the_document() {
    let Some(python) = python::find("direct --twin, the document") else { return };
    let python = python.command();
    let path = python.get_program().to_str().expect("UTF-8");
    let document = "lessons/03-multiple-functions/document.txt";
    let seen =
        piped(workbook(&["direct", "3", document, "--twin", "--python", path]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let children: Vec<_> =
        seen.stdout.lines().filter(|line| line.contains("child p.name")).collect();
    let names = children.iter().map(|line| &line.trim()[..23]);
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["2", "3", "1"].map(|it| format!("child p.name: Process-{it}"))
    );
}

#[test]
fn who_goes_round_without_end_is_told_from_who_waits() {
    // F-37
    let stage = Stage::new("direct-polling").with("lesson05", "polling.sh");
    let mut terminal = start(80, &stage.workbook(&["direct", "5"]));
    // The shell starts Ada, and then looks for a file again and again.
    press(&mut terminal, "1");
    let seen = terminal.finish();
    assert_eq!(seen.status, 1, "{seen:?}");
    holds("direct-polling", &seen.stdout);
}

#[test]
fn what_a_changed_lesson_does_not_print_did_not_happen() {
    let stage = Stage::new("direct-changed").with("lesson05", "polling.sh");
    let command = stage.workbook(&["direct", "5", "-"]);
    fed(command, &SHOPPING.join("\n")).shows("direct-changed", 1);
}

#[test]
fn without_a_terminal_it_asks_nobody() {
    piped(workbook(&["direct", "5"])).complains("direct-no-terminal");
    let mut command = workbook(&["direct", "5"]);
    command.env("CI", "true");
    let seen = start(80, &command).finish();
    assert_eq!(seen.status, 2, "{seen:?}");
}

#[test]
fn ctrl_c_leaves_nobody() {
    let stage = Stage::new("direct-ctrl-c").with("lesson05", "held.sh");
    let mut terminal = start(80, &stage.workbook(&["direct", "5"]));
    // The shell starts a child, which tells that it is there.
    press(&mut terminal, "12");
    let held = stage.held();
    terminal.type_ctrl_c();
    let seen = terminal.finish();
    assert_eq!(seen.status, 130, "{seen:?}");
    held.until_let_go();
}

#[test]
fn ctrl_c_leaves_nobody_when_it_asks() {
    let mut terminal = lesson_05();
    press(&mut terminal, "1");
    terminal.wait_for(QUESTION);
    terminal.type_ctrl_c();
    // Whoever was left would keep the terminal.
    let seen = terminal.finish();
    assert_eq!(seen.status, 130, "{seen:?}");
}

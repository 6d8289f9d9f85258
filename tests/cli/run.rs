//! `run`: lanes, timeline and verdict.

use std::process::Command;

use process_order::{Writer, Written};

use crate::fixture::{Seen, holds, piped, workbook};
use crate::stage::Stage;
use crate::support::{lessons, python};
use crate::terminal::{on_terminal, on_terminal_of};

/// Runs a lesson that hardly pauses.
fn run(arguments: &[&str]) -> Command {
    let mut command = workbook(&["run"]);
    command.args(arguments).env("WORKBOOK_SPEED", "1000");
    command
}

/// That it shows what the snapshot says. Of two processes the rows can come in any order, so
/// here they stand process by process.
#[track_caller]
fn shows_by_process(snapshot: &str, seen: &Seen) {
    assert_eq!(seen.status, 0, "{seen:?}");
    let text = seen.stdout.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(|rows| {
        let mut rows: Vec<_> = rows.lines().collect();
        rows.sort_by_key(|row| name(row));
        rows.join("\n")
    });
    holds(snapshot, &paragraphs.collect::<Vec<_>>().join("\n\n"));
}

/// The first word that is no time, of a row; nothing of sentences.
fn name(row: &str) -> Option<&str> {
    let mut words =
        row.split_whitespace().skip_while(|word| word.parse::<f64>().is_ok());
    words.next().filter(|_| row.contains("  "))
}

#[test]
fn one_process_in_pipes() {
    let seen = piped(run(&["9"]));
    assert_eq!(seen.status, 0);
    holds("run-9", &seen.stdout);
    assert!(seen.stderr.contains("the oven is on fire"), "{seen:?}");
}

#[test]
fn many_processes_in_pipes() {
    shows_by_process("run-13", &piped(run(&["13"])));
}

#[test]
fn many_processes_on_a_terminal_have_colours() {
    shows_by_process("run-13-terminal", &on_terminal(&run(&["13"])));
}

#[test]
fn colours_can_be_unwanted() {
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb"), ("CLICOLOR", "0")] {
        let mut command = run(&["13"]);
        command.env(name, value);
        // The same as in pipes.
        shows_by_process("run-13", &on_terminal(&command));
    }
}

#[test]
fn many_processes_on_a_narrow_terminal() {
    let mut command = run(&["4"]);
    // How far the search for all runs has come is not a row.
    command.env("NO_COLOR", "1").env("CI", "true");
    let seen = on_terminal_of(60, &command);
    let text = seen.stdout.replace("\r\n", "\n");
    assert!(text.lines().all(|row| row.chars().count() <= 60), "{text}");
    assert!(text.contains('…'), "a row of the timeline is cut: {text}");
    assert_eq!(seen.status, 0);
}

/// Every row has its process as its first word: given these writers, the run is possible.
#[test]
fn each_line_is_in_the_lane_of_its_process() {
    let order = lessons::NAMES.order();
    for _ in 0..20 {
        let seen = piped(run(&["6"]));
        let (rows, _) = seen.stdout.split_once("\n\n").expect("a timeline");
        let lines = rows.lines().map(|row| {
            let (name, text) = row.split_once(' ').expect("a name and a text");
            let process = order.process(name).expect("a process of the order");
            let lane = process.index();
            let blanks = text.len() - text.trim_start().len();
            assert_eq!(name.len() + 1 + blanks, 13 + 2 * lane, "{rows}");
            Written { writer: Writer::Process(process), text: text.trim_start() }
        });
        let lines: Vec<_> = lines.collect();
        assert!(order.check(lines).is_possible(), "{rows}");
    }
}

#[test]
fn the_twin() {
    let Some(python) = python::find("run --twin") else { return };
    let python = python.command();
    let path = python.get_program().to_str().expect("UTF-8");
    let seen = piped(run(&["9", "--twin", "--python", path]));
    assert_eq!(seen.status, 0, "{seen:?}");
    holds("run-9-twin", &seen.stdout);

    let seen = piped(run(&["5", "--twin", "--python", path]));
    let of_children = seen.stdout.lines().filter(|row| row.starts_with("pid "));
    assert_eq!(of_children.count(), 2, "{seen:?}");
}

#[test]
fn a_run_of_a_lesson_that_was_changed() {
    let stage = Stage::new("run-swapped").with("lesson05", "swapped.sh");
    let seen = piped(stage.workbook(&["run", "5"]));
    assert_eq!(seen.status, 0, "{seen:?}");
    let verdict = "possible: the only possible output of lesson 5\nThis is not the \
                   chapter's program any more: ";
    assert!(seen.stdout.contains(verdict), "{seen:?}");
}

#[test]
fn a_run_that_lacks_lines_for_a_reason() {
    let stage = Stage::new("run-fast").with("lesson03", "fast.sh");
    piped(stage.workbook(&["run", "3"])).shows("run-fast", 0);
}

#[test]
fn a_lesson_that_fails() {
    let stage = Stage::new("run-failing").with("lesson05", "failing.sh");
    let seen = piped(stage.workbook(&["run", "5"]));
    assert_eq!((seen.status, seen.stderr.as_str()), (1, "the shop is closed\n"));
    holds("run-failing", &seen.stdout);
}

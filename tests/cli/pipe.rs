//! A reader who has seen enough: the command ends, without a word and without a fault.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::fixture::{within_patience, workbook};
use crate::stage::Stage;

/// Reads the first line and closes the pipe, as `| head -1` does; then what it says on stderr,
/// and its exit status.
#[track_caller]
fn ends_quietly(mut command: Command) {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it can be run");
    let (line, stderr, status) = within_patience(move || {
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::with_capacity(1, stdout).read_line(&mut line).expect("a line");
        let mut stderr = String::new();
        let mut pipe = child.stderr.take().expect("it is piped");
        pipe.read_to_string(&mut stderr).expect("UTF-8");
        (line, stderr, child.wait().expect("a child"))
    });
    assert!(line.ends_with('\n'), "{line:?}");
    assert_eq!((stderr.as_str(), status.code()), ("", Some(0)));
}

#[test]
fn of_very_long_answers() {
    ends_quietly(workbook(&["orders", "3", "-n", "5000"]));
    ends_quietly(workbook(&["orders", "3", "-n", "5000", "--json"]));
}

#[test]
fn of_short_answers() {
    ends_quietly(workbook(&[]));
    ends_quietly(workbook(&["--help"]));
    ends_quietly(workbook(&["why", "3", "worker_3", "End"]));
    ends_quietly(workbook(&["race", "9", "--runs", "2"]));
}

#[test]
fn of_a_lesson_that_goes_on() {
    let stage = Stage::new("closed-pipe").with("lesson05", "endless.sh");
    for command in ["run", "check"] {
        let command = stage.workbook(&[command, "5"]);
        let ended = std::thread::spawn(move || ends_quietly(command));
        let held = stage.held();
        ended.join().expect("it ends quietly");
        held.until_let_go();
    }
}

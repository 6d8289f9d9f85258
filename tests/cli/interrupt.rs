//! Ctrl-C and a polite kill in the middle: exit status 130, and nobody is left.

use std::process::Command;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::fixture::within_patience;
use crate::stage::Stage;
use crate::terminal::start;

/// As a shell says that `SIGINT` has ended a program.
const INTERRUPTED: i32 = 130;

/// The commands that run something, on a stage on which that never ends by itself.
fn endless(name: &str) -> (Stage, [Vec<String>; 4]) {
    let stage = Stage::new(name).with("lesson05", "held.sh");
    let stage = stage.with("python", "held.sh");
    let python = stage.path("python").to_str().expect("UTF-8").to_owned();
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    let commands = [
        words(&["run", "5"]),
        words(&["check", "5", "--twin", "--python", &python]),
        words(&["race", "5", "--jobs", "3", "--load", "1"]),
        words(&["compare", "5", "--python", &python]),
    ];
    (stage, commands)
}

fn command(stage: &Stage, words: &[String]) -> Command {
    stage.workbook(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn ctrl_c_leaves_nobody() {
    let (stage, commands) = endless("ctrl-c");
    for words in commands {
        let mut running = start(80, &command(&stage, &words));
        let held = stage.held();
        running.type_ctrl_c();
        // Of what it shows nothing is certain: Ctrl-C makes the terminal forget it.
        let seen = running.finish();
        assert_eq!(seen.status, INTERRUPTED, "{words:?}: {seen:?}");
        held.until_let_go();
    }
}

#[test]
fn sigterm_leaves_nobody() {
    let (stage, commands) = endless("sigterm");
    for words in commands {
        let mut child = command(&stage, &words).spawn().expect("it can be run");
        let held = stage.held();
        let pid = Pid::from_raw(child.id().cast_signed());
        kill(pid, Signal::SIGTERM).expect("it runs");
        let status = within_patience(move || child.wait()).expect("a child");
        assert_eq!(status.code(), Some(INTERRUPTED), "{words:?}");
        held.until_let_go();
    }
}

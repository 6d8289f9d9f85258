//! An end in the middle, by a key, by a signal, by a kill: nobody is left.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::fixture::{within_patience, workbook};
use crate::stage::Stage;
use crate::terminal::start;

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
        assert_eq!(seen.status, as_status(Signal::SIGINT), "{words:?}: {seen:?}");
        held.until_let_go();
    }
}

// F-34
#[test]
fn a_race_that_is_stopped_shows_what_it_has() {
    let race = ["race", "--runs", "1000000", "--", "echo", "on your marks"];
    let mut running = start(80, &workbook(&race));
    running.wait_for("Seen 1 of 1 possible output");
    running.type_ctrl_c();
    let seen = running.finish();
    assert_eq!(seen.status, 0, "{seen:?}");
    assert!(seen.stdout.contains(" of 1,000,000 runs."), "{seen:?}");
    let (_, shown) = seen.stdout.split_once("Stopped after ").expect("it says so");
    assert!(shown.contains("on your marks"), "{shown}");
}

/// Starts a command, and sends it `signal` when what it has started is held.
#[track_caller]
fn is_signalled(stage: &Stage, words: &[String], signal: Signal) -> ExitStatus {
    let mut child = command(stage, words).spawn().expect("it can be run");
    let held = stage.held();
    let pid = Pid::from_raw(child.id().cast_signed());
    kill(pid, signal).expect("it runs");
    let status = within_patience(move || child.wait()).expect("a child");
    held.until_let_go();
    status
}

// F-86
#[test]
fn a_signal_that_asks_for_the_end_leaves_nobody() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        let (stage, commands) = endless(signal.as_str());
        for words in commands {
            let status = is_signalled(&stage, &words, signal);
            assert_eq!(status.code(), Some(as_status(signal)), "{words:?}");
        }
    }
}

// F-86
#[test]
fn a_kill_leaves_nobody() {
    let (stage, commands) = endless("sigkill");
    for words in commands {
        let status = is_signalled(&stage, &words, Signal::SIGKILL);
        assert_eq!(status.signal(), Some(Signal::SIGKILL as i32), "{words:?}");
    }
}

/// As a shell says that a signal has ended a program.
fn as_status(signal: Signal) -> i32 {
    128 + signal as i32
}

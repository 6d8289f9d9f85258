//! A program that stands still is told from one that never ends, and nobody of it is left.

use std::fs;
use std::thread;
use std::time::Instant;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

use crate::fixture::{PATIENCE, piped, workbook};
use crate::stage::Stage;
use crate::terminal::start;

/// Lesson 5, played by a script that stands still.
fn stage(name: &str) -> Stage {
    let stage = Stage::new(name).with("lesson05", "still.sh");
    mkfifo(&stage.path("gate.pipe"), Mode::S_IRWXU).expect("a named pipe");
    stage
}

/// Waits until no process has the gate of `stage` in its environment: whoever was killed may
/// still be on its way.
#[track_caller]
fn assert_nobody_is_left(stage: &Stage) {
    let start = Instant::now();
    while is_anybody_left(stage) {
        assert!(start.elapsed() < PATIENCE, "somebody is left");
        thread::yield_now();
    }
}

fn is_anybody_left(stage: &Stage) -> bool {
    let gate = format!("GATE={}", stage.path("gate").display());
    let processes = fs::read_dir("/proc").expect("procfs").flatten();
    let mut environments =
        processes.filter_map(|it| fs::read(it.path().join("environ")).ok());
    environments.any(|it| {
        it.split(|byte| *byte == 0).any(|variable| variable == gate.as_bytes())
    })
}

const STILL: &str =
    "stands still: main waits for main.1 to end; main.1 waits to read from";

// F-30, F-37
#[test]
fn who_waits_for_whom_is_said_by_every_command_that_runs_it() {
    let stage = stage("still-commands");
    for arguments in [
        ["run", "5"].as_slice(),
        &["check", "5"],
        &["race", "5", "--runs", "3"],
        &["run", "--", "./lesson05"],
    ] {
        let mut command = stage.workbook(arguments);
        command.current_dir(stage.path(""));
        let seen = piped(command);
        assert_eq!(seen.status, 1, "{arguments:?}: {seen:?}");
        let said = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(STILL), "{arguments:?}: {seen:?}");
    }
    assert_nobody_is_left(&stage);
}

// F-30
#[test]
fn the_scheduler_is_told_that_nobody_can_go_on() {
    let stage = stage("still-direct");
    let mut terminal = start(80, &stage.workbook(&["direct", "5"]));
    for key in ["1", "1"] {
        terminal.wait_for("Who goes next? (q quits)");
        terminal.type_in(key);
    }
    let seen = terminal.finish();
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stdout.contains("stands still"), "{seen:?}");
    assert!(seen.stdout.contains("main waits for main.1 to end"), "{seen:?}");
    assert_nobody_is_left(&stage);
}

/// A program of Python whose main fails while its child waits for a message from it: at the
/// end main waits for its children.
const PANICKED: &str = "
import multiprocessing
multiprocessing.set_start_method('fork')
ear, voice = multiprocessing.Pipe()
child = multiprocessing.Process(target=ear.recv)
child.start()
raise SystemExit('main fails')
";

// F-37
#[test]
fn a_main_that_fails_while_its_child_waits_stands_still() {
    let Some(python) = crate::support::python::find("a failing main") else {
        return;
    };
    let python = python.command();
    let path = python.get_program().to_str().expect("UTF-8").to_owned();
    let seen = piped(workbook(&["run", "--", &path, "-c", PANICKED]));
    assert_eq!(seen.status, 1, "{seen:?}");
    let said = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("stands still: main waits for main.1 to end"), "{seen:?}");
}

/// A shell waits for its jobs by waiting for the signal that a child's end sends.
#[test]
fn a_shell_that_waits_for_a_job_waits_for_that() {
    let stage = stage("still-job");
    let mut command = stage.workbook(&["run", "--", "sh", "-c"]);
    command.arg("(read -r line <&3) 3<>gate & wait").current_dir(stage.path(""));
    let seen = piped(command);
    assert_eq!(seen.status, 1, "{seen:?}");
    let said = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("main waits for a signal, for main.1"), "{seen:?}");
}

//! Nothing of a learner's program runs away: not what prints without end, not who has left
//! its process group, not when `check` itself is killed.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::OpenOptionsExt;

use nix::libc::O_NONBLOCK;
use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::unistd::{Pid, mkfifo};

use crate::exercise::{Exercise, read};
use crate::fixture::within_patience;
use crate::learner::{Learner, holds};

// F-81
#[test]
fn who_prints_without_end_is_told_so() {
    let learner = Learner::new("flood");
    let exercise = Exercise::named("3a");
    for print in [
        "for n in 0.. { println!(\"line {n}\"); }",
        // One line that never ends.
        "loop { print!(\"x\"); }",
        "print!(\"{}\", \"x\".repeat(200_000));",
    ] {
        learner.answers(&exercise, &format!("fn main() {{ {print} }}"));
        holds("flood", &learner.says(&["check", "3a"], 1));
    }
}

// F-81
#[test]
fn of_a_flood_on_stderr_the_beginning_and_the_end_are_shown() {
    let learner = Learner::new("flood-stderr");
    let exercise = Exercise::named("3a");
    // Three megabytes.
    let flood = "eprintln!(\"the first\"); for n in 0..100_000 { \
                 eprintln!(\"this is line {n} of them\"); } eprintln!(\"the last\");";
    let solution = read(&exercise.solution());
    let main = "fn main() -> Result<()> {";
    assert!(solution.contains(main));
    learner.answers(&exercise, &solution.replace(main, &format!("{main} {flood}")));
    let seen = learner.run(&["check", "3a"]);
    assert_eq!(seen.status, 0, "{seen:?}");
    let said = seen.stderr.find("the first\n").map(|start| &seen.stderr[start..]);
    let said = said.expect("the beginning is shown");
    assert!(said.ends_with("the last\n"));
    assert!(said.contains(" bytes are left out here ...]\n"));
    assert!(said.len() < 16_000, "{} bytes", said.len());
}

// F-86
#[test]
fn what_a_program_says_cannot_command_the_terminal() {
    let learner = Learner::new("escapes");
    let exercise = Exercise::named("3a");
    let program = "fn main() { eprintln!(\"\\x1b]0;title\\x07\"); loop { \
                   println!(\"\\x1b[2J\"); process_workbook::sleep(1e9); } }";
    learner.answers(&exercise, program);
    let seen = learner.run(&["check", "3a"]);
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(seen.stderr.contains("\\u{1b}]0;title\\u{7}\n"), "{seen:?}");
    assert!(seen.stdout.contains("it printed `\\u{1b}[2J`"), "{seen:?}");
    assert!(!seen.stdout.contains('\x1b') && !seen.stderr.contains('\x1b'));
}

/// A program with this in main, which has a gate: a FIFO that is open for writing as long as
/// a process of it lives that has it as its stdout, `held` for one.
fn gated(learner: &Learner, main: &str) -> String {
    let gate = learner.path("gate");
    let path = gate.display();
    fs::create_dir_all(learner.path("")).expect("a folder");
    // It is there from an earlier program.
    let _ = mkfifo(&gate, Mode::S_IRWXU);
    format!(
        "use std::process::{{Command, Stdio}};
         let gate = std::fs::File::options().write(true).open({:?}).unwrap();
         // It leaves the process group.
         let mut held = Command::new(\"setsid\");
         held.args([\"sh\", \"-c\", \"echo held; exec sleep 86400\"]);
         held.stderr(Stdio::null()).stdout(gate.try_clone().unwrap());
         held.spawn().unwrap();
         {main}",
        path.to_string()
    )
}

/// Waits until the gate is held, does `then`, and waits until nobody holds it.
fn while_held(learner: &Learner, then: impl FnOnce() + Send + 'static) {
    let gate = learner.path("gate");
    within_patience(move || {
        let mut gate = BufReader::new(File::open(gate).expect("it is there"));
        let mut line = String::new();
        gate.read_line(&mut line).expect("UTF-8");
        assert_eq!(line, "held\n");
        then();
        gate.read_to_string(&mut line).expect("UTF-8");
    });
}

// F-86
#[test]
fn who_has_left_the_process_group_is_mentioned_and_ended() {
    let learner = Learner::new("setsid");
    let exercise = Exercise::named("3a");
    let solution = read(&exercise.solution());
    let main = "fn main() -> Result<()> {";
    let leaving = gated(&learner, "drop(gate);");
    learner.answers(
        &exercise,
        &solution.replace(
            main,
            &format!("{main} #[expect(clippy::all)] {{ {leaving} }}"),
        ),
    );
    // Open all the time, so that nobody has to wait for a reader.
    let gate = File::options()
        .read(true)
        .custom_flags(O_NONBLOCK)
        .open(learner.path("gate"));
    let said = learner.says(&["check", "3a"], 1);
    assert!(said.contains("not yet: left behind\n"), "{said}");
    let held = gate.expect("it is there").read_to_string(&mut String::new());
    held.expect("nobody has the gate open any more");
}

// F-86
#[test]
fn a_kill_of_check_leaves_nobody() {
    let learner = Learner::new("killed");
    let exercise = Exercise::named("3a");
    let endless = gated(&learner, "loop { std::hint::spin_loop() }");
    learner.answers(&exercise, &format!("fn main() {{ {endless} }}"));
    for signal in [Signal::SIGKILL, Signal::SIGQUIT, Signal::SIGTERM] {
        let mut check = learner.command(&["check", "3a"]);
        let mut check = check.spawn().expect("it can be run");
        let pid = Pid::from_raw(check.id().cast_signed());
        while_held(&learner, move || kill(pid, signal).expect("it runs"));
        assert!(!check.wait().expect("a child").success());
    }
}

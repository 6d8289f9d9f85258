//! `watch`: a check on every save, and everything by keyboard.

use std::fs;

use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};

use crate::exercise::{Exercise, read};
use crate::learner::Learner;
use crate::terminal;

#[test]
fn a_save_is_checked_and_keys_do_the_rest() {
    let learner = Learner::new("watch");
    let exercise = Exercise::named("3a");
    let mut watch = terminal::start(80, &learner.command(&["watch", "3a"]));
    watch.wait_for("Exercise 3a: ");
    watch.wait_for(": missing order");
    watch.wait_for("q: quit");
    watch.type_in("h");
    watch.wait_for("Hint 1 of 4, the question");
    watch.type_in("n");
    watch.wait_for("3a is not done");

    fs::write(learner.file(&exercise), "fn main() { 1 + }").expect("mine");
    watch.wait_for("does not compile");
    watch.type_in("\n");
    watch.wait_for("does not compile");
    let solution = learner.path("solution.rs");
    fs::write(&solution, read(&exercise.solution())).expect("mine");
    // As an editor does that never leaves half a file.
    fs::rename(solution, learner.file(&exercise)).expect("mine");
    watch.wait_for(": 3a. 630 possible outputs as given, 210 now.");
    watch.wait_for("n: next");
    watch.type_in("n");
    watch.wait_for("Exercise 3b: ");
    watch.wait_for(": missing order");
    watch.type_in("s");
    watch.wait_for("3b is skipped");
    watch.wait_for("q: quit");
    watch.type_in("q");
    assert_eq!(watch.finish().status, 0);
}

/// Watches, types `key`, and shows how the terminal is after that, and the exit status.
fn is_ended_by(key: &str, name: &str, signal: &str, status: i32) {
    let learner = Learner::new(name);
    let mut shell = learner.command(&["watch", "3a"]);
    // The shell goes on after the interrupted command, and shows how the terminal is.
    let workbook = env!("CARGO_BIN_EXE_workbook");
    let script = format!(
        "trap : {signal}; stty echo; \"$0\" watch 3a; echo status $?; stty -a"
    );
    let mut command = crate::fixture::clean("sh", &["-c", &script, workbook]);
    for (name, value) in shell.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    shell.args(Vec::<String>::new());
    let mut watch = terminal::start(80, &command);
    watch.wait_for("q: quit");
    watch.type_in(key);
    let status = format!("status {status}");
    watch.wait_for(&status);
    let shown = watch.finish().stdout;
    let settings = shown.rsplit(&status).next().unwrap_or_default();
    for setting in [" icanon", " echo "] {
        assert!(settings.contains(setting), "{settings}");
    }
}

#[test]
fn ctrl_c_ends_it_and_the_terminal_is_as_before() {
    is_ended_by("\x03", "watch-interrupted", "INT", 130);
}

// F-86
#[test]
fn ctrl_backslash_does_the_same() {
    is_ended_by("\x1c", "watch-quit", "QUIT", 131);
}

// F-34
#[test]
fn after_a_stop_keys_come_without_enter_again() {
    let learner = Learner::new("watch-stopped");
    let mut watch = terminal::start(80, &learner.command(&["watch", "3a"]));
    watch.wait_for("q: quit");
    kill(watch.pid(), Signal::SIGSTOP).expect("it runs");
    // What a shell does with its terminal meanwhile.
    let mut settings = tcgetattr(watch.terminal()).expect("a terminal");
    settings.local_flags.insert(LocalFlags::ICANON | LocalFlags::ECHO);
    tcsetattr(watch.terminal(), SetArg::TCSANOW, &settings).expect("a terminal");
    kill(watch.pid(), Signal::SIGCONT).expect("it is there");
    watch.type_in("h");
    watch.wait_for("Hint 1 of 4, the question");
    let settings = tcgetattr(watch.terminal()).expect("a terminal");
    assert!(!settings.local_flags.contains(LocalFlags::ECHO));
    watch.type_in("q");
    assert_eq!(watch.finish().status, 0);
}

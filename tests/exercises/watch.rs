//! `watch`: a check on every save, and everything by keyboard.

use std::fs;

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

#[test]
fn ctrl_c_ends_it_and_the_terminal_is_as_before() {
    let learner = Learner::new("watch-interrupted");
    let mut shell = learner.command(&["watch", "3a"]);
    // The shell goes on after the interrupted command, and shows how the terminal is.
    let workbook = env!("CARGO_BIN_EXE_workbook");
    let mut command = crate::fixture::clean(
        "sh",
        &[
            "-c",
            "trap : INT; stty echo; \"$0\" watch 3a; echo status $?; stty -a",
            workbook,
        ],
    );
    for (name, value) in shell.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    shell.args(Vec::<String>::new());
    let mut watch = terminal::start(80, &command);
    watch.wait_for("q: quit");
    watch.type_ctrl_c();
    watch.wait_for("status 130");
    let shown = watch.finish().stdout;
    let settings = shown.rsplit("status 130").next().unwrap_or_default();
    for setting in [" icanon", " echo "] {
        assert!(settings.contains(setting), "{settings}");
    }
}

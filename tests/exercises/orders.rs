//! All runs of each exercise as it is given, and of its solution.

use std::env;
use std::path::Path;
use std::process::Command;

use insta::Settings;
use process_order::Cases;
use process_workbook::explore::{Exploration, Explorer};

use crate::at_once;
use crate::exercise::{Exercise, read, record};

/// How often each solution is run. `LESSON_RUNS` in the environment says otherwise.
fn runs() -> usize {
    match env::var("LESSON_RUNS") {
        Ok(runs) => runs.parse().expect("LESSON_RUNS is a whole number"),
        Err(_) => 100,
    }
}

#[test]
fn every_solution_has_the_runs_that_its_snapshot_says_however_often_it_is_run() {
    at_once::each(&Exercise::all(), |exercise| {
        let cases = explored(&exercise.solution_command());
        // The check holds every order of the learner's program against that one; two sections
        // under a lock have two.
        let ways = if LOCKED.contains(&&*exercise.name) { 2 } else { 1 };
        assert_eq!(cases.orders().len(), ways, "{}: {cases}", exercise.name);
        assert_eq!(cases.deadlocks().len(), 0, "{}: {cases}", exercise.name);
        let left_open = LEFT_OPEN.contains(&&*exercise.name);
        assert!(cases.is_complete() || left_open, "{}", exercise.name);
        holds(exercise, &exercise.folder.join("solutions"), &cases);
        for _ in 0..runs() {
            let run = record(exercise.solution_command());
            assert!(!run.timed_out, "{} hangs: {run:#?}", exercise.name);
            let text = String::from_utf8_lossy(&run.output);
            let answer = cases.check_text(&text);
            assert!(answer.is_possible(), "{}: {answer:?}\n{text}", exercise.name);
        }
    });
}

#[test]
fn every_exercise_has_the_runs_that_its_snapshot_says() {
    at_once::each(&Exercise::all(), |exercise| {
        if is_endless(exercise) {
            let snapshot = exercise.snapshot(&exercise.folder);
            assert!(snapshot.is_none(), "{}", exercise.name);
            return;
        }
        holds(exercise, &exercise.folder, &explored(&exercise.command()));
    });
}

/// Of these not all runs are known: they have too many, or send random numbers, of which
/// the lengths may be the same in all runs or not, or have threads.
pub(crate) const LEFT_OPEN: &[&str] = &["12b", "19a", "19b", "20b", "24a", "24b"];

/// In the solutions of these, two processes exclude each other by a lock.
const LOCKED: &[&str] = &["22a", "22b"];

/// The command that checks `exercise`, with as much time as it takes when every core is busy.
pub(crate) fn check<'a>(exercise: &'a Exercise, more: &[&'a str]) -> Vec<&'a str> {
    let has_too_many_runs = ["12b", "19b"].contains(&&*exercise.name);
    let seconds = if has_too_many_runs { "4" } else { "100" };
    [&["check", &exercise.name, "--for", seconds], more].concat()
}

/// Whether an exercise says that it never ends as it is given, which its check proves.
fn is_endless(exercise: &Exercise) -> bool {
    let hints = read(&exercise.hints());
    let title = hints.lines().next().unwrap_or_default();
    let never_ends =
        title.ends_with(": never ends") || title.ends_with(": stands still");
    never_ends && !ENDS_MOSTLY.contains(&&*exercise.name)
}

/// Of these some runs stand still, and others end.
const ENDS_MOSTLY: &[&str] = &["22b"];

/// All runs; of a program that has very many, the first.
pub(crate) fn explore(command: &Command) -> Exploration {
    let again = || {
        let mut again = Command::new(command.get_program());
        let variables = command.get_envs();
        again.envs(variables.filter_map(|(name, value)| Some((name, value?))));
        again
    };
    Explorer::new(again).most_runs(300).explore().expect("it can be traced")
}

fn explored(command: &Command) -> Cases {
    explore(command).cases()
}

/// That these are the runs in the snapshot. How far the search comes of a program whose runs
/// are left open differs from one time to the next, but it finds nothing that is not known.
fn holds(exercise: &Exercise, folder: &Path, cases: &Cases) {
    let left_open = LEFT_OPEN.contains(&&*exercise.name);
    let known = exercise.snapshot(folder).filter(|_| left_open);
    if let Some(known) = known
        && !(known.is_complete() && cases.is_complete())
    {
        let comparison = cases.compare(&known).expect("they are small");
        let news = comparison.first_only;
        assert!(news.is_none(), "{}: {news:#?}", exercise.name);
        assert!(!cases.orders().is_empty(), "{}", exercise.name);
        return;
    }
    let mut settings = Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(exercise.snapshot_name(), cases));
}

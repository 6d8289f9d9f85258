//! The order of each exercise as it is given, and of its solution.

use std::env;
use std::path::Path;

use insta::Settings;
use process_order::Order;
use process_workbook::record::Recording;

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
fn every_solution_keeps_its_order_however_often_it_is_run() {
    at_once::each(&Exercise::all(), |exercise| {
        let folder = exercise.folder.join("solutions");
        let order =
            order_of(exercise, &folder, &record(exercise.solution_command()));
        holds(exercise, &folder, &order);
        for _ in 1..runs() {
            let run = record(exercise.solution_command());
            let other = order_of(exercise, &folder, &run);
            let differences = other.differences(&order);
            assert!(differences.is_empty(), "{}: {differences:#?}", exercise.name);
        }
    });
}

#[test]
fn every_exercise_has_the_order_that_its_snapshot_says() {
    at_once::each(&Exercise::all(), |exercise| {
        if is_endless(exercise) {
            assert_eq!(
                exercise.snapshot(&exercise.folder),
                None,
                "{}",
                exercise.name
            );
            return;
        }
        let run = record(exercise.command());
        holds(
            exercise,
            &exercise.folder,
            &order_of(exercise, &exercise.folder, &run),
        );
    });
}

/// Whether an exercise says that it never ends as it is given, which its check proves. Such
/// a program has no order.
fn is_endless(exercise: &Exercise) -> bool {
    let hints = read(&exercise.hints());
    let title = hints.lines().next().unwrap_or_default();
    title.ends_with(": never ends") || title.ends_with(": stands still")
}

/// The order of a run. What varies beside pids, times and keys is a placeholder when it is
/// one in the snapshot.
fn order_of(exercise: &Exercise, folder: &Path, run: &Recording) -> Order {
    let Exercise { name, .. } = exercise;
    assert!(!run.timed_out, "{name} hangs: {run:#?}");
    let order = match exercise.snapshot(folder) {
        Some(snapshot) => run.order_like(&snapshot),
        None => run.order(),
    };
    order.unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn holds(exercise: &Exercise, folder: &Path, order: &Order) {
    let mut settings = Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(exercise.snapshot_name(), order));
}

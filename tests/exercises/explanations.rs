//! What the check says of every exercise as it is given, and of its solution.

use crate::at_once;
use crate::exercise::{Exercise, read};
use crate::learner::{Learner, holds};
use crate::orders::{self, check};

#[test]
fn every_exercise_fails_its_check_for_the_reason_that_it_teaches() {
    let learner = Learner::guest("given");
    at_once::each(&Exercise::all(), |exercise| {
        let said = learner.says(&check(exercise, &["--given"]), 1);
        holds(&exercise.name, &said);
        let first = said.lines().next().unwrap_or_default();
        let hints = read(&exercise.hints());
        let title = hints.lines().next().unwrap_or_default();
        let reason = title.strip_prefix(&format!("# Exercise {}: ", exercise.name));
        let reason = reason.unwrap_or_else(|| panic!("{}: {title}", exercise.name));
        assert_eq!(first, format!("not yet: {reason}"), "{}", exercise.name);
    });
}

#[test]
fn every_solution_passes_its_check() {
    let learner = Learner::guest("solution");
    at_once::each(&Exercise::all(), |exercise| {
        let said = learner.says(&check(exercise, &["--solution"]), 0);
        let is_said =
            |verdict| said.starts_with(&format!("{verdict}: {}. ", exercise.name));
        let left_open = orders::LEFT_OPEN.contains(&&*exercise.name);
        assert!(
            is_said("right") || left_open && is_said("nothing wrong found"),
            "{said}"
        );
    });
}

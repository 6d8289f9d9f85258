//! What the learner has done is a text file; what comes next follows from it.

use std::fs;

use regex::Regex;

use crate::exercise::{Exercise, read};
use crate::learner::{Learner, holds};

/// The file, with the day taken out.
fn progress(learner: &Learner) -> String {
    let day = Regex::new(r"\d{4}-\d\d-\d\d").expect("a regular expression");
    day.replace_all(&read(&learner.path("progress.txt")), "DAY").into_owned()
}

#[test]
fn an_exercise_is_done_when_its_check_is_right_and_then_the_solution_is_shown() {
    let learner = Learner::new("done");
    let exercise = Exercise::named("3a");
    let said = learner.says(&["solution", "3a"], 1);
    holds("solution-refused", &said);
    learner.says(&["start", "3a"], 0);
    learner.says(&["check", "3a"], 1);
    assert_eq!(progress(&learner), "3a started DAY, 1 run\n");
    learner.solves(&exercise);
    let said = learner.says(&["check", "3a"], 0);
    holds("right", &said);
    assert_eq!(progress(&learner), "3a done DAY, 2 runs\n");
    let said = learner.says(&["solution", "3a"], 0);
    assert!(said.starts_with(&read(&exercise.solution())), "{said}");
    assert!(said.contains("\n630 possible outputs as given, 210 now.\n"), "{said}");
    learner.answers(&exercise, &read(&exercise.file()));
    learner.says(&["check", "3a"], 1);
    assert_eq!(
        progress(&learner),
        "3a done DAY, 3 runs\n",
        "once done, always done"
    );
}

#[test]
fn whoever_insists_sees_the_solution() {
    let learner = Learner::new("insists");
    let said = learner.says(&["solution", "8a", "--anyway"], 0);
    assert!(said.starts_with(&read(&Exercise::named("8a").solution())), "{said}");
}

#[test]
fn the_next_hint_opens_after_another_run() {
    let learner = Learner::new("hints");
    learner.says(&["start", "3b"], 0);
    let hints = |learner: &Learner| {
        let said = learner.says(&["hint", "3b"], 0);
        said.lines().filter(|line| line.starts_with("Hint ")).count()
    };
    for open in 1..=4 {
        assert_eq!(hints(&learner), open);
        assert_eq!(hints(&learner), open, "without another run");
        learner.says(&["check", "3b"], 1);
    }
    assert_eq!(hints(&learner), 4);
    holds("hints", &learner.says(&["hint", "3b"], 0));
    assert_eq!(
        progress(&learner),
        "3b started DAY, 4 runs, 4 hints, the last after run 3\n"
    );
}

#[test]
fn what_comes_next_is_open_and_what_is_at_hand_was_touched_last() {
    let learner = Learner::new("next");
    let all: Vec<_> =
        Exercise::all().into_iter().map(|exercise| exercise.name).collect();
    let titled = |name: &str| format!("Exercise {name}: ");
    for name in &all[..2] {
        assert!(learner.says(&["next"], 0).starts_with(&titled(name)));
    }
    let said = learner.says(&["skip"], 0);
    assert!(said.starts_with(&format!("{} is skipped", all[1])), "{said}");
    let last = all.last().expect("there are exercises");
    learner.says(&["start", last], 0);
    assert!(learner.says(&["start"], 0).starts_with(&titled(last)), "it is at hand");
    assert!(
        learner.says(&["next"], 0).starts_with(&titled(&all[0])),
        "from the start"
    );
}

#[test]
fn the_map_shows_what_is_done_skipped_and_next() {
    let learner = Learner::new("map");
    let progress = "3b skipped 2026-11-20, 2 runs\n3a done 2026-11-20, 2 runs\n";
    learner.says(&["start", "3a"], 0);
    fs::write(learner.path("progress.txt"), progress).expect("mine");
    let map = learner.says(&[], 0);
    let row = map.lines().find(|line| line.starts_with("  03"));
    let row = row.expect("the row of lesson 3");
    assert!(row.contains("  a+ b-"), "{row}");
    let next = Exercise::all().into_iter().find(|it| it.number.as_str() > "03b");
    let next = next.expect("one of lesson 4 or later").name;
    assert!(
        map.contains(&format!("\nNext: `cargo workbook start {next}`.\n")),
        "{map}"
    );
    learner.says(&["start", "8a"], 0);
    let map = learner.says(&[], 0);
    assert!(
        map.contains("\nNext: `cargo workbook check 8a` after a change"),
        "{map}"
    );
}

#[test]
fn notes_of_ones_own_stay_in_the_file() {
    let learner = Learner::new("notes");
    learner.says(&["start", "3a"], 0);
    let notes = "What I have learnt:\n\n3a done 2026-11-20, 2 runs\n- sleeping orders nothing\n";
    fs::write(learner.path("progress.txt"), notes).expect("mine");
    learner.says(&["skip", "3b"], 0);
    assert_eq!(
        progress(&learner),
        "What I have learnt:\n\n3a done DAY, 2 runs\n- sleeping orders nothing\n\
         3b skipped DAY, 0 runs\n"
    );
}

//! Every lesson prints what its snapshot says, in an order that its starts and joins
//! allow, however often it is run; and what they do not allow is refused.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;

use insta::Settings;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use support::lesson::{self, Lesson};
use support::lessons;
use support::recording::{Line, Recording};

#[test]
fn lesson01() {
    holds(&lessons::FIRST_PROCESS);
}

#[test]
fn lesson02() {
    holds(&lessons::SINGLE_FUNCTION);
}

#[test]
fn lesson03() {
    holds(&lessons::MULTIPLE_FUNCTIONS);
}

#[test]
fn lesson04() {
    holds(&lessons::SUBCLASS);
}

#[test]
fn lesson11() {
    holds(&lessons::DAEMON);
}

#[test]
fn lesson12() {
    holds(&lessons::AUTHKEY);
}

#[test]
fn lesson13() {
    holds(&lessons::SENTINEL);
}

#[test]
fn lesson14() {
    holds(&lessons::FAMILY);
}

#[test]
fn lesson15() {
    holds(&lessons::BOOTSTRAP);
}

/// Runs the lesson many times against its snapshot.
fn holds(lesson: &Lesson) {
    let first = lesson.run();
    let form = lesson.form(&first);
    let mut settings = Settings::new();
    settings.set_snapshot_path(lesson.folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("lesson", form));
    for _ in 0..lesson::runs() {
        let run = lesson.run();
        if let Err(why) = lesson.check(&run, &form) {
            panic!("{why}\nin {:#?}", run.texts());
        }
    }
    refuses(lesson, &first, &form);
}

/// No line can change places with the next of its process, and no child can come before
/// its start; of random shuffles hardly any is a run.
fn refuses(lesson: &Lesson, run: &Recording, form: &str) {
    let lines = &run.lines;
    for (n, line) in lines.iter().enumerate() {
        let next = (n + 1..lines.len()).find(|next| lines[*next].pid == line.pid);
        // Two lines that say the same are the same text in both orders.
        if let Some(next) = next.filter(|next| lines[*next].text != line.text) {
            let mut swapped = run.clone();
            let (a, b) = (swapped.lines[n].clone(), swapped.lines[next].clone());
            (swapped.lines[n], swapped.lines[next]) = (b, a);
            let varies_only = lesson.form(&swapped) == form;
            assert!(
                varies_only || lesson.check(&swapped, form).is_err(),
                "{swapped:#?}"
            );
        }
    }
    let mut random = StdRng::seed_from_u64(1);
    let mut accepted = 0_u32;
    for _ in 0..1000 {
        let mut shuffled = run.clone();
        shuffled.lines.shuffle(&mut random);
        accepted += u32::from(lesson.check(&shuffled, form).is_ok());
    }
    let expected = 1000.0 * kept_by_program_order(form);
    let bound = expected + 6.0 * expected.sqrt() + 1.0;
    assert!(
        f64::from(accepted) <= bound,
        "{accepted} of 1000 shuffles, not {expected}"
    );
}

/// The share of all orders of the lines that keeps each process's lines in its order, where
/// lines that say the same can stand for each other. Starts and joins leave fewer.
fn kept_by_program_order(form: &str) -> f64 {
    let factorial = |n: usize| (1_u32..).take(n).map(f64::from).product::<f64>();
    let mut share = 1.0;
    for process in form.split("\n\n") {
        let lines: Vec<_> = process.lines().skip(1).collect();
        share /= factorial(lines.len());
        for line in lines.iter().collect::<BTreeSet<_>>() {
            share *= factorial(lines.iter().filter(|other| other == &line).count());
        }
    }
    share
}

/// S-116, on lines of which only the text is known.
#[test]
fn the_result_in_the_document_is_possible_and_no_dependent_pair_can_be_swapped() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let form = lesson.snapshot();
    let run = document();
    assert_eq!(possible(lesson, &run, &form), Ok(()));

    let edges = [
        ("worker_2", "End worker_2", "program order"),
        ("The number of cpu", "worker_2", "the start of worker_2"),
        ("child p.name: Process-1", "End", "program order of main"),
    ];
    for (before, after, rule) in edges {
        let mut swapped = run.clone();
        let before = run.position(before).expect("a line of the document");
        let after = run.lines.iter().rposition(|line| line.text == after);
        let line = swapped.lines.remove(after.expect("a line of the document"));
        swapped.lines.insert(before, line);
        assert!(possible(lesson, &swapped, &form).is_err(), "{rule}: {swapped:#?}");
    }
}

fn possible(lesson: &Lesson, run: &Recording, form: &str) -> Result<(), String> {
    let mut run = run.clone();
    (lesson.undo_python)(&mut run);
    lesson.check(&run, form)
}

/// What the document prints for lesson 3. It tells the writers by their pids, and the
/// workers by their numbers.
fn document() -> Recording {
    let file = lessons::MULTIPLE_FUNCTIONS.folder().join("document.txt");
    let text = fs::read_to_string(file).expect("the document's result");
    let writer = |line: &str| match line.trim_start_matches("End ") {
        "worker_1" => 15765,
        "worker_2" => 15766,
        "worker_3" => 15767,
        _ => 15764,
    };
    let lines =
        text.lines().map(|line| Line { pid: writer(line), text: line.to_owned() });
    Recording { main: 15764, lines: lines.collect(), exitcode: 0 }
}

/// S-083, S-099. The snapshot has stdout only; on a terminal the log is between its lines.
#[test]
fn lesson15_logs_the_steps_of_each_process_around_what_it_prints() {
    let lesson = &lessons::BOOTSTRAP;
    let script = File::open(lesson.folder().join("lesson.rs")).expect("a file");
    let (mut reader, writer) = io::pipe().expect("a pipe");
    let stdout = writer.try_clone().expect("a descriptor");
    let mut command = lesson.command();
    command.stdin(script).stdout(stdout).stderr(writer).status().expect("it runs");
    drop(command); // It keeps its copies of the writing end.
    let output = io::read_to_string(&mut reader).expect("UTF-8");

    let of = |process: &str| {
        let (log, own) = (format!("[INFO/{process}] "), format!("{process}: "));
        let lines = output.lines().filter_map(move |line| {
            line.strip_prefix(&log).or(line.strip_prefix(&own))
        });
        // Said only of a child that has not ended yet.
        lines.filter(|line| !line.starts_with("calling join()")).collect::<Vec<_>>()
    };
    let actor = [
        "child process calling self.run()",
        "on stage",
        "the prompter whispers 0 letters", // Main's stdin is the script.
        "my costume comes off",
        "process shutting down",
        "process exiting with exitcode 0",
    ];
    let dresser = [
        "child process calling self.run()",
        "the costume hangs in its place",
        "process shutting down",
        "process exiting with exitcode 0",
    ];
    assert_eq!(of("Process-1"), actor);
    assert_eq!(of("Process-1:1"), dresser);
    assert_eq!(of("MainProcess").last(), Some(&"process shutting down"));
}

#[test]
fn every_lesson_is_a_binary_and_every_folder_has_its_parts() {
    let manifest = include_str!("../Cargo.toml");
    let known: Vec<_> = lessons::ALL.iter().map(|lesson| lesson.folder).collect();
    assert_eq!(
        known,
        lesson::folders(),
        "tests/support/lessons.rs and lessons/ differ"
    );
    for folder in known {
        let bin = format!(
            "name = \"lesson{}\"\npath = \"lessons/{folder}/lesson.rs\"",
            &folder[..2]
        );
        assert!(manifest.contains(&bin), "Cargo.toml has no [[bin]] with\n{bin}");
        for part in ["lesson.rs", "lesson.snap", "twin.py"] {
            let path = lesson::lessons().join(folder).join(part);
            assert!(path.is_file(), "{} is missing", path.display());
        }
    }
}

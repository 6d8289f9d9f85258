//! What the tests know of each lesson, in order.

use std::process::Stdio;

use super::lesson::Lesson;
use super::recording::{Line, Recording};

pub const FIRST_PROCESS: Lesson = Lesson {
    folder: "01-first-process",
    children: &["Process-1"],
    starts: &[("main", 0, "Process-1")],
    // The child goes on for 15 seconds at the document's pace, but nothing orders its end
    // and the question.
    varies: &[("(p.is_alive) (True|False)", "$1 [bool]")],
    ..Lesson::PLAIN
};

pub const SINGLE_FUNCTION: Lesson = Lesson {
    folder: "02-single-function",
    children: &["Process-1"],
    starts: &[("main", 0, "Process-1")],
    varies: &[
        ("(p.is_alive) (True|False)", "$1 [bool]"),
        (r", (started|stopped)\)", ", [state])"),
        // The repr of CPython 3.8 and later.
        (
            r"<Process name='(.*?)' pid=\d+ parent=\d+ (started|stopped exitcode=0)>",
            "<Process($1, [state])>",
        ),
    ],
    ..Lesson::PLAIN
};

pub const MULTIPLE_FUNCTIONS: Lesson = Lesson {
    folder: "03-multiple-functions",
    children: &["Process-1", "Process-2", "Process-3"],
    starts: &[
        ("main", 0, "Process-1"),
        ("main", 1, "Process-2"),
        ("main", 2, "Process-3"),
    ],
    undo_time: list_the_workers_that_had_ended,
    undo_python: sort_the_listed_workers,
    ..Lesson::PLAIN
};

pub const SUBCLASS: Lesson = Lesson {
    folder: "04-subclass",
    children: &[
        "MyProcess-1",
        "MyProcess-2",
        "MyProcess-3",
        "MyProcess-4",
        "MyProcess-5",
    ],
    ..Lesson::PLAIN
};

pub const DAEMON: Lesson = Lesson {
    folder: "11-daemon",
    children: &["Process-1", "Process-2"],
    starts: &[("main", 0, "Process-1"), ("main", 0, "Process-2")],
    // It goes on after it has closed its end of the pipe, but prints no more.
    joins: &[("Process-1", "main", 0)],
    ..Lesson::PLAIN
};

pub const AUTHKEY: Lesson = Lesson {
    folder: "12-authkey",
    children: &["Process-1", "Process-2:1", "Process-2"],
    starts: &[
        ("main", 3, "Process-1"),
        ("main", 3, "Process-2"),
        ("Process-2", 1, "Process-2:1"),
    ],
    ..Lesson::PLAIN
};

pub const SENTINEL: Lesson = Lesson {
    folder: "13-sentinel",
    children: &["cake", "roast", "soup"],
    joins: &[("cake", "main", 0), ("soup", "main", 1), ("roast", "main", 2)],
    ..Lesson::PLAIN
};

pub const FAMILY: Lesson = Lesson {
    folder: "14-family",
    children: &["Process-1"],
    starts: &[("main", 2, "Process-1")],
    joins: &[("Process-1", "main", 3)],
    // The repr of CPython 3.8 and later.
    varies: &[(
        r"<Process name='(.*?)' pid=\d+ parent=\d+ started>",
        "<Process($1, started)>",
    )],
    ..Lesson::PLAIN
};

pub const BOOTSTRAP: Lesson = Lesson {
    folder: "15-bootstrap",
    children: &["Process-1", "Process-1:1"],
    starts: &[("main", 1, "Process-1"), ("Process-1", 2, "Process-1:1")],
    // A child joins its own children before it ends.
    joins: &[("Process-1", "main", 1), ("Process-1:1", "main", 1)],
    stderr: Stdio::null, // It logs.
    ..Lesson::PLAIN
};

pub const ALL: &[&Lesson] = &[
    &FIRST_PROCESS,
    &SINGLE_FUNCTION,
    &MULTIPLE_FUNCTIONS,
    &SUBCLASS,
    &DAEMON,
    &AUTHKEY,
    &SENTINEL,
    &FAMILY,
    &BOOTSTRAP,
];

/// A worker that has slept before main lists its children is not listed. Then all that it
/// printed comes before what main prints next: the list saw its end.
fn list_the_workers_that_had_ended(run: &mut Recording) {
    let start_of_list =
        run.position("child p.name: Process-").or(run.position("End"));
    let mut at = start_of_list.expect("main prints `End`");
    for number in 1..=3 {
        let entry = format!("child p.name: Process-{number}, ");
        if let Some(listed) = run.position(&entry) {
            at = at.max(listed + 1);
            continue;
        }
        let last = run.position(&format!("End worker_{number}"));
        let last = last.expect("each worker prints its end");
        assert!(last < at, "worker_{number} was not listed, and printed afterwards");
        let text = format!("{entry}p.id: {}", run.lines[last].pid);
        run.lines.insert(at, Line { pid: run.main, text });
        at += 1;
    }
}

/// `active_children` is a list made from a set, in any order: S-080.
fn sort_the_listed_workers(run: &mut Recording) {
    let is_listed = |line: &Line| line.text.starts_with("child p.name: ");
    let places: Vec<_> =
        (0..run.lines.len()).filter(|place| is_listed(&run.lines[*place])).collect();
    let mut listed: Vec<_> =
        places.iter().map(|place| run.lines[*place].clone()).collect();
    listed.sort_by(|a, b| a.text.cmp(&b.text));
    for (place, line) in places.into_iter().zip(listed) {
        run.lines[place] = line;
    }
}

//! What the tests know of each lesson, in order.

use std::process::Stdio;

use process_order::{Pattern, Placeholder};
use process_workbook::record::Recording;

use super::lesson::Lesson;

pub const FIRST_PROCESS: Lesson = Lesson {
    folder: "01-first-process",
    is_typical: |run| !prints(run, "p.is_alive False"),
    ..Lesson::PLAIN
};

pub const SINGLE_FUNCTION: Lesson = Lesson {
    folder: "02-single-function",
    is_typical: |run| !prints(run, "p.is_alive False") && !prints(run, "stopped)"),
    ..Lesson::PLAIN
};

pub const MULTIPLE_FUNCTIONS: Lesson = Lesson {
    folder: "03-multiple-functions",
    generalize: |_, line| cpus(line),
    is_typical: |run| {
        (1..=3).all(|n| prints(run, &format!("child p.name: Process-{n}, ")))
    },
    ..Lesson::PLAIN
};

pub const SUBCLASS: Lesson =
    Lesson { folder: "04-subclass", has_too_many_runs: true, ..Lesson::PLAIN };

pub const ARGUMENTS: Lesson = Lesson { folder: "05-arguments", ..Lesson::PLAIN };

pub const NAMES: Lesson = Lesson { folder: "06-names", ..Lesson::PLAIN };

pub const LIFE_CYCLE: Lesson = Lesson { folder: "07-life-cycle", ..Lesson::PLAIN };

pub const JOIN: Lesson = Lesson { folder: "08-join", ..Lesson::PLAIN };

pub const EXITCODE: Lesson = Lesson {
    folder: "09-exitcode",
    stderr: Stdio::null, // It fails, and it panics.
    ..Lesson::PLAIN
};

pub const TERMINATE: Lesson = Lesson { folder: "10-terminate", ..Lesson::PLAIN };

pub const DAEMON: Lesson = Lesson { folder: "11-daemon", ..Lesson::PLAIN };

pub const AUTHKEY: Lesson = Lesson { folder: "12-authkey", ..Lesson::PLAIN };

pub const SENTINEL: Lesson = Lesson { folder: "13-sentinel", ..Lesson::PLAIN };

pub const FAMILY: Lesson = Lesson {
    folder: "14-family",
    generalize: |_, line| cpus(line),
    ..Lesson::PLAIN
};

pub const BOOTSTRAP: Lesson = Lesson {
    folder: "15-bootstrap",
    stderr: Stdio::null, // It logs.
    ..Lesson::PLAIN
};

pub const RACES: Lesson = Lesson { folder: "16-races", ..Lesson::PLAIN };

pub const BUFFERS: Lesson = Lesson { folder: "17-buffers", ..Lesson::PLAIN };

pub const TORN_LINES: Lesson = Lesson {
    folder: "18-torn-lines",
    torn: Some(&[
        "main: we sail parrot: sail!",
        "at dawn",
        "parrot: land!",
        "main: we land at noon",
    ]),
    ..Lesson::PLAIN
};

pub const RANDOMNESS: Lesson = Lesson { folder: "19-randomness", ..Lesson::PLAIN };

pub const MAKING_ORDER: Lesson =
    Lesson { folder: "20-making-order", ..Lesson::PLAIN };

pub const START_METHODS: Lesson = Lesson {
    folder: "21-start-methods",
    is_only_traced: true,
    has_helpers: true,
    ..Lesson::PLAIN
};

pub const LOCKS: Lesson =
    Lesson { folder: "22-locks", is_only_traced: true, ..Lesson::PLAIN };

pub const FULL_PIPES: Lesson = Lesson { folder: "23-full-pipes", ..Lesson::PLAIN };

pub const THREADS_AND_FORK: Lesson = Lesson {
    folder: "24-threads-and-fork",
    is_only_traced: true,
    stderr: Stdio::null, // From 3.12 on Python warns.
    ..Lesson::PLAIN
};

pub const CTRL_C: Lesson =
    Lesson { folder: "25-ctrl-c", is_only_traced: true, ..Lesson::PLAIN };

pub const FORK_PUZZLES: Lesson =
    Lesson { folder: "26-fork-puzzles", is_only_traced: true, ..Lesson::PLAIN };

pub const ALL: &[&Lesson] = &[
    &FIRST_PROCESS,
    &SINGLE_FUNCTION,
    &MULTIPLE_FUNCTIONS,
    &SUBCLASS,
    &ARGUMENTS,
    &NAMES,
    &LIFE_CYCLE,
    &JOIN,
    &EXITCODE,
    &TERMINATE,
    &DAEMON,
    &AUTHKEY,
    &SENTINEL,
    &FAMILY,
    &BOOTSTRAP,
    &RACES,
    &BUFFERS,
    &TORN_LINES,
    &RANDOMNESS,
    &MAKING_ORDER,
    &START_METHODS,
    &LOCKS,
    &FULL_PIPES,
    &THREADS_AND_FORK,
    &CTRL_C,
    &FORK_PUZZLES,
];

fn prints(run: &Recording, part: &str) -> bool {
    run.lines().any(|line| line.text().contains(part))
}

/// The number at the end of `The number of cpu is 2`.
fn cpus(line: &Pattern) -> Pattern {
    behind(line, "The number of cpu is ", &Placeholder::Cpus)
}

/// `placeholder` where an instance of it follows the words `before`.
fn behind(line: &Pattern, before: &str, placeholder: &Placeholder) -> Pattern {
    line.with_placeholder(placeholder, |text| {
        let mut found = placeholder.find_in(text);
        found.retain(|part| text[..part.start].ends_with(before));
        found
    })
}

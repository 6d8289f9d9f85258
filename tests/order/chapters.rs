//! The numbers that the chapters give for their lessons, changed by a line or two. Each
//! change is made to the lesson's own snapshot.

use std::fs;
use std::path::Path;

use process_workbook::order::Order;

/// The order of a lesson, as text.
fn snapshot(folder: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons").join(folder);
    let text = fs::read_to_string(file.join("lesson.snap")).expect("a snapshot");
    text.splitn(3, "---\n").nth(2).expect("insta's header").to_owned()
}

/// How many outputs a lesson has when its order is changed: each edit puts its second text
/// in place of its first, which is there exactly once.
#[track_caller]
fn with(folder: &str, edits: &[(&str, &str)], outputs: &str) {
    let mut order = snapshot(folder);
    for (old, new) in edits {
        assert_eq!(order.matches(old).count(), 1, "{old:?} in\n{order}");
        order = order.replace(old, new);
    }
    let order: Order =
        order.parse().unwrap_or_else(|error| panic!("{error}\n{order}"));
    assert_eq!(order.count().expect("it can be counted").to_string(), outputs);
}

#[test]
fn lesson_02() {
    let lesson = "02-single-function";
    let last = "  | p.is_alive [alive Process-1]\n  join Process-1\n";
    let joined = "  join Process-1\n  | p.is_alive False\n";
    with(lesson, &[(last, joined)], "56");
}

#[test]
fn lesson_13() {
    let lesson = "13-sentinel";
    let tart = [
        ("  start cake\n", "  start cake\n  start tart\n"),
        (
            "main: roast is served, exit code 0\n",
            "main: roast is served, exit code 0\n  join tart\n  | main: tart is served\n",
        ),
        (
            "receive main 1\n  exit 0\n",
            "receive main 1\n  exit 0\n\ntart\n  | tart\n",
        ),
    ];
    with(lesson, &tart, "105");
    let served_unseen = [
        ("  join cake\n  | main: cake", "  | main: cake"),
        (
            "  send 2\n  join soup\n  | main: soup",
            "  join cake\n  send 2\n  | main: soup",
        ),
        (
            "  send 3\n  join roast\n  | main: roast",
            "  join soup\n  send 3\n  | main: roast",
        ),
    ];
    with(lesson, &served_unseen, "48");
    let roast_first = [
        ("  join cake\n  | main: cake", "  join ROAST\n  | main: ROAST"),
        ("  join roast\n  | main: roast", "  join cake\n  | main: cake"),
        ("  join ROAST\n  | main: ROAST", "  join roast\n  | main: roast"),
        (
            "roast: on the fire\n  receive main 3",
            "roast: on the fire\n  receive main 1",
        ),
        (
            "cake: on the fire\n  receive main 1",
            "cake: on the fire\n  receive main 3",
        ),
    ];
    with(lesson, &roast_first, "15");
}

#[test]
fn lesson_14() {
    let lesson = "14-family";
    let child = "  | Process-1: my parent is [pid main]\n";
    let message = "  receive main 1\n";
    let after_the_message =
        [(child, ""), (message, &format!("{message}{child}") as &str)];
    with(lesson, &after_the_message, "1");
    let started_first =
        [("  start Process-1\n", ""), ("main\n", "main\n  start Process-1\n")];
    with(lesson, &started_first, "4");
}

#[test]
fn lesson_15() {
    let lesson = "15-bootstrap";
    let costume = "  | Process-1: my costume comes off\n";
    let join = "  join Process-1:1\n";
    let joined_at_once =
        [(join, ""), (costume, &format!("{join}{costume}") as &str)];
    with(lesson, &joined_at_once, "1");
    let start = "  start Process-1:1\n";
    let on_stage = "  | Process-1: on stage\n";
    let dressed_first =
        [(start, ""), (on_stage, &format!("{start}{on_stage}") as &str)];
    with(lesson, &dressed_first, "4");
    let joined = "  join Process-1\n";
    let one_more = [(joined, &format!("  | MainProcess: hush\n{joined}") as &str)];
    with(lesson, &one_more, "10");
}

#[test]
fn lesson_16() {
    let lesson = "16-races";
    with(lesson, &[("  | main: they are off\n", "")], "90");
    let joins = "  join Process-1\n  join Process-2\n  join Process-3\n";
    let one_by_one = [
        (joins, ""),
        ("  start Process-1\n", "  start Process-1\n  join Process-1\n"),
        ("  start Process-2\n", "  start Process-2\n  join Process-2\n"),
        ("  start Process-3\n", "  start Process-3\n  join Process-3\n"),
    ];
    with(lesson, &one_by_one, "1");
    with(lesson, &[(joins, "")], "2520");
    let fourth = "\nDora\n  | Dora: leaves\n  | Dora: arrives\n  exit 0\n";
    let cleo = "  | Cleo: arrives\n  exit 0\n";
    let four = [
        ("  start Process-3\n", "  start Process-3\n  start Dora\n"),
        ("  join Process-3\n", "  join Process-3\n  join Dora\n"),
        (cleo, &format!("{cleo}{fourth}") as &str),
    ];
    with(lesson, &four, "22680");
    let one_name = [
        ("Ada: leaves", "she: leaves"),
        ("Ada: arrives", "she: arrives"),
        ("Ben: leaves", "she: leaves"),
        ("Ben: arrives", "she: arrives"),
        ("Cleo: leaves", "she: leaves"),
        ("Cleo: arrives", "she: arrives"),
    ];
    with(lesson, &one_name, "35");
}

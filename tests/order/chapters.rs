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
fn lesson_17() {
    let lesson = "17-buffers";
    let receive = ("  receive unknown 1\n", "");
    let at_the_end =
        ("  join Process-1\n", "  receive unknown 1\n  join Process-1\n");
    let no_knock = ("  send 1\n  join Process-1\n", "  join Process-1\n");
    let open_door = ("  receive main 1\n", "");
    with(lesson, &[receive, at_the_end], "4");
    with(lesson, &[no_knock, open_door], "4");
    with(lesson, &[receive, no_knock, open_door, at_the_end], "8");
    let flushed = ("  | Dear Ada, this is the copy\n", "  | this is the copy\n");
    with(lesson, &[flushed], "2");
}

#[test]
fn lesson_18() {
    let lesson = "18-torn-lines";
    let first = ("  receive Process-1 1\n", "");
    let second = ("  receive Process-1 2\n", "");
    with(lesson, &[second], "2");
    with(lesson, &[first, second], "5");
}

#[test]
fn lesson_19() {
    let lesson = "19-randomness";
    let one_by_one = |first, second| {
        let together = format!("  start {second}\n  receive {first} 1\n");
        (together, format!("  receive {first} 1\n  start {second}\n"))
    };
    let rounds =
        [one_by_one("Process-1", "Process-2"), one_by_one("Process-3", "Process-4")];
    let rounds = rounds.each_ref().map(|(old, new)| (old.as_str(), new.as_str()));
    with(lesson, &rounds, "1");

    let eve = "\n\nProcess-5\n  | Eve: I toss main's coin\n  send 1\n  exit 0\n\
               \nProcess-6\n  | Eve: I toss a new coin\n  send 1\n  exit 0\n\
               \nProcess-4\n";
    let edits = [
        ("  receive Process-1 1\n", "  start Process-5\n  receive Process-1 1\n"),
        (
            "  receive Process-2 1\n",
            "  receive Process-2 1\n  receive Process-5 1\n",
        ),
        ("  receive Process-3 1\n", "  start Process-6\n  receive Process-3 1\n"),
        (
            "  receive Process-4 1\n",
            "  receive Process-4 1\n  receive Process-6 1\n",
        ),
        ("\n\nProcess-4\n", eve),
    ];
    with(lesson, &edits, "36");

    let lines = [
        "Ada: I toss main's",
        "Ben: I toss main's",
        "Ada: I toss a new",
        "Ben: I toss a new",
    ];
    let sent_first = lines.map(|line| {
        let line = format!("  | {line} coin\n");
        (format!("{line}  send 1\n"), format!("  send 1\n{line}"))
    });
    let edits = sent_first.each_ref().map(|(old, new)| (old.as_str(), new.as_str()));
    with(lesson, &edits, "180");
}

#[test]
fn lesson_20() {
    let lesson = "20-making-order";
    let (tea, join) = ("  | main: the tea is ready\n", "  join Process-2\n");
    let paid = "  | main: the roof is paid\n";
    let no_join = (join, "");
    with(lesson, &[no_join], "111");
    with(lesson, &[(&format!("{tea}{join}"), &format!("{join}{tea}"))], "9");
    with(lesson, &[(&format!("{join}{paid}"), &format!("{paid}{join}"))], "75");

    let start = "  start Process-2\n";
    let no_other_join = ("  join Process-1\n", "");
    let one_by_one = format!("  join Process-1\n{start}{join}");
    with(lesson, &[no_join, no_other_join, (start, &one_by_one)], "1");

    let no_message = ("  receive Process-1 1\n", "");
    with(lesson, &[no_join, no_other_join, no_message], "210");
}

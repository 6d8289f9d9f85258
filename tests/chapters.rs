//! The numbers that the chapters give for their lessons, changed by a line or two. Each
//! change is made to the first order of the lesson's own snapshot, that of a typical run.

use std::io;
use std::path::Path;

use nix::fcntl::{FcntlArg, fcntl};
use process_order::{Cases, Order};

#[path = "support/snapshot.rs"]
#[expect(unreachable_pub, reason = "other tests reach it")]
mod snapshot;

use snapshot::text;

/// All that a lesson can do.
fn snapshot(folder: &str) -> Cases {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons").join(folder);
    let text = text(&file.join("lesson.snap")).expect("a snapshot");
    text.parse().expect("all that it can do")
}

/// The order of a typical run of a lesson, as text.
fn typical(folder: &str) -> String {
    snapshot(folder).orders()[0].with_whole_lines().to_string()
}

/// That the cases of a lesson have so many outputs, and no two of them the same.
#[track_caller]
fn has_cases(folder: &str, outputs: &[u32]) {
    let cases = snapshot(folder);
    let counts = (0..cases.cases().len()).map(|case| cases.only(case).count());
    let counts: Vec<_> = counts.map(|it| it.expect("few").to_string()).collect();
    let expected: Vec<_> = outputs.iter().map(ToString::to_string).collect();
    assert_eq!(counts, expected);
    let all: u32 = outputs.iter().sum();
    assert_eq!(cases.count().expect("few"), all.into());
}

/// How many outputs a lesson has when its order is changed: each edit puts its second text
/// in place of its first, which is there exactly once.
#[track_caller]
fn with(folder: &str, edits: &[(&str, &str)], outputs: &str) {
    let mut order = typical(folder);
    for (old, new) in edits {
        assert_eq!(order.matches(old).count(), 1, "{old:?} in\n{order}");
        order = order.replace(old, new);
    }
    let order: Order =
        order.parse().unwrap_or_else(|error| panic!("{error}\n{order}"));
    assert_eq!(order.count().expect("it can be counted").to_string(), outputs);
}

#[test]
fn lesson_01() {
    let lesson = "01-first-process";
    has_cases(lesson, &[252, 126]);
    let (start, join) = ("  start Process-1\n", "  join Process-1\n");
    let key = "  | p.authkey [bytes 32]\n";
    with(lesson, &[(&format!("{start}{key}"), &format!("{key}{start}"))], "126");
    let last = (join, &*format!("{start}{join}"));
    with(lesson, &[last, (&format!("main\n{start}"), "main\n")], "1");
}

#[test]
fn lesson_02() {
    let lesson = "02-single-function";
    has_cases(lesson, &[126, 56, 21]);
    let turn = "  | The time is [ctime]\n  exit 0\n";
    let six = turn.replace("  exit", "  | The time is [ctime]\n  exit");
    with(lesson, &[(turn, &six)], "210");
    let last = "  | p.is_alive True\n  join Process-1\n";
    let joined = "  join Process-1\n  | p.is_alive False\n";
    with(lesson, &[(last, joined)], "56");
}

#[test]
fn lesson_03() {
    let counts = [73_710, 10_860, 9306, 7128, 3118, 2475, 2649, 1620];
    has_cases("03-multiple-functions", &counts);
}

#[test]
fn lesson_05() {
    let lesson = "05-arguments";
    let joins = "  join Process-1\n  join Process-2\n";
    let last = "  | main: bread, milk, soap for 9 coins\n";
    let end = &format!("{joins}{last}");
    let in_turn = "  join Process-1\n  start Process-2\n";
    let both = "  start Process-2\n  join Process-1\n";
    with(lesson, &[(both, in_turn)], "1");
    with(lesson, &[(end, &format!("{last}{joins}"))], "6");
    let third =
        "Process-3\n  | Cem: bread, milk, soap, cake for 5 coins\n  exit 0\n\n";
    let three = [
        ("  start Process-2\n", "  start Process-2\n  start Process-3\n"),
        ("  join Process-2\n", "  join Process-2\n  join Process-3\n"),
        ("\nProcess-2\n", &format!("\n{third}Process-2\n")),
    ];
    with(lesson, &three, "6");
}

#[test]
fn lesson_06() {
    let lesson = "06-names";
    let last = "  | MainProcess: it is still Tom to me\n";
    let join = "  join Process-1\n";
    let message = [("  send 1\n", ""), ("  receive main 1\n", "")];
    with(lesson, &message, "168");
    with(lesson, &[(&format!("{join}{last}"), &format!("{last}{join}"))], "168");
    let others = "  join Eve\n  join Process-4\n";
    let start = "  start Process-4\n";
    with(lesson, &[(others, ""), (start, &format!("{start}{others}"))], "2");
    let born = [
        (start, "  start Process-3\n  start Process-4\n"),
        (others, "  join Eve\n  join Process-3\n  join Process-4\n"),
        (
            "\nProcess-4\n",
            "\nProcess-3\n  | Process-3: I never start\n  exit 0\n\nProcess-4\n",
        ),
    ];
    with(lesson, &born, "336");
}

#[test]
fn lesson_07() {
    let lesson = "07-life-cycle";
    let ident = "  | moth: my ident is [pid moth]\n";
    let heard = "  receive main 1\n";
    let later = [(&*format!("{ident}{heard}"), &*format!("{heard}{ident}"))];
    with(lesson, &later, "1");
    let twice = "  | main: cannot start a process twice\n";
    with(lesson, &[(twice, "")], "2");
    let last_words = "\nmayfly\n  | mayfly: what a day\n";
    with(lesson, &[("\nmayfly\n", last_words)], "6");
}

#[test]
fn lesson_08() {
    let lesson = "08-join";
    let toast = "  join Process-2\n";
    let tea = "  join Process-1\n";
    let start = "  start Process-2\n";
    with(lesson, &[("after 10 ms", "after 60000 ms")], "21");
    with(lesson, &[(toast, ""), (tea, &format!("{toast}{tea}"))], "15");
    with(lesson, &[(toast, ""), (start, &format!("{start}{toast}"))], "4");
}

#[test]
fn lesson_09() {
    let lesson = "09-exitcode";
    let baker = ("Process-1\n  killed", "Process-1\n  | baker\n  killed");
    with(lesson, &[baker], "3");

    let prints = [
        ("\nreturns\n", "\nreturns\n  | done\n"),
        ("\nfails\n", "\nfails\n  | no flour\n"),
        ("\npanics\n", "\npanics\n  | fire\n"),
    ];
    with(lesson, &prints, "1");
    let together = "  start returns\n  start fails\n  start panics\n";
    let starts = [
        ("  start fails\n", ""),
        ("  start panics\n", ""),
        ("  start returns\n", together),
    ];
    with(lesson, &[prints, starts].concat(), "15");
}

#[test]
fn lesson_10() {
    let lesson = "10-terminate";
    let line = "  | main: the ship ended with -15\n";
    let send_first =
        [("  send 1\n  exit 0", "  exit 0"), (line, &format!("  send 1\n{line}"))];
    with(lesson, &send_first, "4");
    let goes_up = "  | lifeboat: the flag goes up\n";
    let lifeboat_sends = [
        ("  receive Process-1 1", "  receive Process-1:1 1"),
        ("  send 1\n  killed", "  killed"),
        (goes_up, &format!("{goes_up}  send 1\n")),
    ];
    with(lesson, &lifeboat_sends, "1");
    let farewell = ("  send 1\n  killed", "  send 1\n  | ship: adieu\n  killed");
    with(lesson, &[farewell], "5");
}

#[test]
fn lesson_11() {
    let lesson = "11-daemon";
    has_cases(lesson, &[5, 21, 12]);
    let joined_late = ("  join Process-2\n", "");
    let receive = "  receive Process-1 1\n";
    let joined_first = format!("  join Process-2\n{receive}");
    with(lesson, &[joined_late, (receive, &joined_first)], "4");
    with(lesson, &[(receive, ""), ("  send 1\n", "")], "40");
    let no_daemon = [
        ("  terminate Process-1\n", ""),
        ("a daemon too", "no daemon"),
        (
            "  | keeper: daemonic processes are not allowed to have children\n",
            "  start Process-1:1\n",
        ),
        (
            "  killed by SIGTERM\n",
            "  | keeper: the sun is up\n  | keeper: the lamp is out\n  \
             join Process-1:1\n  exit 0\n\nProcess-1:1\n  \
             | mate: at your service\n  exit 0\n",
        ),
    ];
    with(lesson, &no_daemon, "105");
}

#[test]
fn lesson_12() {
    let lesson = "12-authkey";
    let starts = "  start Process-1\n  start Process-2\n";
    let joined_between = [
        ("  join Process-1\n", ""),
        (starts, "  start Process-1\n  join Process-1\n  start Process-2\n"),
    ];
    with(lesson, &joined_between, "1");
    let another = "  | main: early has another key\n";
    let sooner = format!("  start Process-1\n{another}  start Process-2\n");
    with(lesson, &[(&format!("{another}{starts}"), &sooner)], "4");
    let guest = "  start Process-2:1\n";
    let knock = "  | late: the door opens\n";
    let guest_first = (&*format!("{knock}{guest}"), &*format!("{guest}{knock}"));
    with(lesson, &[guest_first], "6");
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

#[test]
fn lesson_23() {
    let lesson = "23-full-pipes";
    let (send, receive) = ("  send 1\n", "  receive Process-1 2\n");
    let short =
        [(&*format!("{send}{receive}"), receive), ("  receive main 1\n", "")];
    with(lesson, &short, "9");
    with(lesson, &[("  join Process-1\n", "")], "9");
    // What the workbook says there is tested in tests/pages.rs.
    assert_eq!(33 * 4096, 135_168);
    let (_reader, writer) = io::pipe().expect("a pipe");
    assert_eq!(fcntl(writer, FcntlArg::F_GETPIPE_SZ), Ok(65_536));
}

//! The numbers that the chapters give for their lessons, changed by a line or two. Each
//! change is made to the first order of the lesson's own snapshot, that of a typical run.

use std::io;
use std::path::Path;

use nix::fcntl::{FcntlArg, fcntl};
use process_order::{Cases, Order};
use process_workbook::Error;

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
    let order = edited(typical(folder), edits);
    assert_eq!(order.count().expect("it can be counted").to_string(), outputs);
}

/// How many outputs a lesson has when each of its orders is changed, by edits of its own.
#[track_caller]
fn with_each(folder: &str, edits: &[&[(&str, &str)]], outputs: &str) {
    let lesson = snapshot(folder);
    let orders = lesson.orders().iter().map(ToString::to_string);
    assert_eq!(orders.len(), edits.len());
    let orders = orders.zip(edits).map(|(order, edits)| edited(order, edits));
    let cases = Cases::new(orders.collect(), true);
    assert_eq!(cases.count().expect("it can be counted").to_string(), outputs);
}

#[track_caller]
fn edited(mut order: String, edits: &[(&str, &str)]) -> Order {
    for (old, new) in edits {
        assert_eq!(order.matches(old).count(), 1, "{old:?} in\n{order}");
        order = order.replace(old, new);
    }
    order.parse().unwrap_or_else(|error| panic!("{error}\n{order}"))
}

#[test]
fn lesson_01() {
    let lesson = "01-first-process";
    has_cases(lesson, &[252, 126]);
    let (start, join) = ("  start Process-1\n", "  join Process-1\n");
    let key = "  | p.authkey [bytes 32]\n";
    let (old, new) = (format!("{start}{key}"), format!("{key}{start}"));
    let later = [(&*old, &*new)];
    with_each(lesson, &[&later, &later], "182");
    let last = (join, &*format!("{start}{join}"));
    with(lesson, &[last, (&format!("main\n{start}"), "main\n")], "1");
    let alive = format!("  | p.is_alive True\n{join}");
    let joined = format!("{join}  | p.is_alive False\n");
    with(lesson, &[(&alive, &joined)], "126");
}

#[test]
fn lesson_02() {
    let lesson = "02-single-function";
    has_cases(lesson, &[126, 56, 21]);
    let turn = "  | The time is [ctime]\n  exit 0\n";
    let six = turn.replace("  exit", "  | The time is [ctime]\n  exit");
    let sixth = [(turn, &*six)];
    with(lesson, &sixth, "210");
    with_each(lesson, &[&sixth, &sixth, &sixth], "322");
    let last = "  | p.is_alive True\n  join Process-1\n";
    let joined = [(last, "  join Process-1\n  | p.is_alive False\n")];
    with(lesson, &joined, "56");
    with_each(lesson, &[&joined, &[], &[]], "77");
    let (pid, name) = ("  | p.pid [pid Process-1]\n", "  | p.name Process-1\n");
    let (old, new) = (format!("{pid}{name}"), format!("{name}{pid}"));
    let swapped = [(&*old, &*new)];
    with_each(lesson, &[&swapped, &swapped, &swapped], "203");
}

#[test]
fn lesson_03() {
    let lesson = "03-multiple-functions";
    let counts = [73_710, 10_860, 9306, 7128, 3118, 2475, 2649, 1620];
    has_cases(lesson, &counts);

    let cpu = "  | The number of cpu is [cpus]\n";
    let starts = |above: &str, below: &str| -> String {
        let start = |number| format!("{above}  start Process-{number}\n{below}");
        (1..=3).map(start).collect()
    };
    let later = [(&*starts("", cpu), &*starts(cpu, ""))];
    with(lesson, &later, "35640");
    with_each(lesson, &[&later[..]; 8], "44850");
}

#[test]
fn lesson_03_with_two_workers() {
    let lesson = "03-multiple-functions";
    let both = [
        ("  start Process-3\n  | The number of cpu is [cpus]\n", ""),
        ("  join Process-3\n", ""),
        ("\nProcess-3\n  | worker_3\n  | End worker_3\n  exit 0\n", ""),
    ];
    let listed = [("  | child p.name: Process-3, p.id: [pid Process-3]\n", "")];
    let listed = [&both[..], &listed[..]].concat();
    with(lesson, &listed, "540");
    // The third worker is listed in these cases.
    let cases = [0, 1, 2, 3, 4, 5, 6, 7].map(|case| match case {
        0 | 1 | 2 | 4 => &listed[..],
        _ => &both[..],
    });
    with_each(lesson, &cases, "772");
}

#[test]
fn lesson_03_with_all_joined_before_the_end() {
    let lesson = "03-multiple-functions";
    // Whom the end of main joins in each case.
    let joined: [&[u8]; 8] =
        [&[1, 2, 3], &[2, 3], &[1, 3], &[1, 2], &[3], &[1], &[2], &[]];
    let joined = joined.map(|numbers| {
        let join = |number: &u8| format!("  join Process-{number}\n");
        let joins: String = numbers.iter().map(join).collect();
        (format!("  | End\n{joins}"), format!("{joins}  | End\n"))
    });
    let edits = joined.each_ref().map(|(old, new)| [(old.as_str(), new.as_str())]);
    with(lesson, &edits[0], "35640");
    with_each(lesson, &edits.each_ref().map(|it| &it[..]), "60334");
}

/// Lesson 4 with so many children, and so many `hello world` of each.
fn fewer(children: usize, greetings: usize) -> String {
    let order = typical("04-subclass");
    let mut parts = order.split("\n\n");
    let main = parts.next().expect("main is the first");
    let is_left = |line: &&str| {
        let number = line.rsplit_once("MyProcess-").map(|(_, number)| number);
        number.is_none_or(|it| it.parse::<usize>().expect("a number") <= children)
    };
    let main: Vec<_> = main.lines().filter(is_left).collect();
    let all = "  | hello world\n".repeat(5);
    let few = "  | hello world\n".repeat(greetings);
    let parts = parts.take(children).map(|part| part.replace(&all, &few));
    let parts: Vec<_> = [main.join("\n")].into_iter().chain(parts).collect();
    parts.join("\n\n") + "\n"
}

/// The same, with the child in each of its lines.
fn told_apart(order: &str) -> String {
    let mut parts = order.split("\n\n").map(|part| {
        let name = part.lines().next().unwrap_or_default();
        let part = part.replace("| hello", &format!("| {name}: hello"));
        part.replace("| end", &format!("| {name}: end"))
    });
    let first = parts.next().expect("main is the first");
    parts.fold(first, |order, part| order + "\n\n" + &part)
}

#[track_caller]
fn counts(order: &str, outputs: &str) {
    let order = edited(order.to_owned(), &[]);
    assert_eq!(order.count().expect("it can be counted").to_string(), outputs);
}

#[test]
fn lesson_04() {
    let lesson = "04-subclass";
    let order = typical(lesson);
    counts(&order, "4980014040");
    counts(&told_apart(&order), "3177459078523411968000");
    counts(&fewer(2, 5), "74");
    let last = "  start MyProcess-5\n";
    with(lesson, &[(last, &format!("{last}  | main\n"))], "179280505440");
    let starts = (1..=5).map(|it| format!("  start MyProcess-{it}\n"));
    let joins = (1..=5).map(|it| format!("  join MyProcess-{it}\n"));
    let in_turn: String =
        starts.clone().zip(joins.clone()).map(|(a, b)| a + &b).collect();
    let all: String = starts.chain(joins).collect();
    with(lesson, &[(&all, &in_turn)], "1");

    let small = fewer(2, 1);
    counts(&small, "10");
    counts(&told_apart(&small), "20");
    let last = "  start MyProcess-2\n";
    counts(&small.replace(last, &format!("{last}  | main\n")), "70");
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
    let hers = "  | Ada: bread, milk, cake for 5 coins\n";
    let sent = [
        (hers, &*format!("{hers}  send 1\n")),
        (joins, &format!("  receive Process-1 1\n  | main: Ada has cake\n{joins}")),
    ];
    with(lesson, &sent, "3");
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
    let birth = "\nEve\n  | Eve: I had a name from birth\n";
    let her_child = [
        (birth, &*format!("{birth}  start Process-2:1\n  join Process-2:1\n")),
        (
            "\nProcess-4\n",
            "\nProcess-2:1\n  | Process-2:1: I am Eve's\n  exit 0\n\nProcess-4\n",
        ),
    ];
    with(lesson, &her_child, "168");
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
    let sent = "  terminate mayfly\n";
    let look = format!("{sent}  | main: <Process(mayfly, started)>\n");
    with(lesson, &[(sent, &look)], "3");
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
    let breakfast = "  | main: breakfast\n";
    with(lesson, &[(toast, ""), (breakfast, &format!("{breakfast}{toast}"))], "24");
    let ended = "  | main: the kettle has ended with 0\n";
    let given_up = format!("{}{tea}", ended.replace('0', "None"));
    with(lesson, &[(&format!("{tea}{ended}"), &given_up)], "49");
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

    // All three bells ring before the first wait: each of the 3! orders of the dishes is one
    // case, and has as many outputs as this one.
    let rung_at_once = [
        ("  send 1\n", "  send 1\n  send 2\n  send 3\n"),
        ("exit code 0\n  send 2\n", "exit code 0\n"),
        ("exit code 0\n  send 3\n", "exit code 0\n"),
    ];
    with(lesson, &rung_at_once, "15");
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
    let grandchild = [
        (child, &format!("{child}  start Process-1:1\n") as &str),
        (
            "  receive main 1\n  exit 0\n",
            "  receive main 1\n  join Process-1:1\n  exit 0\n\n\
             Process-1:1\n  | grandchild\n  exit 0\n",
        ),
    ];
    with(lesson, &grandchild, "3");
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
    with(lesson, &[no_other_join], "41");

    let (walls, tools) =
        ("  | mason: the walls stand\n", "  | mason: the tools are clean\n");
    let sent = "  send 1\n";
    let late = format!("{walls}{tools}{sent}");
    with(lesson, &[(&format!("{walls}{sent}{tools}"), &late)], "15");
    let roof = "  | roofer: the roof is on\n";
    let ladder = "  | roofer: the ladder is down\n";
    with(lesson, &[(roof, &format!("{roof}{ladder}"))], "52");
    let told = [
        (roof, &*format!("{roof}  send 1\n{ladder}")),
        (join, "  receive Process-2 1\n"),
        ("  join Process-1\n", &format!("  join Process-1\n{join}")),
    ];
    with(lesson, &told, "93");
}

#[test]
fn lesson_25() {
    let lesson = "25-ctrl-c";
    let guest = "  join guest\n  | main: the guest ended with -2\n";
    let cook = "  join cook\n  | main: the cook ended with 3\n";
    let (then, now) = (format!("{guest}{cook}"), format!("{cook}{guest}"));
    with(lesson, &[(&then, &now)], "4");
    let start = "  start guest\n";
    let one_by_one = [
        ("  receive cook 1\n", ""),
        (start, &format!("  receive cook 1\n{start}") as &str),
    ];
    with(lesson, &one_by_one, "3");
    let handled = [
        ("  send 1\n  | main: I hear", "  send 1\n  send 2\n  | main: I hear"),
        (
            "  ended by SIGINT",
            "  receive main 2\n  | guest: the bill, please\n  exit 0",
        ),
        ("guest ended with -2", "guest ended with 0"),
    ];
    with(lesson, &handled, "16");
}

#[test]
fn lesson_26() {
    let lesson = "26-fork-puzzles";
    let (left, right) = (("  | left\n", ""), ("  | right\n", ""));
    with(lesson, &[left, right], "24");
    let mains = "  join main.2\n  join main.1\n";
    let childs = "  join main.1.1\n";
    with(lesson, &[(mains, ""), (childs, "")], "210");
    let (first, second) = ("  start main.1\n  | left\n", "  start main.2\n");
    let (first_end, second_end) = ("  join main.1\n", "  join main.2\n");
    let at_once = [
        (mains, ""),
        (first, &format!("  start main.1\n{first_end}  | left\n") as &str),
        (second, &format!("{second}{second_end}")),
        (childs, ""),
        ("  start main.1.1\n", &format!("  start main.1.1\n{childs}")),
    ];
    with(lesson, &at_once, "1");

    // Each of the four forks once more.
    let turn = |path: &str, child: &str| {
        format!("  | {path}\n  start {child}\n  | {path}, left\n")
    };
    let waits =
        |path: &str, child: &str| turn(path, child) + "  join " + child + "\n";
    let copy = |child: &str, path: &str| {
        format!("\n{child}\n  | {path}, right\n  exit 0\n")
    };
    let end = "  exit 0\n";
    let copies = [
        waits("left, right", "main.2.1"),
        end.to_owned(),
        copy("main.3", "left, left"),
        copy("main.1.2", "right, left"),
        copy("main.1.1.1", "right, right"),
        copy("main.2.1", "left, right"),
    ];
    let three_turns = [
        ("  | left, left\n", &*turn("left, left", "main.3")),
        (mains, &format!("  join main.3\n{mains}")),
        ("  | right, left\n", &waits("right, left", "main.1.2")),
        ("  | right, right\n", &waits("right, right", "main.1.1.1")),
        ("  | left, right\n  exit 0\n", &copies.concat()),
    ];
    with(lesson, &three_turns, "21964800");
}

#[test]
fn lesson_24() {
    let lesson = "24-threads-and-fork";
    let open = "  | main: the cellar is open\n";
    let waited = "  join main.1\n  | main: threads in the copy: 1\n";
    let (late, early) = (format!("{open}{waited}"), format!("{waited}{open}"));
    with(lesson, &[(&late, &early)], "1");
    with(lesson, &[(waited, "")], "3");

    let chapter = include_str!("../book/en/24-threads-and-fork.md");
    let said = Error::MultiThreaded { threads: 2 }.to_string();
    assert!(
        words(chapter).contains(&words(&said)),
        "the chapter does not say {said}"
    );
}

/// A text without its line ends.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn lesson_22() {
    let lesson = "22-locks";
    let (ada, ben) = ("  receive Ada 1\n", "  receive Ben 1\n");
    // Without any lock either order is the same.
    with(lesson, &[(ben, "")], "20");
    let late = |name| {
        let sits = format!("  | {name}: I sit down\n");
        (format!("  send 1\n{sits}"), format!("{sits}  send 1\n"))
    };
    let late = [late("Ben"), late("Ada")];
    let late = late.each_ref().map(|(old, new)| [(old.as_str(), new.as_str())]);
    with_each(lesson, &[&late[0], &late[1]], "2");
    let first = "  | Ada: good evening\n";
    let outside = [(&*format!("{ben}{first}"), &*format!("{first}{ben}"))];
    with_each(lesson, &[&outside, &[(ada, ada)]], "14");
}

#[test]
fn lesson_21() {
    let lesson = "21-start-methods";
    let alone = ("  start main.2\n", "  join main.1\n  start main.2\n");
    let no_server = ("  join main.2\n  join main.1\n", "  join main.2\n");
    with(lesson, &[no_server, alone], "2");
    let no_wait = ("  join main.2\n  join main.1\n", "");
    let one_by_one = (alone.0, "  join main.1\n  start main.2\n  join main.2\n");
    with(lesson, &[no_wait, one_by_one], "1");
    let dan = [
        ("  start Cleo\n", "  start Cleo\n  start Dan\n"),
        ("  join Cleo\n", "  join Cleo\n  join Dan\n"),
        ("\nCleo\n", "\nDan\n  | Dan: a cake is 5\n  exit 0\n\nCleo\n"),
    ];
    with(lesson, &dan, "24");
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

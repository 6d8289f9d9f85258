//! Every lesson has the runs that its snapshot says: all of them are made, and each one that
//! is watched is among them, however often and however fast the lesson is run. And what
//! none of them prints is refused.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::process::{Command, Stdio};

use insta::Settings;
use process_order::{Answer, Cases, Order, Verdict};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use support::lesson::{self, Lesson};
use support::{at_once, lessons};

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
fn lesson05() {
    holds(&lessons::ARGUMENTS);
}

#[test]
fn lesson06() {
    holds(&lessons::NAMES);
}

#[test]
fn lesson07() {
    holds(&lessons::LIFE_CYCLE);
}

#[test]
fn lesson08() {
    holds(&lessons::JOIN);
}

#[test]
fn lesson09() {
    holds(&lessons::EXITCODE);
}

#[test]
fn lesson10() {
    holds(&lessons::TERMINATE);
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

#[test]
fn lesson16() {
    holds(&lessons::RACES);
}

#[test]
fn lesson17() {
    holds(&lessons::BUFFERS);
}

#[test]
fn lesson18() {
    holds(&lessons::TORN_LINES);
}

#[test]
fn lesson19() {
    holds(&lessons::RANDOMNESS);
}

#[test]
fn lesson20() {
    holds(&lessons::MAKING_ORDER);
}

#[test]
fn lesson21() {
    holds(&lessons::START_METHODS);
}

#[test]
fn lesson22() {
    holds(&lessons::LOCKS);
}

#[test]
fn lesson23() {
    holds(&lessons::FULL_PIPES);
}

#[test]
fn lesson24() {
    holds(&lessons::THREADS_AND_FORK);
}

#[test]
fn lesson25() {
    holds(&lessons::CTRL_C);
}

#[test]
fn lesson26() {
    holds(&lessons::FORK_PUZZLES);
}

/// Makes all runs of the lesson, and watches many, against its snapshot.
fn holds(lesson: &Lesson) {
    let order = (!lesson.is_only_traced).then(|| typical(lesson));
    let cases = lesson.explored(order.as_ref());
    is_snapshot(lesson, &cases);

    at_once::each(0..lesson::runs(), |_| {
        let run = lesson.record();
        if let Some(order) = order.as_ref().filter(|_| (lesson.is_typical)(&run)) {
            assert_eq!(
                &lesson.order_of(&run, order),
                order,
                "another order than the snapshot's"
            );
        }
        assert_possible(&lesson.check(&cases, &run), &run.output);
        lesson.holds_on_terminal(&cases, lesson.command());
    });
    at_once::each(0..lesson::runs().div_ceil(SELDOM), |_| {
        for speed in SPEEDS {
            let run = lesson.run(at_speed(lesson, speed));
            assert_possible(&lesson.check(&cases, &run), &run.output);
            lesson.holds_on_terminal(&cases, at_speed(lesson, speed));
        }
    });
    refuses_what_the_count_says(&cases);
}

/// The order of a typical run, of which another one tells what is a pid.
fn typical(lesson: &Lesson) -> Order {
    let run = || {
        let mut runs = (0..lesson::runs()).map(|_| lesson.record());
        runs.find(lesson.is_typical).expect("a typical run is one of many")
    };
    let other = run().order().expect("an order");
    lesson.order_of(&run(), &other)
}

/// So fast that no pause is left, and so slow that everybody sleeps through what the others do.
/// The fast one is F-12.
const SPEEDS: [&str; 2] = ["1e18", "50"];

/// One run of so many is made at these speeds, too.
const SELDOM: usize = 10;

fn at_speed(lesson: &Lesson, speed: &str) -> Command {
    let mut command = lesson.command();
    command.env("WORKBOOK_SPEED", speed);
    command
}

/// That these are the runs in the snapshot. The same order can be written in several ways, and
/// which of them is found depends on how the search went.
fn is_snapshot(lesson: &Lesson, cases: &Cases) {
    let left_open = LEFT_OPEN.contains(&lesson.folder);
    assert_eq!(cases.is_complete(), !left_open, "{}: {cases}", lesson.folder);
    assert_eq!(cases.deadlocks().len(), 0, "{}: {cases}", lesson.folder);
    let is_same = lesson.known().is_some_and(|known| {
        known.is_complete() == cases.is_complete()
            && known.orders()[0] == cases.orders()[0]
            && known.cases().len() == cases.cases().len()
            && known.compare(cases).expect("they are small").is_same()
    });
    if is_same {
        return;
    }
    let mut settings = Settings::new();
    settings.set_snapshot_path(lesson.folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("lesson", cases));
}

/// Of these not all runs are known: they have too many, read what the system tells of a
/// process, look for somebody whose end takes time, toss coins, or have threads.
const LEFT_OPEN: &[&str] =
    &["04-subclass", "14-family", "19-randomness", "24-threads-and-fork"];

#[track_caller]
fn assert_possible(answer: &Answer, output: &[u8]) {
    assert!(answer.is_possible(), "{answer:?}\n{}", String::from_utf8_lossy(output));
}

/// Of each case as many arrangements of its lines are accepted as the count says: all of them
/// are tried where they are few, else a random sample. Of lines in pieces no arrangement is
/// one of lines.
fn refuses_what_the_count_says(cases: &Cases) {
    if !cases.orders().iter().any(Order::prints_in_pieces) {
        (0..cases.cases().len()).for_each(|it| case_refuses(&cases.only(it)));
    }
}

fn case_refuses(case: &Cases) {
    let lines = case.orders()[0].lines();
    let lines: Vec<_> = lines.map(|line| line.pattern.to_string()).collect();
    let accepted = |lines: &[String]| {
        let answer = case.check_text(&lines.join("\n"));
        assert!(!matches!(answer, Answer::GivenUp(_)), "{case}");
        answer.is_possible()
    };
    if let Some(all) = arrangements(lines.clone()) {
        let count = all.iter().filter(|lines| accepted(lines)).count();
        let outputs = case.outputs().expect("they are few").take(FEW);
        let possible = outputs.filter(|output| output.lines.len() == lines.len());
        let tried = all.len();
        assert_eq!(count, possible.count(), "of {tried} arrangements of\n{case}");
        return;
    }
    let mut random = StdRng::seed_from_u64(1);
    let mut lines = lines;
    let mut count = 0;
    for _ in 0..SAMPLES {
        lines.shuffle(&mut random);
        count += u32::from(accepted(&lines));
    }
    let share = case.count().expect("a lesson can be counted");
    let share: f64 = share.to_string().parse::<f64>().expect("a number")
        / arrangements_of(&lines);
    let expected = share * f64::from(SAMPLES);
    // Six standard deviations of a binomial distribution.
    let bound = 6.0 * (expected * (1.0 - share)).sqrt() + 1.0;
    assert!(
        (f64::from(count) - expected).abs() <= bound,
        "{count} of {SAMPLES} shuffles, not {expected}, of\n{case}"
    );
}

/// So many arrangements are all tried.
const FEW: usize = 10_000;
const SAMPLES: u32 = 2_000;

/// All different arrangements of `lines`, if they are few.
fn arrangements(mut lines: Vec<String>) -> Option<Vec<Vec<String>>> {
    if arrangements_of(&lines) > 1e4 {
        return None;
    }
    lines.sort();
    let mut all = vec![lines];
    while let Some(next) = next_arrangement(all.last().expect("the first")) {
        all.push(next);
    }
    Some(all)
}

/// The next one in the order of the alphabet.
fn next_arrangement(lines: &[String]) -> Option<Vec<String>> {
    let mut next = lines.to_vec();
    let pivot = next.windows(2).rposition(|pair| pair[0] < pair[1])?;
    let other =
        next.iter().rposition(|line| *line > next[pivot]).expect("the next one is");
    next.swap(pivot, other);
    next[pivot + 1..].reverse();
    Some(next)
}

/// How many arrangements there are, where equal lines can stand for each other.
fn arrangements_of(lines: &[String]) -> f64 {
    let factorial = |n: usize| (1_u32..).take(n).map(f64::from).product::<f64>();
    let different: BTreeSet<_> = lines.iter().collect();
    let equal = different
        .into_iter()
        .map(|line| factorial(lines.iter().filter(|other| *other == line).count()));
    factorial(lines.len()) / equal.product::<f64>()
}

/// S-116. Of the document's result only the text is known, and of Python's children the
/// order is open.
#[test]
fn the_result_in_the_document_is_possible_and_no_dependent_pair_can_be_swapped() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let document = fs::read_to_string(lesson.folder().join("document.txt"));
    let document = document.expect("the document's result");
    let lines: Vec<_> = document.lines().collect();
    let order = lesson.python_order();
    let Verdict::Possible(events) = order.check_text(&document) else {
        panic!("the document's result is impossible");
    };
    let mut refused = 0;
    for (a, b) in (0..lines.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let mut swapped = lines.clone();
        swapped.swap(a, b);
        let verdict = order.check_text(&swapped.join("\n"));
        let is_dependent = order.happens_before(events[a], events[b]);
        // Lines that say the same are the same text in both orders.
        if is_dependent && lines[a] != lines[b] {
            let refusal = verdict.refusal().expect("it is impossible");
            assert!(!refusal.rules().is_empty(), "no rule is named: {refusal}");
            refused += 1;
        }
    }
    assert_eq!(refused, 24, "dependent pairs of different lines");
    assert!(
        !lesson.order().check_text(&document).is_possible(),
        "in order of start"
    );
}

fn count(order: &Order) -> String {
    order.count().expect("a small order").to_string()
}

fn count_all(cases: &Cases) -> String {
    cases.count().expect("small orders").to_string()
}

/// The numbers that the book is about.
#[test]
fn the_document_shows_one_of_442260_outputs() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    assert_eq!(count(&lesson.python_order()), "442260");
    assert_eq!(count(&lesson.order()), "73710");
    // Main lists fewer children when some of them have ended.
    assert_eq!(count_all(&lesson.python_cases()), "506710");
    assert_eq!(count_all(&lesson.cases()), "110866");
}

/// S-049. The snapshot has stdout only; on a terminal these lines are between its lines.
#[test]
fn lesson09_says_on_stderr_who_fails_and_why() {
    let mut command = lessons::EXITCODE.command();
    let output = command.stderr(Stdio::piped()).output().expect("it runs");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    let error = "Process fails:\nError: \"the flour is out\"\n";
    let panic = stderr.strip_prefix(error).expect("one child fails, the first");
    let panic = panic.strip_suffix("Process panics: ended by a panic\n");
    let panic = panic.expect("one child panics, the last that speaks");
    assert!(panic.contains("panicked at lessons/09-exitcode/lesson.rs"), "{panic}");
    assert!(panic.contains("\nthe oven is on fire\n"), "{panic}");
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

/// How many of them are seen depends on the machine; more than there are, never.
#[test]
fn lesson16_shows_some_of_the_outputs_that_its_header_counts() {
    let lesson = &lessons::RACES;
    let cases = lesson.cases();
    let possible = count_all(&cases);
    assert_eq!(lesson.counts(), [&*possible]);
    let runs = (0..lesson::runs()).map(|_| lesson.record().output);
    let seen: BTreeSet<_> = runs.collect();
    for output in &seen {
        assert_possible(&cases.check_text(&String::from_utf8_lossy(output)), output);
    }
    assert!((1..=possible.parse().expect("a number")).contains(&seen.len()));
}

/// S-085. The snapshot does not say how often the program prints them.
#[test]
fn lesson17_greets_ada_twice_and_ben_once_and_prints_each_greeting_once() {
    let lesson = &lessons::BUFFERS;
    let program = fs::read_to_string(lesson.folder().join("lesson.rs"));
    let program = program.expect("a file");
    for (greeting, times) in [("Dear Ada, ", 2), ("Dear Ben, ", 1)] {
        assert_eq!(program.matches(&format!("print!(\"{greeting}\");")).count(), 1);
        let order = lesson.order().to_string();
        assert_eq!(order.matches(greeting).count(), times, "{order}");
    }
}

/// The recorder sees what the terminal shows, and who has written which piece. // F-13
#[test]
fn lesson18_has_one_output_which_is_torn() {
    let lesson = &lessons::TORN_LINES;
    let (run, cases) = (lesson.record(), lesson.cases());
    let torn = lesson.torn.expect("that is its subject");
    let written = String::from_utf8_lossy(&run.output);
    assert_eq!(written.lines().collect::<Vec<_>>(), torn);
    let outputs = cases.outputs().expect("they are few");
    let outputs: Vec<_> = outputs.map(|output| output.to_string()).collect();
    assert_eq!(outputs, [torn.join("\n") + "\n"]);
    // By writer its lines are whole.
    let lines: Vec<_> = run.lines().map(|line| line.text()).collect();
    assert!(lesson.order().check_text(&lines.join("\n")).is_possible());
}

#[test]
fn lesson13_ends_when_main_fails_before_it_rings() {
    let lesson = &lessons::SENTINEL;
    lesson.ends_behind_head(&lesson.command());
}

#[test]
fn lesson20_has_the_counts_of_its_header_as_it_is_and_with_its_join_moved() {
    let lesson = &lessons::MAKING_ORDER;
    let recorded = lesson.order_of(&lesson.record(), &lesson.order());
    let text = recorded.to_string();
    let lines: Vec<_> = text.lines().collect();
    let joins = |line: &&str| line.starts_with("  join ");
    let marked =
        lines.iter().position(joins).expect("the marked join is main's first");
    assert!(lines[marked - 1].starts_with("  | "), "a line is above it");
    let order =
        |lines: &[&str]| -> Order { lines.join("\n").parse().expect("an order") };
    let mut moved_up = lines.clone();
    moved_up.swap(marked - 1, marked);
    let mut taken_out = lines.clone();
    taken_out.remove(marked);
    let (moved_up, taken_out) = (order(&moved_up), order(&taken_out));
    let counts = [taken_out, recorded, moved_up].map(|order| count(&order));
    assert_eq!(lesson.counts(), counts);
}

/// What is recorded of one run knows, too, that a long message waits for its receiver.
#[test]
fn lesson23_is_recorded_as_it_is_explored() {
    let lesson = &lessons::FULL_PIPES;
    let order = lesson.order_of(&lesson.record(), &lesson.order());
    assert_eq!(count(&order), count_all(&lesson.cases()));
}

#[test]
fn every_lesson_is_in_the_lists_and_every_folder_has_its_parts() {
    let readmes = [
        ("README.md", include_str!("../README.md")),
        ("README.zh-CN.md", include_str!("../README.zh-CN.md")),
    ];
    let known: Vec<_> = lessons::ALL.iter().map(|lesson| lesson.folder).collect();
    assert_eq!(
        known,
        lesson::folders(),
        "tests/support/lessons.rs and lessons/ differ"
    );
    for folder in known {
        let row = format!(
            "](lessons/{folder}) | `cargo run --bin lesson{}` | ",
            &folder[..2]
        );
        for (name, readme) in readmes {
            assert!(readme.contains(&row), "the table in {name} has no {row}");
        }
        for (file, source, name) in [
            ("lessons", include_str!("lessons.rs"), "lesson"),
            ("twins", include_str!("twins.rs"), "twin"),
        ] {
            let test = format!("#[test]\nfn {name}{}() {{\n", &folder[..2]);
            assert!(source.contains(&test), "tests/{file}.rs has no {test}");
        }
        for part in ["lesson.rs", "lesson.snap", "twin.py"] {
            let path = lesson::lessons().join(folder).join(part);
            assert!(path.is_file(), "{} is missing", path.display());
        }
    }
}

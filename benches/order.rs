//! What it costs to check, count and record: `cargo bench --bench order`.
//!
//! Both sides of a ratio run in turn in one process. `CPython` is `python3` on the path, or
//! what `PYTHON` names.

mod in_turn;
mod median;
mod python;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use in_turn::{Comparison, in_turn};
use median::median;
use process_order::{
    Action, Cases, End, History, Order, Pattern, Verdict, Writer, Written,
};
use process_workbook::record::Recorder;
use process_workbook::trace::Tracer;

fn main() {
    println!("{:56} {:>8}   bar", "", "ratio");
    check_known_writers();
    count_against_python();
    check_text_of_lesson04();
    record_against_a_pipe();
    direct_against_a_pipe();
}

/// One line of the table. Both sides are in microseconds.
fn row(name: &str, found: &Comparison, bar: &str) {
    let Comparison { ratio, ours, theirs } = found;
    println!("{name:52} {ratio:8.2}   {bar:6}  ({ours:.0} and {theirs:.0} µs)");
}

/// Four processes that print `lines` lines in turn: their order, and the text of a run.
fn long_run(lines: usize) -> (Order, String) {
    let text = |line: usize| format!("line {line} of process {}", line % 4);
    let history = |process: usize| {
        let lines = (process..lines).step_by(4).map(text);
        let actions = lines.map(|line| Action::line(Pattern::literal(&line)));
        let name = format!("process {process}");
        History { name, actions: actions.collect(), end: End::Exit(0) }
    };
    let order =
        Order::new(&(0..4).map(history).collect::<Vec<_>>()).expect("an order");
    let text: Vec<_> = (0..lines).map(text).collect();
    (order, text.join("\n"))
}

fn check_known_writers() {
    let check = |(order, text): &(Order, String)| {
        let writers = [0, 1, 2, 3].map(|process| {
            Writer::Process(order.process_at(process).expect("one of four"))
        });
        let lines = text
            .lines()
            .enumerate()
            .map(|(line, text)| Written { writer: writers[line % 4], text });
        assert!(order.check(lines).is_possible());
    };
    let (short, long) = (long_run(100_000), long_run(1_000_000));
    let split = || drop(black_box(long.1.lines().collect::<Vec<_>>()));
    let check_long = || check(&long);
    let found = in_turn(1, &check_long, &|| check(&short));
    row("check of 1,000,000 known lines ÷ of 100,000", &found, "≤ 12");
    let found = in_turn(1, &check_long, &split);
    row("check of 1,000,000 known lines ÷ splitting the text", &found, "≤ 10");
}

/// Main prints three lines around the start of six children of three lines each.
fn six_children() -> Order {
    let line = |text: &str| Action::line(Pattern::literal(text));
    let names: Vec<_> = (1..=6).map(|child| format!("P{child}")).collect();
    let mut main = vec![line("before")];
    main.extend(names.iter().cloned().map(Action::Start));
    main.push(line("between"));
    main.extend(names.iter().cloned().map(Action::Join));
    main.push(line("after"));
    let mut histories =
        vec![History { name: "main".into(), actions: main, end: End::Exit(0) }];
    histories.extend(names.into_iter().map(|name| {
        let actions =
            (1..=3).map(|number| line(&format!("{number} of {name}"))).collect();
        History { name, actions, end: End::Exit(0) }
    }));
    Order::new(&histories).expect("an order")
}

/// The same table, cut by cut. Microseconds, the best of five.
const DYNAMIC_PROGRAMME: &str = "
import time
CHILDREN, LINES = 6, 3
def count():
    table = {(0,) * (CHILDREN + 1): 1}
    for _ in range(3 + CHILDREN * LINES):
        after = {}
        for cut, number in table.items():
            for chain in range(CHILDREN + 1):
                printed = cut[chain]
                if chain:
                    shut = printed == LINES or cut[0] < 1
                else:
                    shut = printed == 3 or printed == 2 and min(cut[1:]) < LINES
                if not shut:
                    next = cut[:chain] + (printed + 1,) + cut[chain + 1:]
                    after[next] = after.get(next, 0) + number
        table = after
    return sum(table.values())
def once():
    start = time.perf_counter()
    assert count() == 2607276672000
    return (time.perf_counter() - start) * 1e6
print(min(once() for _ in range(5)))
";

fn count_against_python() {
    const NAME: &str = "CPython's count of 2,607,276,672,000 outputs ÷ ours";
    let order = six_children();
    let ours = microseconds(|| {
        let count = black_box(&order).count().expect("it can be counted");
        assert_eq!(count.to_string(), "2607276672000");
    });
    match python::run(DYNAMIC_PROGRAMME) {
        Some(python) => {
            let found =
                Comparison { ratio: python / ours, ours: python, theirs: ours };
            row(NAME, &found, "≥ 10");
        }
        None => println!("{NAME}: SKIPPED, no CPython"),
    }
}

/// What `work` takes, the median of many times.
fn microseconds(work: impl Fn()) -> f64 {
    median((0..51).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e6
    }))
}

fn lesson(number: &str) -> PathBuf {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let mut folders = fs::read_dir(lessons).expect("the lessons").flatten();
    let folder = folders
        .find(|folder| folder.file_name().to_string_lossy().starts_with(number));
    folder.expect("a lesson of this number").path()
}

/// The order of a typical run of the lesson of this number.
fn order_of(number: &str) -> Order {
    let snapshot = fs::read_to_string(lesson(number).join("lesson.snap"));
    let snapshot = snapshot.expect("a snapshot");
    let (_, text) = snapshot[4..].split_once("---\n").expect("insta's header");
    let cases: Cases = text.parse().expect("all that it can do");
    cases.orders()[0].with_whole_lines()
}

/// The five children line by line in turn, which leaves most open.
fn check_text_of_lesson04() {
    let order = order_of("04");
    let children: Vec<Vec<_>> =
        order.histories()[1..].iter().map(|child| child.lines().collect()).collect();
    let lines =
        (0..7).flat_map(|line| children.iter().map(move |child| child[line]));
    let text = lines.map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let ours = microseconds(|| {
        assert!(black_box(&order).check_text(&text).is_possible());
    });
    println!("check of lesson 4's 35 lines, text only: {ours:.0} µs, bar 10,000");
}

/// Lesson 3, at the pace of the tests.
fn lesson03() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lesson03"));
    command.env("WORKBOOK_SPEED", "1000").stdin(Stdio::null());
    command
}

fn run_into_a_pipe() {
    assert!(lesson03().output().expect("it runs").status.success());
}

fn record_against_a_pipe() {
    let recorded = || {
        let recording =
            Recorder::new(lesson03()).timeout(Duration::from_mins(1)).record();
        assert_eq!(recording.expect("it runs").exitcode, 0);
    };
    let found = in_turn(1, &recorded, &run_into_a_pipe);
    row("recording lesson 3 ÷ running it into a pipe", &found, "≤ 1.2");
}

/// The processes are let go one by one, whoever came last first.
fn direct_against_a_pipe() {
    let order = order_of("03");
    let output = order.outputs().last().expect("there are some");
    let text: Vec<_> = output.iter().map(ToString::to_string).collect();
    let Verdict::Possible(events) = order.check_text(&text.join("\n")) else {
        panic!("it is an output")
    };
    let trace = || Tracer::new(lesson03());
    let run = trace().trace().expect("it can be traced");
    let prints = events.iter().map(|event| run.printed_at(&order, *event));
    let prints: Option<Vec<_>> = prints.collect();
    let schedule = run.schedule(&prints.expect("it prints that"));
    let schedule = schedule.expect("it can be scheduled");
    let directed = || {
        let controller = trace().start().expect("it can be traced");
        let replay = schedule.replay(controller).expect("it can be traced");
        assert!(replay.is_as_planned, "{replay:?}");
    };
    let found = in_turn(1, &directed, &run_into_a_pipe);
    row("directing lesson 3 ÷ running it into a pipe", &found, "≤ 20");
}

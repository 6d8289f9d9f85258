//! The model against the operating system: what it calls possible is made to happen with
//! real processes, and what it calls impossible is not.

#[path = "support/mod.rs"]
mod support;

use std::collections::HashSet;
use std::env;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::iter;
use std::process::Command;

use process_order::{EventId, Order, Pattern, Verdict};
use process_workbook::record::{
    Controller, Held, Operation, Recorder, Recording, Replay, Scheduled,
    python as pythons,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use support::lesson::{self, Lesson};
use support::{at_once, lessons, python};

const SEED: u64 = 20_261_124;

/// Starts `command` controller. Says on stderr that the test is skipped where the system
/// forbids it, which fails the test in CI.
fn direct(command: Command) -> Option<Controller> {
    match Recorder::new(command).control() {
        Ok(controller) => Some(controller),
        Err(error) if env::var_os("CI").is_none() && is_forbidden(&error) => {
            // Written past the harness, which keeps print! to itself when a test passes.
            let _ = writeln!(
                io::stderr(),
                "direct: SKIPPED, seccomp is refused: {error}"
            );
            None
        }
        Err(error) => panic!("it cannot be controlled: {error}"),
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::InvalidInput)
}

/// The texts of an output with its placeholders.
fn texts(output: &[&Pattern]) -> Vec<String> {
    output.iter().map(ToString::to_string).collect()
}

fn events(order: &Order, text: &[String]) -> Vec<EventId> {
    match order.check_text(&text.join("\n")) {
        Verdict::Possible(events) => events,
        verdict => panic!("{verdict:?}: {text:#?}"),
    }
}

/// Makes `text` happen.
#[track_caller]
fn make_happen(lesson: &Lesson, order: &Order, text: &[String]) {
    let schedule = Scheduled::lines_of(order, &events(order, text));
    let Some(controller) = direct(lesson.command()) else { return };
    match controller.replay(order, &schedule).expect("it can be listened to") {
        Replay::Done(run) => assert_printed(lesson, &run, &schedule),
        Replay::Stuck { after, held, .. } => {
            panic!(
                "{} is stuck after {after} lines of {text:#?}: {held:#?}",
                lesson.folder
            )
        }
    }
}

#[track_caller]
fn assert_printed(lesson: &Lesson, run: &Recording, schedule: &[Scheduled]) {
    let printed: Vec<_> = run.lines().map(|line| line.text().into_owned()).collect();
    assert_eq!(run.exitcode, 0, "{} fails", lesson.folder);
    assert_eq!(printed.len(), schedule.len(), "{printed:#?}");
    for (line, scheduled) in printed.iter().zip(schedule) {
        let line = pythons::as_in_3_6(line);
        assert!(scheduled.line.matches(&line), "{line:?} is no {}", scheduled.line);
    }
}

#[test]
fn every_output_of_a_small_lesson_is_made_to_happen() {
    for lesson in lessons::ALL {
        let order = lesson.snapshot();
        let outputs: Vec<_> = order.outputs().take(lesson::runs() + 1).collect();
        if outputs.len() <= lesson::runs() {
            at_once::each(&outputs, |output| {
                make_happen(lesson, &order, &texts(output));
            });
        }
    }
}

// ANCHOR: sample
#[test]
fn a_uniform_sample_of_lesson_3_is_made_to_happen() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let order = lesson.snapshot();
    let census = order.census().expect("a small order");
    let mut random = StdRng::seed_from_u64(SEED);
    let outputs = (0..lesson::runs()).map(|_| texts(&census.sample(&mut random)));
    at_once::each(outputs, |output| make_happen(lesson, &order, &output));
}
// ANCHOR_END: sample

// ANCHOR: impossible
#[test]
fn what_is_impossible_cannot_be_made_to_happen() {
    let mut random = StdRng::seed_from_u64(SEED);
    let arrangements = iter::repeat_with(|| {
        let lesson = lessons::ALL.choose(&mut random).expect("there are lessons");
        let order = lesson.snapshot();
        let mut lines: Vec<_> =
            order.lines().map(|line| line.pattern.clone()).collect();
        lines.shuffle(&mut random);
        (lesson, order, lines)
    });
    let impossible = arrangements.filter(|(_, order, lines)| {
        let text: Vec<_> = lines.iter().map(ToString::to_string).collect();
        !order.check_text(&text.join("\n")).is_possible()
    });
    at_once::each(impossible.take(lesson::runs()), |(lesson, order, lines)| {
        let scheduled =
            |line| Scheduled { line, process: None, after_end_of: Vec::new() };
        let schedule: Vec<_> = lines.into_iter().map(scheduled).collect();
        let Some(controller) = direct(lesson.command()) else { return };
        let replay =
            controller.replay(&order, &schedule).expect("it can be listened to");
        let Replay::Stuck { after, .. } = replay else {
            panic!("{} has printed {schedule:#?}", lesson.folder)
        };
        assert!(after < schedule.len(), "{} has lines left to print", lesson.folder);
    });
}
// ANCHOR_END: impossible

#[test]
fn the_documents_result_is_made_to_happen_with_both() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let document = fs::read_to_string(lesson.folder().join("document.txt"));
    let document = document.expect("the document's result");
    let mut lines: Vec<_> = document.lines().map(str::to_owned).collect();
    with_python(lesson, &lines);

    // In Rust the children come in order of start.
    let listed = |line: &String| line.starts_with("child p.name: ");
    let first = lines.iter().position(listed).expect("three of them");
    lines[first..first + 3].sort();
    make_happen(lesson, &lesson.snapshot(), &lines);
}

/// No scheduler decides about the order in Python's set of children, so it is tried again
/// until it fits.
fn with_python(lesson: &Lesson, text: &[String]) {
    const TRIES: usize = 500;
    let Some(python) = python::find("direct") else { return };
    let order = lesson.python_order();
    let schedule = Scheduled::lines_of(&order, &events(&order, text));
    for tries in 0..TRIES {
        let mut command = lesson.twin(python);
        // A set is in the order of its members' addresses, which depend on the length of
        // the environment.
        command.env("WORKBOOK_TRY", "x".repeat(tries % 64));
        let Some(controller) = direct(command) else { return };
        if let Replay::Done(run) =
            controller.replay(&order, &schedule).expect("it runs")
        {
            return assert_printed(lesson, &run, &schedule);
        }
    }
    panic!("Python's children came in another order {TRIES} times");
}

/// Two children of one name, as a program of this crate reports them. // F-22
const NAMESAKES: &str = "
import os
mark = os.environ['WORKBOOK_RECORDER'].split(':', 2)[2]
def report(what):
    os.write(1, f'\\0{mark} {what}\\n'.encode())
def start(text):
    pid = os.fork()
    if pid == 0:
        os.write(1, text)
        report('exit 0')
        os._exit(0)
    report(f'start {pid} twin')
    return pid
for pid in [start(b'one\\n'), start(b'two\\n')]:
    os.waitpid(pid, 0)
    report(f'join {pid} 0')
report('exit 0')
";

#[test]
fn two_processes_of_one_name_are_told_apart() {
    let Some(python) = python::find("direct two of one name") else { return };
    let command = || {
        let mut command = python.command();
        command.args(["-c", NAMESAKES]);
        command
    };
    let order = Recorder::new(command()).record().expect("it runs").order();
    let order = order.expect("an order");
    let names: Vec<_> =
        order.histories().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["main", "twin", "twin (2)"]);
    for text in [["one", "two"], ["two", "one"]] {
        let text = text.map(str::to_owned);
        let schedule = Scheduled::lines_of(&order, &events(&order, &text));
        let Some(controller) = direct(command()) else { return };
        let replay = controller.replay(&order, &schedule).expect("it runs");
        let Replay::Done(run) = replay else { panic!("{replay:?}") };
        let lines = run.lines().map(|line| line.text().into_owned());
        assert_eq!(lines.collect::<Vec<_>>(), text);
    }
}

#[test]
fn whoever_is_held_waits_with_its_line_until_it_is_let_go() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let Some(mut controller) = direct(lesson.command()) else { return };
    let main = controller.main();
    let operations = |controller: &mut Controller| -> Vec<_> {
        let held = controller.settle().expect("it can be listened to");
        held.into_iter().map(|held| (held.pid == main, held.operation)).collect()
    };
    let print = |text: &str| Operation::Write(vec![text.to_owned()]);
    let cpu =
        print(&format!("The number of cpu is {}", process_workbook::cpu_count()));
    let worker = (false, print("worker_1"));
    let mut first = operations(&mut controller);
    first.sort_by_key(|(is_main, _)| !is_main);
    assert_eq!(first, [(true, cpu.clone()), worker.clone()]);
    assert!(
        controller.steps().iter().all(|step| step.pid == main),
        "nobody has printed"
    );

    let held = controller.settle().expect("it can be listened to");
    let main_first =
        held.iter().find(|held| held.pid == main).expect("main is held");
    controller.let_go(main_first).expect("it is let go");
    let mut second = operations(&mut controller);
    second.sort_by_key(|(is_main, _)| !is_main);
    assert_eq!(second, [(true, cpu), worker, (false, print("worker_2"))]);

    let run = controller.finish().expect("everybody is let go");
    assert_eq!((run.lines().count(), run.exitcode), (13, 0));
}

#[test]
fn a_pending_line_of_several_writes_is_whole() {
    let mut command = Command::new("sh");
    command.args(["-c", "printf one; printf ' two\\nthree\\n'; printf rest"]);
    let Some(mut controller) = direct(command) else { return };
    let held = controller.settle().expect("it can be listened to");
    let lines = ["one two".to_owned(), "three".to_owned()];
    assert_eq!(held[0].operation, Operation::Write(lines.to_vec()));
    controller.let_go(&held[0]).expect("it is let go");
    let held = controller.settle().expect("it can be listened to");
    assert_eq!(held[0].operation, Operation::Exit);
    let run = controller.finish().expect("it ends");
    assert_eq!(run.output, b"one two\nthree\nrest");
}

#[test]
fn who_writes_elsewhere_is_not_held() {
    let mut command = Command::new("sh");
    command.args(["-c", "inside=$(echo one; echo two); echo outside $inside"]);
    let Some(mut controller) = direct(command) else { return };
    let held = controller.settle().expect("it can be listened to");
    let [Held { operation: Operation::Write(lines), .. }] = &held[..] else {
        panic!("{held:?}")
    };
    assert_eq!(*lines, ["outside one two"]);
    controller.finish().expect("it ends");
}

#[test]
fn who_polls_is_not_waited_for_and_goes_on_when_it_can() {
    let flag = concat!(env!("CARGO_TARGET_TMPDIR"), "/direct-flag");
    // It need not be there.
    let _ = fs::remove_file(flag);
    let script =
        "(echo child; : >\"$0\") & until [ -e \"$0\" ]; do :; done; echo end";
    let mut command = Command::new("sh");
    command.args(["-c", script, flag]);
    let Some(mut controller) = direct(command) else { return };
    let main = controller.main();
    let held = controller.settle().expect("it can be listened to");
    assert_eq!(held.len(), 1, "{held:?}");
    assert_eq!(held[0].operation, Operation::Write(vec!["child".to_owned()]));
    assert_eq!(controller.polling(), [main]);

    controller.let_go(&held[0]).expect("it is let go");
    let end = Operation::Write(vec!["end".to_owned()]);
    let found = controller.until(|held| held.operation == end);
    assert_eq!(
        found.expect("it can be listened to").map(|held| held.pid),
        Some(main)
    );
    assert_eq!(controller.polling(), []);
    controller.finish().expect("it ends");
}

#[test]
fn nothing_is_left_of_a_program_that_was_held() {
    let Some(mut controller) = direct(lessons::SUBCLASS.command()) else { return };
    let held = controller.settle().expect("it can be listened to");
    let pids: HashSet<_> = held.iter().map(|held| held.pid).collect();
    assert_eq!(pids.len(), 5, "every child is held at its first line");
    drop(controller);
    // Its orphans are init's to reap. Until then they are zombies.
    let is_alive = |pid: &u32| {
        let stat =
            fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(") ")
            .is_some_and(|(_, state)| !state.starts_with(['Z', 'X']))
    };
    while pids.iter().any(is_alive) {
        std::thread::yield_now();
    }
}

#[test]
fn a_program_that_cannot_be_run_is_an_error() {
    for program in ["/no/such/program", "no-such-program-anywhere"] {
        let refused = Recorder::new(Command::new(program)).control();
        assert_eq!(
            refused.expect_err("it is not there").kind(),
            ErrorKind::NotFound
        );
    }
    let refused = Recorder::new(Command::new("/etc/passwd")).control();
    assert_eq!(
        refused.expect_err("no permission").kind(),
        ErrorKind::PermissionDenied
    );
}

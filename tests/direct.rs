//! The model against the operating system: what it calls possible is made to happen with
//! real processes, and what it calls impossible is not.

#[path = "support/mod.rs"]
mod support;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::iter;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use process_order::{EventId, Order, Pattern, Verdict};
use process_workbook::trace::{
    Controller, Error, Execution, Held, Operation, Situation, Tracer,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use support::lesson::{self, Lesson};
use support::{at_once, lessons, python};

const SEED: u64 = 20_261_124;

/// When a program is taken to hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts `command`, and holds it. Says on stderr that the test is skipped where the system
/// forbids it, which fails the test in CI.
fn direct(command: Command) -> Option<Controller> {
    match Tracer::new(command).timeout(PATIENCE).start() {
        Ok(controller) => Some(controller),
        Err(error @ Error::Refused { .. }) if env::var_os("CI").is_none() => {
            // Written past the harness, which keeps print! to itself when a test passes.
            let _ = writeln!(io::stderr(), "direct: SKIPPED, {error}");
            None
        }
        Err(error) => panic!("it cannot be controlled: {error}"),
    }
}

/// One run of `lesson`, which is made once.
fn one_run(lesson: &Lesson) -> Option<Execution> {
    static RUNS: Mutex<Vec<(String, Execution)>> = Mutex::new(Vec::new());
    let mut runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, run)) = runs.iter().find(|(folder, _)| *folder == lesson.folder)
    {
        return Some(run.clone());
    }
    let run = direct(lesson.command())?.finish().expect("it ends");
    runs.push((lesson.folder.to_owned(), run.clone()));
    Some(run)
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

/// Makes `text` happen: one run tells what comes before what, and its steps are done once
/// more, in another order. A lesson whose lines depend on who is faster has runs that print
/// other lines; then whoever can print the next line goes first.
#[track_caller]
fn make_happen(lesson: &Lesson, order: &Order, text: &[String]) {
    let events = events(order, text);
    let lines = events.iter().flat_map(|event| order.action(*event).lines());
    let lines: Vec<_> = lines.cloned().collect();
    let Some(run) = one_run(lesson) else { return };
    let prints = events.iter().map(|event| run.printed_at(order, *event));
    let prints = prints.collect::<Option<Vec<_>>>();
    let schedule = prints.and_then(|prints| run.schedule(&prints));
    let Some(controller) = direct(lesson.command()) else { return };
    let Some(schedule) = schedule else {
        let (printed, execution) = lead(controller, &lines);
        assert_eq!(printed, lines.len(), "{}: {text:#?}", lesson.folder);
        return assert_printed(lesson, &execution, &lines);
    };
    let replay = schedule.replay(controller).expect("it can be traced");
    assert!(replay.is_as_planned, "{}: {text:#?}", lesson.folder);
    assert_printed(lesson, &replay.execution, &lines);
}

#[track_caller]
fn assert_printed(lesson: &Lesson, execution: &Execution, wanted: &[Pattern]) {
    let output = String::from_utf8(execution.output()).expect("UTF-8");
    let printed: Vec<_> = output.lines().collect();
    assert_eq!(execution.exitcode(), Some(0), "{} fails", lesson.folder);
    if let Some(torn) = &lesson.torn {
        // F-13: its lines are in pieces in every run.
        return assert_eq!(printed, *torn, "{}", lesson.folder);
    }
    assert_eq!(printed.len(), wanted.len(), "{printed:#?}");
    for (line, wanted) in printed.iter().zip(wanted) {
        assert!(wanted.matches(line), "{line:?} is no {wanted}");
    }
}

#[test]
fn every_output_of_a_small_lesson_is_made_to_happen() {
    for lesson in lessons::ALL {
        if lesson.is_only_traced {
            happens_by_command(lesson);
            continue;
        }
        let order = lesson.order();
        let outputs: Vec<_> = order.outputs().take(lesson::runs() + 1).collect();
        if outputs.len() <= lesson::runs() {
            at_once::each(&outputs, |output| {
                make_happen(lesson, &order, &texts(output));
            });
        }
    }
}

/// Each output of all runs, by the command, which chooses a run that can be led there.
fn happens_by_command(lesson: &Lesson) {
    let Some(_) = direct(lesson.command()) else { return };
    let outputs = lesson.cases().outputs().expect("it has few");
    // One after the other: two runs of a lesson that locks its own file are in each other's way.
    for (number, output) in outputs.take(lesson::runs()).enumerate() {
        let name = format!("direct-{}-{number}", lesson.folder);
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&file, output.to_string()).expect("the folder can be written to");
        let workbook =
            env::var("CARGO_BIN_EXE_workbook").expect("cargo test sets it");
        let mut command = Command::new(workbook);
        command.args(["--lang", "en", "direct", &lesson.folder[..2]]).arg(&file);
        let answer = command.output().expect("it can be run");
        let said = String::from_utf8_lossy(&answer.stdout);
        assert!(said.contains("happened: with real processes"), "{said}\n{output}");
    }
}

// ANCHOR: sample
#[test]
fn a_uniform_sample_of_lesson_3_is_made_to_happen() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let order = lesson.order();
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
        let order = lesson.order();
        let mut lines: Vec<_> =
            order.lines().map(|line| line.pattern.clone()).collect();
        lines.shuffle(&mut random);
        (lesson, order, lines)
    });
    let impossible = arrangements.filter(|(_, order, lines)| {
        let text: Vec<_> = lines.iter().map(ToString::to_string).collect();
        !order.check_text(&text.join("\n")).is_possible()
    });
    at_once::each(impossible.take(lesson::runs()), |(lesson, _, lines)| {
        let Some(controller) = direct(lesson.command()) else { return };
        let (printed, _) = lead(controller, &lines);
        assert!(printed < lines.len(), "{} has printed {lines:#?}", lesson.folder);
    });
}
// ANCHOR_END: impossible

/// Lets whoever can print the next of `lines` go first, and everybody else only as long as
/// that is no print. How many of the lines were printed, and the run.
fn lead(mut controller: Controller, lines: &[Pattern]) -> (usize, Execution) {
    let (mut printed, mut begun) = (0, String::new());
    while let Situation::Held(held) = controller.situation().expect("it is traced") {
        let is_next = |held: &&Held| match &held.operation {
            Operation::Print(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                let text = format!("{begun}{text}");
                if !text.ends_with('\n') {
                    let next = lines.get(printed).map(ToString::to_string);
                    return next.is_some_and(|next| next.starts_with(&text));
                }
                let mut left = lines[printed..].iter();
                text.lines()
                    .all(|text| left.next().is_some_and(|it| it.matches(text)))
            }
            _ => held.readiness.may_go(),
        };
        let prints = |held: &&Held| matches!(held.operation, Operation::Print(_));
        let next = held.iter().filter(prints).find(is_next);
        let next = next.or_else(|| held.iter().find(is_next));
        let Some(next) = next else { break };
        if let Operation::Print(bytes) = &next.operation {
            begun.push_str(&String::from_utf8_lossy(bytes));
            if begun.ends_with('\n') {
                printed += begun.lines().count();
                begun.clear();
            }
        }
        controller.let_go(next.actor).expect("it can go");
    }
    let execution = controller.execution().expect("it is traced");
    (printed, execution)
}

/// Two children of one name, as a program of this crate reports them.
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

// F-22
#[test]
fn two_processes_of_one_name_are_told_apart() {
    let Some(python) = python::find("direct two of one name") else { return };
    let command = || {
        let mut command = python.command();
        command.args(["-c", NAMESAKES]);
        command
    };
    let Some(controller) = direct(command()) else { return };
    let run = controller.finish().expect("it ends");
    let order = run.order().expect("an order");
    let names: Vec<_> =
        order.histories().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["main", "twin", "twin (2)"]);
    for text in [["one", "two"], ["two", "one"]] {
        let text = text.map(str::to_owned);
        let events = events(&order, &text);
        let prints = events.iter().map(|it| run.printed_at(&order, *it));
        let prints: Vec<_> = prints.map(|it| it.expect("it prints that")).collect();
        let schedule = run.schedule(&prints).expect("nothing orders the two");
        let Some(controller) = direct(command()) else { return };
        let replay = schedule.replay(controller).expect("it is traced");
        let output = String::from_utf8(replay.execution.output()).expect("UTF-8");
        assert_eq!(output.lines().collect::<Vec<_>>(), text);
    }
}

#[test]
fn what_comes_before_what_is_kept_by_every_schedule() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let Some(run) = one_run(lesson) else { return };
    let worker = run.actor("Process-1").expect("it has that name");
    let prints = run.prints(worker);
    let [first, last] = prints[..] else { panic!("two lines: {prints:?}") };
    assert_eq!(run.schedule(&[last, first]), None);
    let schedule = run.schedule(&[first, last]).expect("so it was done");
    let turns: Vec<_> = schedule.places().collect();
    assert_eq!(turns.len(), run.steps.len(), "every step is in there");
    assert_eq!(turns[0], "main", "nobody else is there yet");
}

#[test]
fn the_documents_result_is_made_to_happen() {
    let lesson = &lessons::MULTIPLE_FUNCTIONS;
    let document = fs::read_to_string(lesson.folder().join("document.txt"));
    let document = document.expect("the document's result");
    let mut lines: Vec<_> = document.lines().map(str::to_owned).collect();
    // In Rust the children come in order of start. Python's twin is made to print the
    // document as it is in tests/cli/direct.rs.
    let listed = |line: &String| line.starts_with("child p.name: ");
    let first = lines.iter().position(listed).expect("three of them");
    lines[first..first + 3].sort();
    make_happen(lesson, &lesson.order(), &lines);
}

/// A parent that needs its child to read in the middle of a write, because a pipe does not
/// hold so much.
const LONG_MESSAGE: &str = "
import os
r, w = os.pipe()
if os.fork() == 0:
    os.close(w)
    while os.read(r, 50000):
        pass
    os.write(1, b'read\\n')
    os._exit(0)
os.close(r)
os.write(1, b'begun\\n')
os.write(w, b'x' * 200000)
os.close(w)
os.write(1, b'written\\n')
os.wait()
";

#[test]
fn a_message_that_does_not_fit_into_a_pipe_is_replayed() {
    let Some(python) = python::find("direct a long message") else { return };
    let command = || {
        let mut command = python.command();
        command.args(["-c", LONG_MESSAGE]);
        command
    };
    let Some(controller) = direct(command()) else { return };
    let run = controller.finish().expect("it ends");
    let [main, child] = [run.prints(0), run.prints(1)];
    for (prints, text) in [
        ([main[0], main[1], child[0]], "begun\nwritten\nread\n"),
        ([main[0], child[0], main[1]], "begun\nread\nwritten\n"),
    ] {
        let schedule = run.schedule(&prints).expect("either can be first");
        let Some(controller) = direct(command()) else { return };
        let replay = schedule.replay(controller).expect("it is traced");
        assert_eq!(String::from_utf8_lossy(&replay.execution.output()), text);
    }
}

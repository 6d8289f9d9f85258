//! What each method answers in each state of a process.

use std::fmt::Display;
use std::io::{self, PipeWriter, Write};
use std::iter;
use std::mem;
use std::os::fd::BorrowedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::prctl::set_child_subreaper;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use process_workbook::{
    Error, Process, Result, active_children, current_process, parent_process,
};

use crate::helpers::{Gate, in_child, until_asleep, until_ended};
use crate::support::probe::Probe;

/// The documentation that the tables stand in.
const DOCUMENTATION: &str = include_str!("../../src/process/mod.rs");

const METHODS: [Method; 18] = [
    ("start()", |p| unit(p.start())),
    ("join()", |p| answer(p.join())),
    ("join_timeout(0)", |p| {
        answer(p.join_timeout(Duration::ZERO).map(|code| format!("{code:?}")))
    }),
    ("terminate()", |p| unit(p.terminate())),
    ("interrupt()", |p| unit(p.interrupt())),
    ("kill()", |p| unit(p.kill())),
    ("is_alive()", |p| answer(p.is_alive())),
    ("exitcode()", |p| format!("{:?}", p.exitcode())),
    ("pid()", |p| p.pid().map_or("None", |_| "Some(pid)").to_owned()),
    ("name()", |p| p.name()),
    ("daemon()", |p| p.daemon().to_string()),
    ("set_daemon(true)", |p| unit(p.set_daemon(true))),
    ("with_daemon(true)", |p| build(p, |p| p.with_daemon(true))),
    ("with_name(\"p\")", |p| build(p, |p| p.with_name("p"))),
    ("authkey()", |p| String::from_utf8_lossy(p.authkey().as_bytes()).into_owned()),
    ("sentinel()", |p| answer(p.sentinel().map(is_readable))),
    ("close()", |p| unit(p.close())),
    ("Debug", |p| {
        let text = format!("{p:?}");
        let state = text.strip_prefix("<Process(p, ").expect("its class and name");
        let state = state.strip_suffix(")>").expect("and nothing more");
        format!("`{state}`")
    }),
];

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("what_each_method_answers_of_ones_own_process", || {
        let states = [
            ("unstarted", unstarted as State),
            ("running", running),
            ("ended", ended),
            ("joined", joined),
            ("lost", lost),
            ("closed", closed),
        ];
        compare(&states, 0);
    }),
    Probe::inside("what_each_method_answers_of_another_ones_process", || {
        // The orphans of a parent that was terminated are reaped here.
        set_child_subreaper(true).expect("Linux 3.4");
        let states = [
            ("foreign", foreign as State),
            ("current", current),
            ("parent", parent),
        ];
        compare(&states, 1);
    }),
];

/// Brings a process into the state, and asks.
type State = fn(Question);

/// The `number`th table of the documentation.
fn documented(number: usize) -> String {
    let lines =
        DOCUMENTATION.lines().map(|line| line.strip_prefix("//! ").unwrap_or(""));
    let is_row = |line: &&str| line.starts_with('|');
    let lines: Vec<_> = lines.collect();
    let mut tables =
        lines.split(|line| !is_row(line)).filter(|table| !table.is_empty());
    let table = tables.nth(number).expect("two tables");
    table.iter().flat_map(|row| [row, "\n"]).collect()
}

#[track_caller]
fn compare(states: &[(&str, State)], table: usize) {
    let expected = documented(table);
    let titles = iter::once("").chain(states.iter().map(|(title, _)| *title));
    let rows = METHODS.iter().map(|method| {
        let cells = states.iter().map(|(_, state)| observe(*state, *method));
        iter::once(format!("`{}`", method.0)).chain(cells).collect()
    });
    let observed = markdown(titles.map(str::to_owned).collect(), rows.collect());
    assert!(observed == expected, "expected:\n{expected}\nobserved:\n{observed}");
}

type Method = (&'static str, fn(&mut Process) -> String);

/// A method, to be called on a process in some state.
struct Question {
    method: Method,
    answer: PipeWriter,
}

impl Question {
    fn ask(mut self, mut process: Process) {
        let answer = (self.method.1)(&mut process);
        self.answer.write_all(answer.as_bytes()).expect("a reader");
    }
}

/// What `method` answers in `state`, found out by a child that may not survive it.
fn observe(state: State, method: Method) -> String {
    let (reader, answer) = io::pipe().expect("a pipe");
    let observer = started(move || state(Question { method, answer }));
    let text = io::read_to_string(reader).expect("a writer");
    let code = observer.join().expect("join");
    let signals = [-libc::SIGTERM, -libc::SIGINT, -libc::SIGKILL];
    assert!(code == 0 || signals.contains(&code), "{code}");
    while waitpid(None, None) != Err(Errno::ECHILD) {}
    text
}

fn named(run: impl FnOnce() + 'static) -> Process {
    let process = Process::new(run).with_name("p");
    process.set_authkey(b"key");
    process
}

fn started(run: impl FnOnce() + 'static) -> Process {
    let mut process = named(run);
    process.start().expect("start");
    process
}

fn unstarted(question: Question) {
    question.ask(named(|| ()));
}

fn running(question: Question) {
    let gate = Gate::new();
    let latch = gate.latch();
    if question.method.0 == "join()" {
        let parent = process::id();
        let mut writer = question.answer.try_clone().expect("a free descriptor");
        question.ask(started(move || {
            until_asleep(parent);
            writer.write_all(b"waits, ").expect("a reader");
        }));
    } else {
        question.ask(started(move || latch.wait()));
    }
}

fn ended(question: Question) {
    let process = started(|| ());
    until_ended(&process);
    question.ask(process);
}

fn joined(question: Question) {
    let process = started(|| ());
    assert_eq!(process.join().expect("join"), 0);
    question.ask(process);
}

fn lost(question: Question) {
    let process = started(|| ());
    let pid = Pid::from_raw(process.pid().expect("started").cast_signed());
    assert_eq!(waitpid(pid, None), Ok(WaitStatus::Exited(pid, 0)));
    question.ask(process);
}

fn closed(question: Question) {
    let mut process = started(|| ());
    assert_eq!(process.join().expect("join"), 0);
    process.close().expect("close");
    question.ask(process);
}

fn foreign(question: Question) {
    let gate = Gate::new();
    let latch = gate.latch();
    let _process = started(move || latch.wait());
    let seen = active_children().remove(0);
    in_child(move || question.ask(seen));
}

fn current(question: Question) {
    question.ask(current_process());
}

fn parent(question: Question) {
    in_child(move || question.ask(parent_process().expect("the observer")));
}

/// A step of a builder, which takes the process and gives it back.
fn build(process: &mut Process, step: impl FnOnce(Process) -> Process) -> String {
    let built = mem::replace(process, Process::new(|| ()));
    match catch_unwind(AssertUnwindSafe(|| step(built))) {
        Ok(built) => {
            *process = built;
            "Ok".to_owned()
        }
        Err(_) => "panics".to_owned(),
    }
}

fn unit(result: Result<()>) -> String {
    answer(result.map(|()| "Ok"))
}

fn answer<T: Display>(result: Result<T>) -> String {
    let error = match result {
        Ok(value) => return value.to_string(),
        Err(error) => error,
    };
    let variant = match error {
        Error::StartedTwice => "StartedTwice",
        Error::StartedElsewhere => "StartedElsewhere",
        Error::AlreadyStarted => "AlreadyStarted",
        Error::JoinedBeforeStart => "JoinedBeforeStart",
        Error::JoinedElsewhere => "JoinedElsewhere",
        Error::TestedElsewhere => "TestedElsewhere",
        Error::NotStarted => "NotStarted",
        Error::StillRunning => "StillRunning",
        Error::Closed => "Closed",
        Error::ReapedElsewhere => "ReapedElsewhere",
        error => panic!("no state has that to say: {error}"),
    };
    format!("`{variant}`")
}

fn is_readable(sentinel: BorrowedFd<'_>) -> &'static str {
    let mut polled = [PollFd::new(sentinel, PollFlags::POLLIN)];
    match poll(&mut polled, PollTimeout::ZERO).expect("poll") {
        0 => "not readable",
        _ => "readable",
    }
}

/// A table whose columns are as wide as their widest cell.
fn markdown(titles: Vec<String>, rows: Vec<Vec<String>>) -> String {
    let rule = vec![String::from("---"); titles.len()];
    let rows: Vec<_> = [titles, rule].into_iter().chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column).expect("a table has a title");
            format!("{cell:width$}")
        });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    rows.iter().map(line).collect()
}

//! The recorder, and what becomes of programs that behave oddly.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use process_order::Order;
use process_workbook::record::{
    Recorder, Recording, Report, Seen, Step, stands_still,
};
use support::python;

const A_SECOND: Duration = Duration::from_secs(1);
/// When a test is taken to hang.
const A_MINUTE: Duration = Duration::from_mins(1);

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

#[track_caller]
fn record(command: Command) -> Recording {
    let recording = Recorder::new(command).timeout(A_MINUTE).record();
    let recording = recording.expect("it can be run");
    assert!(!recording.timed_out, "it hangs: {recording:?}");
    recording
}

fn texts(recording: &Recording) -> Vec<String> {
    recording.lines().map(|line| line.text().into_owned()).collect()
}

#[test]
fn lines_have_their_writers_and_the_true_order() {
    let run = record(shell("echo a; (echo b; echo c); echo d; exit 3"));
    assert_eq!(texts(&run), ["a", "b", "c", "d"]);
    let writers: Vec<_> = run.lines().map(|line| line.pid).collect();
    assert_eq!((writers[0], writers[3]), (run.main, run.main));
    assert_eq!(writers[1], writers[2]);
    assert_ne!(writers[1], run.main);
    assert_eq!(run.exitcode, 3);
    assert_eq!(run.output, b"a\nb\nc\nd\n");
    assert!(run.lines().is_sorted_by_key(|line| line.at));
}

#[test]
fn no_line_of_many_writers_is_lost_or_given_to_another() {
    const WRITERS: usize = 20;
    const LINES: usize = 200;
    let run = record(shell(&format!(
        "for w in $(seq {WRITERS}); do (for l in $(seq {LINES}); do echo $w $l; done) & done; wait"
    )));
    let mut of_writer: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for line in run.lines() {
        of_writer.entry(line.pid).or_default().push(line.text().into_owned());
    }
    assert_eq!(of_writer.len(), WRITERS);
    for lines in of_writer.values() {
        let (writer, _) = lines[0].split_once(' ').expect("two numbers");
        let all: Vec<_> =
            (1..=LINES).map(|line| format!("{writer} {line}")).collect();
        assert_eq!(*lines, all);
    }
}

#[test]
fn a_line_is_one_however_many_writes_it_took() {
    let run = record(shell("printf a; (printf b; printf 'c\\n'); printf 'd\\n'"));
    assert_eq!(texts(&run), ["bc", "ad"]);
    assert_eq!(run.output, b"abc\nd\n", "a terminal would have shown it torn");
}

#[test]
fn without_a_newline_at_the_end() {
    let run = record(shell("echo whole; printf rest"));
    assert_eq!(texts(&run), ["whole", "rest"]);
    let whole: Vec<_> = run.lines().map(|line| line.is_whole()).collect();
    assert_eq!(whole, [true, false]);
    assert!(record(shell(":")).lines().next().is_none());
    assert_eq!(texts(&record(shell("echo"))), [""]);
}

#[test]
fn a_line_of_a_mebibyte() {
    const LENGTH: usize = 1 << 20;
    let script =
        format!("head -c {LENGTH} /dev/zero | tr '\\0' x; echo; echo short");
    let run = record(shell(&script));
    let lengths: Vec<_> = run.lines().map(|line| line.bytes.len()).collect();
    assert_eq!(lengths.iter().sum::<usize>(), LENGTH + "short".len());
    assert!(run.lines().any(|line| line.bytes.iter().all(|byte| *byte == b'x')
        && line.bytes.len() == LENGTH));
}

#[test]
fn what_is_no_utf8() {
    let run = record(shell(r"printf 'a\377b\0c\n'"));
    let line = run.lines().next().expect("a line");
    assert_eq!(line.bytes, b"a\xffb\0c");
    assert_eq!(line.text(), "a\u{fffd}b\0c");
}

#[test]
fn stdout_that_is_closed() {
    let run = record(shell("echo seen; exec >&-; echo unseen 2>/dev/null; exit 5"));
    assert_eq!(texts(&run), ["seen"]);
    assert_eq!(run.exitcode, 5, "its end is waited for");
}

#[test]
fn another_program_in_the_same_process() {
    let run = record(shell("echo before; exec echo after"));
    assert_eq!(texts(&run), ["before", "after"]);
    assert!(run.lines().all(|line| line.pid == run.main));
}

#[test]
fn an_orphan_that_goes_on_writing() {
    // It waits until its parent is another one.
    const ORPHAN: &str =
        r#"while grep -q "^PPid:.$1$" /proc/$$/status; do :; done; echo late"#;
    let mut command = shell(r#"sh -c "$1" orphan $$ & echo early"#);
    command.args(["main", ORPHAN]);
    let run = record(command);
    assert_eq!(texts(&run), ["early", "late"]);
    assert_eq!(run.exitcode, 0);
}

#[test]
fn a_death_by_a_signal() {
    let run = record(shell("echo last; printf words; kill -TERM $$; echo never"));
    assert_eq!(texts(&run), ["last", "words"]);
    assert_eq!(run.exitcode, -15);
    assert!(!run.timed_out);
}

#[test]
fn a_program_that_never_ends() {
    let command = shell("echo seen; printf rest; sleep 1000 & wait");
    let run = Recorder::new(command)
        .timeout(2 * A_SECOND)
        .record()
        .expect("it can be run");
    assert!(run.timed_out);
    assert_eq!(texts(&run), ["seen", "rest"]);
    assert_eq!(run.exitcode, -9);
}

#[test]
fn a_program_that_never_ends_with_stdout_closed() {
    let command = shell("echo seen; exec sleep 1000 >&-");
    let run = Recorder::new(command)
        .timeout(2 * A_SECOND)
        .record()
        .expect("it can be run");
    assert!(run.timed_out);
    assert_eq!(texts(&run), ["seen"]);
}

#[test]
fn a_program_that_does_not_exist() {
    let missing = Recorder::new(Command::new("/no/such/program")).record();
    assert_eq!(missing.expect_err("it is not there").kind(), ErrorKind::NotFound);

    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-executable");
    File::create(&path).expect("a file");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("chmod");
    let refused = Recorder::new(Command::new(&path)).record();
    assert_eq!(
        refused.expect_err("no permission").kind(),
        ErrorKind::PermissionDenied
    );
    fs::remove_file(path).expect("it is there");
}

#[test]
fn stderr_passes_through_and_stdin_is_empty() {
    let (mut reader, writer) = io::pipe().expect("a pipe");
    let mut command = shell("cat; echo out; echo err >&2");
    command.stderr(writer);
    let run = record(command);
    assert_eq!(texts(&run), ["out"]);
    let mut stderr = String::new();
    reader.read_to_string(&mut stderr).expect("UTF-8");
    assert_eq!(stderr, "err\n");
}

#[test]
fn nobody_reports_unasked() {
    let lesson = env!("CARGO_BIN_EXE_lesson03");
    let mut command = Command::new(lesson);
    command.env("WORKBOOK_SPEED", "1000");
    let output = command.output().expect("it runs").stdout;
    assert!(!output.contains(&0), "a report in {output:?}");

    // Asked for another stdout than the one that it has.
    let mut command = Command::new(lesson);
    command.env("WORKBOOK_SPEED", "1000").env("WORKBOOK_RECORDER", "1:2:mark");
    let output = command.output().expect("it runs").stdout;
    assert!(!output.contains(&0), "a report in {output:?}");
}

#[test]
fn a_program_of_this_crate_reports_its_steps() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lesson03"));
    command.env("WORKBOOK_SPEED", "1000");
    let run = record(command);
    let of = |pid: u32| {
        let steps = run.steps.iter().filter(move |step| step.pid == pid);
        steps.map(|step| &step.seen).collect::<Vec<_>>()
    };
    let children: Vec<_> = of(run.main)
        .into_iter()
        .filter_map(|seen| match seen {
            Seen::Report(Report::Start { pid, name }) => Some((*pid, name.as_ref())),
            _ => None,
        })
        .collect();
    let names: Vec<_> = children.iter().map(|(_, name)| *name).collect();
    assert_eq!(names, ["Process-1", "Process-2", "Process-3"]);
    for (number, (pid, _)) in (1..).zip(children) {
        let line = |text: String| Seen::Lines(vec![text.into_bytes()]);
        let expected = [
            line(format!("worker_{number}")),
            line(format!("End worker_{number}")),
            Seen::Report(Report::Exit { code: 0 }),
        ];
        assert_eq!(of(pid), expected.iter().collect::<Vec<_>>());
        assert!(
            of(run.main)
                .contains(&&Seen::Report(Report::Join { pid, code: Some(0) }))
        );
    }
}

#[test]
fn the_order_of_a_run_names_and_nests_its_processes() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lesson12"));
    command.env("WORKBOOK_SPEED", "1000");
    let order = record(command).order().expect("an order");
    let names: Vec<_> =
        order.histories().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["main", "Process-1", "Process-2", "Process-2:1"]);
}

/// A run whose child has this pid, prints it and counts three sheep.
fn counts_sheep(child: u32) -> Recording {
    let line = |text: String| Seen::Lines(vec![text.into_bytes()]);
    let steps = [
        (2, Seen::Report(Report::Start { pid: child, name: "Process-1".into() })),
        (child, line(format!("I am {child}"))),
        (child, line("3 sheep".to_owned())),
        (child, Seen::Report(Report::Exit { code: 0 })),
        (2, Seen::Report(Report::Join { pid: child, code: Some(0) })),
    ];
    let step = |(pid, seen)| Step { pid, at: Duration::ZERO, seen };
    let steps = steps.into_iter().map(step).collect();
    Recording { main: 2, exitcode: 0, timed_out: false, steps, output: Vec::new() }
}

#[test]
fn a_number_that_is_a_pid_by_chance_is_told_by_another_run() {
    let order = |run: Recording| run.order().expect("an order");
    let like =
        |run: Recording, model: &Order| run.order_like(model).expect("an order");
    let usual = order(counts_sheep(4711));
    assert!(usual.to_string().contains("  | I am [pid Process-1]\n  | 3 sheep\n"));
    let by_chance = order(counts_sheep(3));
    assert!(by_chance.to_string().contains("  | [pid Process-1] sheep\n"));
    assert_eq!(like(counts_sheep(3), &usual), usual);
    assert_eq!(like(counts_sheep(4711), &by_chance), usual);

    // The pid of somebody else is none of the model's.
    let mut liar = counts_sheep(4711);
    liar.steps[1].seen = Seen::Lines(vec![b"I am 4712".to_vec()]);
    assert_ne!(like(liar, &usual), usual);
}

#[test]
fn processes_that_nobody_reports_are_unknown() {
    let run = record(shell("echo pid $$; (echo one); (echo two); echo 1 of 2"));
    let order = run.order().expect("an order");
    let text = "\
main
  | pid [pid main]
  | 1 of 2
  exit 0

unknown
  | one

unknown (2)
  | two
";
    assert_eq!(order.to_string(), text);
    let texts = texts(&run);
    assert!(order.check(run.written(&order, &texts)).is_possible());
}

/// Two processes of which each prints two lines in one write. // F-50
#[test]
fn the_lines_of_one_write_are_one_event_where_writes_are_told_apart() {
    let script =
        "(printf 'a 1\\na 2\\n') & (printf 'b 1\\nb 2\\n') & wait; echo end";
    let run = Recorder::new(shell(script)).whole_writes().timeout(A_MINUTE).record();
    let order = run.expect("it can be run").order().expect("an order").to_string();
    for child in ["  | a 1\n  + a 2\n", "  | b 1\n  + b 2\n"] {
        assert!(order.contains(child), "{order}");
    }
    let two = record(shell("echo a; echo b")).order().expect("an order").to_string();
    assert!(two.contains("  | a\n  | b\n"), "{two}");
    let two = Recorder::new(shell("echo a; echo b")).whole_writes().record();
    let two = two.expect("it can be run").order().expect("an order").to_string();
    assert!(two.contains("  | a\n  | b\n"), "{two}");
}

#[test]
fn an_empty_write_is_no_end_where_writes_are_told_apart() {
    let script =
        "import os; os.write(1, b'a\\n'); os.write(1, b''); os.write(1, b'b\\n')";
    let Some(python) = python::find("record an empty write") else { return };
    let mut command = python.command();
    command.args(["-c", script]);
    let run = Recorder::new(command).whole_writes().timeout(A_MINUTE).record();
    assert_eq!(texts(&run.expect("it can be run")), ["a", "b"]);
}

/// Threads report their messages in any order. // F-23
#[test]
fn messages_that_are_reported_out_of_order_are_numbered_from_one() {
    let seen = [
        Seen::Report(Report::Send { number: 8 }),
        Seen::Report(Report::Send { number: 7 }),
    ];
    let steps = seen.map(|seen| Step { pid: 2, at: Duration::ZERO, seen });
    let steps = steps.to_vec();
    let run =
        Recording { main: 2, exitcode: 0, timed_out: false, steps, output: vec![] };
    let order = run.order().expect("an order");
    assert_eq!(order.to_string(), "main\n  send 2\n  send 1\n  exit 0\n");
}

/// Each of the two goes on from its `send` only when the other one receives.
#[test]
fn who_sends_a_long_message_goes_on_after_its_receipt_has_begun() {
    let start =
        |pid, name: &'static str| (1, Report::Start { pid, name: name.into() });
    let reports = [
        start(2, "ann"),
        start(3, "ben"),
        (2, Report::Send { number: 1 }),
        (2, Report::Sent { number: 1 }),
        (3, Report::Receive { pid: 2, number: 1 }),
        (3, Report::Send { number: 1 }),
        (2, Report::Receive { pid: 3, number: 1 }),
        (3, Report::Sent { number: 1 }),
        // Received by nobody, because its receiver was killed.
        (3, Report::Send { number: 2 }),
        (3, Report::Sent { number: 2 }),
    ];
    let steps = reports.map(|(pid, report)| Step {
        pid,
        at: Duration::ZERO,
        seen: Seen::Report(report),
    });
    let steps = steps.to_vec();
    let run =
        Recording { main: 1, exitcode: 0, timed_out: false, steps, output: vec![] };
    let order = run.order().expect("an order").to_string();
    let both = [
        "ann\n  send 1\n  receive ben 3\n  send 2\n  receive ben 1\n",
        "ben\n  send 3\n  receive ann 1\n  send 1\n  receive ann 2\n  send 2\n",
    ];
    for process in both {
        assert!(order.contains(process), "{order}");
    }
}

#[test]
fn who_waits_for_others_stands_still_and_who_sleeps_does_not() {
    let mut waiting = Command::new("cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("cat(1)");
    while !stands_still(waiting.id()) {
        thread::yield_now();
    }
    drop(waiting.stdin.take());
    waiting.wait().expect("a child");
    assert!(!stands_still(waiting.id()), "it has ended");

    let mut sleeping = Command::new("sleep").arg("60").spawn().expect("sleep(1)");
    let stood_still = (0..1000).any(|_| stands_still(sleeping.id()));
    sleeping.kill().expect("a child");
    sleeping.wait().expect("a child");
    assert!(!stood_still);
}

/// A program that sends a descriptor over its stdout, among its lines.
const SENDS_A_DESCRIPTOR: &str = "
import array, os, socket
os.write(1, b'before\\n')
stdout = socket.socket(fileno=os.dup(1))
rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0] * 100))
stdout.sendmsg([b'with it\\n'], [rights])
os.write(1, b'after\\n')
";

// F-71
#[test]
fn descriptors_that_are_sent_over_stdout_do_no_harm() {
    let Some(python) = python::find("record descriptors") else { return };
    let mut command = python.command();
    command.args(["-c", SENDS_A_DESCRIPTOR]);
    assert_eq!(texts(&record(command)), ["before", "with it", "after"]);
}

// F-71
#[test]
fn a_report_that_is_begun_and_never_ended_swallows_nothing() {
    let script = "import os; mark = os.environ['WORKBOOK_RECORDER'].split(':')[2]; \
                  os.write(1, f'\\0{mark} '.encode()); os.write(1, b'x' * 100000)";
    let Some(python) = python::find("record half a report") else { return };
    let mut command = python.command();
    command.args(["-c", script]);
    let run = record(command);
    assert!(
        run.output.ends_with("x".repeat(100_000).as_bytes()),
        "{} bytes",
        run.output.len()
    );
}

// F-71
#[test]
fn a_time_out_ends_whoever_has_left_the_group() {
    let command = shell("setsid sleep 1000 & echo $!; wait");
    let run = Recorder::new(command).timeout(A_SECOND).record();
    let run = run.expect("it can be run");
    assert!(run.timed_out);
    let stat = fs::read_to_string(format!("/proc/{}/stat", texts(&run)[0]));
    let is_alive = stat.is_ok_and(|it| !it.contains(") Z ") && !it.contains(") X "));
    assert!(!is_alive, "it is left");
}

// F-70
#[test]
fn stdout_that_is_opened_again_is_refused_by_the_system_and_the_rest_is_seen() {
    let run = record(shell("(echo lost > /dev/stdout) 2>/dev/null; echo seen"));
    assert_eq!(texts(&run), ["seen"]);
}

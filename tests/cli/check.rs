//! `check`: of a run, a file, stdin.

use std::fs;

use serde_json::Value;

use crate::fixture::{clean, fed, holds, piped, workbook};
use crate::stage::Stage;
use crate::support::python;
use crate::terminal::{on_terminal, on_terminal_of};

/// The result that the document prints.
const DOCUMENT: &str = "lessons/03-multiple-functions/document.txt";

#[test]
fn a_run() {
    let mut command = workbook(&["check", "10"]);
    command.env("WORKBOOK_SPEED", "1000");
    let seen = piped(command);
    let lines: Vec<_> = seen.stdout.lines().collect();
    assert_eq!((seen.status, lines.len()), (0, 6), "{seen:?}");
    assert_eq!(lines[5], "possible: one of 2 possible outputs of lesson 10");
}

#[test]
fn a_run_on_a_terminal() {
    let mut command = workbook(&["check", "9"]);
    // What a child says on stderr when it panics is not the order's matter.
    command.env("RUST_BACKTRACE", "0");
    let seen = on_terminal(&command);
    let end = "SIGKILL: exit code -9\r\n\x1b[1;32mpossible\x1b[0m: the only possible \
               output of lesson 9\r\n";
    assert!(seen.stdout.ends_with(end), "{seen:?}");
    assert_eq!(seen.status, 0);
}

#[test]
fn an_impossible_file() {
    piped(workbook(&["check", "3", DOCUMENT])).shows("check-document", 1);
}

#[test]
fn an_impossible_file_on_a_narrow_terminal() {
    // What is known already is told without a progress bar.
    piped(workbook(&["check", "3", DOCUMENT]));
    let seen = on_terminal_of(60, &workbook(&["check", "3", DOCUMENT]));
    seen.shows("check-document-60", 1);
}

#[test]
fn a_possible_file_of_the_twin() {
    let seen = piped(workbook(&["check", "3", DOCUMENT, "--twin", "--for", "1"]));
    assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen:?}");
    // In which order Python goes through a set is drawn anew in each run, and no search over
    // schedules finds it out. So either a run of this second had the document's order, or
    // the snapshot is asked.
    let by_snapshot =
        "possible: an output of the twin of lesson 3, in the case where ";
    let by_a_run = "possible: one of at least ";
    let is_by_snapshot = seen.stdout.starts_with(by_snapshot)
        && seen.stdout.contains("\nSo says its snapshot.");
    assert!(is_by_snapshot || seen.stdout.starts_with(by_a_run), "{seen:?}");
}

/// `wait` in place of `join`.
const SHELL: &str = "echo child & echo parent; wait; echo joined";

/// What is said of this output of [`SHELL`], on stdout and on stderr.
fn said_of(name: &str, output: &[u8]) -> (i32, String) {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/transcript-");
    let path = format!("{path}{name}");
    fs::write(&path, output).expect("a file");
    let seen = piped(workbook(&["check", &path, "--", "sh", "-c", SHELL]));
    let said = format!("{}{}", seen.stdout, seen.stderr).replace(&path, "FILE");
    (seen.status, said.split_whitespace().collect::<Vec<_>>().join(" "))
}

// F-33
#[test]
fn what_an_output_has_suffered_is_named() {
    for (name, output, expected) in [
        (
            "blanks",
            "child\nparent \njoined\n",
            "without the blanks at the end of line 2.",
        ),
        (
            "tab",
            "child\n\tparent\njoined\n",
            "without the blanks at the beginning of line 2.",
        ),
        (
            "colours",
            "\x1b[32mchild\x1b[0m\nparent\njoined\n",
            "without the escape sequences in line 1,",
        ),
        (
            "prompt",
            "$ ./a.out\nchild\nparent\njoined\n",
            "without line 1, with the prompt of a shell.",
        ),
        (
            "cargo",
            "    Finished `dev` in 0.1s\n     Running `a`\nchild\nparent\njoined\n",
            "without lines 1 and 2, cargo's own.",
        ),
        (
            "stderr",
            "child\nwarning\nparent\njoined\n",
            "without line 2, printed by no process on stdout, and perhaps on stderr.",
        ),
        ("gaps", "child\n\nparent\njoined\n", "without line 2, empty."),
        (
            "two",
            "$ ./a.out\nchild \nparent\njoined\n",
            "without line 1, with the prompt of a shell; and the blanks at the end of line 2.",
        ),
    ] {
        let (status, said) = said_of(name, output.as_bytes());
        assert_eq!(status, 1, "{said}");
        assert!(said.contains(&format!("It is possible {expected}")), "{said}");
    }
    let (status, said) = said_of("order", b"joined \nchild\nparent\n");
    assert_eq!(status, 1, "{said}");
    assert!(!said.contains("It is possible"), "{said}");
}

// F-33
#[test]
fn another_encoding_is_read_and_named() {
    let output = "child\nparent\njoined\n";
    let utf_16: Vec<u8> = output.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, expected) in [
        (
            "le",
            [b"\xff\xfe", &*utf_16].concat(),
            "FILE, where the output should be: this is UTF-16",
        ),
        (
            "bom",
            [b"\xef\xbb\xbf", output.as_bytes()].concat(),
            "the byte order mark at its beginning is left out",
        ),
        ("crlf", output.replace('\n', "\r\n").into_bytes(), "possible: one of 2"),
    ] {
        let (status, said) = said_of(name, &bytes);
        assert_eq!(status, 0, "{said}");
        assert!(
            said.contains("possible: one of 2") && said.contains(expected),
            "{said}"
        );
    }
    let (status, said) = said_of("empty", b"");
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("this is empty, the output of a program that prints nothing"),
        "{said}"
    );
}

// F-33
#[test]
fn what_cannot_be_seen_is_shown_and_what_is_too_long_is_cut() {
    let (_, said) = said_of("seen", b"child\nparent  \njoined\n");
    assert!(said.contains("> 2 | parent␣␣ "), "{said}");
    let (_, said) = said_of("hidden", "child\n\u{202e}parent\njoined\n".as_bytes());
    assert!(said.contains("\\u{202e}parent"), "{said}");
    let (_, said) = said_of("long", &b"x".repeat(100_000));
    assert!(
        said.contains("(99,200 characters)") && said.len() < 5000,
        "{}",
        said.len()
    );
    let zero = piped(workbook(&["check", "3", "/dev/zero"]));
    assert!(zero.stderr.contains("has more than 16 MB"), "{zero:?}");
}

/// Main lists the workers that are alive.
// F-14
#[test]
fn an_output_of_each_case() {
    let early = [
        "worker_1",
        "End worker_1",
        "The number of cpu is 8",
        "worker_2",
        "End worker_2",
        "The number of cpu is 8",
        "The number of cpu is 8",
        "worker_3",
    ];
    let listed = "child p.name: Process-3, p.id: 9";
    let text = |rest: &[&str]| [early.as_slice(), rest].concat().join("\n");
    let two_ended = text(&[listed, "End", "End worker_3"]);
    fed(workbook(&["check", "3", "-"]), &two_ended).shows("check-two-ended", 0);
    // Main cannot know that the last one has ended.
    let not_listed = text(&["End", "End worker_3"]);
    fed(workbook(&["check", "3", "-"]), &not_listed).shows("check-not-listed", 1);
}

#[test]
fn stdin() {
    let mut lines = [
        "main: bread for 5 coins",
        "Ben: bread, milk, soap, cake for 5 coins",
        "Ada: bread, milk, cake for 5 coins",
        "main: bread, milk, soap for 9 coins",
    ];
    let command = || workbook(&["check", "5", "-"]);
    fed(command(), &lines.join("\n")).shows("check-stdin", 0);
    lines.swap(2, 3);
    fed(command(), &lines.join("\n")).shows("check-stdin-swapped", 1);
    fed(command(), &lines[..2].join("\n")).shows("check-stdin-short", 1);
    let empty = fed(command(), "");
    let missing = "the output ends without `main: bread for 5 coins` of main\n";
    assert!(empty.stdout.ends_with(missing), "{empty:?}");
    assert_eq!(empty.status, 1);
}

#[test]
fn what_is_no_text() {
    let mut command = clean("sh", &["-c"]);
    let workbook = env!("CARGO_BIN_EXE_workbook");
    command.arg(format!("printf 'a\\377b\\n' | {workbook} check 5 -"));
    piped(command).shows("check-no-text", 1);
}

#[test]
fn a_file_that_cannot_be_read() {
    piped(workbook(&["check", "3", "/no/such/file"])).complains("check-no-file");
    piped(workbook(&["check", "3", "lessons"])).complains("check-folder");
}

// F-86
#[test]
fn a_file_that_never_comes_to_an_end() {
    let stage = Stage::new("check-endless-file");
    let gate = stage.path("gate");
    let name = gate.to_str().expect("UTF-8");
    for (file, complaint) in [
        (name, "this is a FIFO; `-` in its place reads stdin"),
        ("/dev/zero", "has more than 16 MB"),
    ] {
        let seen = piped(workbook(&["check", "5", file]));
        assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
        let said = seen.stderr.replace('\n', " ");
        assert!(said.contains(complaint), "{said}");
    }
    // What the shell has opened is waited for: somebody writes into it.
    let mut command = clean("bash", &["-c", "\"$0\" check 5 <(echo main)"]);
    command.arg(env!("CARGO_BIN_EXE_workbook"));
    let seen = piped(command);
    assert_eq!((seen.status, seen.stderr.as_str()), (1, ""), "{seen:?}");
}

// F-86
#[test]
fn what_a_terminal_would_obey() {
    let seen = fed(workbook(&["check", "5", "-"]), "\x1b]0;title\x07 \x1b[2J\n");
    assert_eq!((seen.status, seen.stderr.as_str()), (1, ""), "{seen:?}");
    assert!(
        seen.stdout.contains(">   1 | \\u{1b}]0;title\\u{7} \\u{1b}[2J\n"),
        "{seen:?}"
    );
    assert!(!seen.stdout.contains('\x1b'), "{seen:?}");
}

#[test]
fn as_json() {
    let seen = piped(workbook(&["check", "3", DOCUMENT, "--json"]));
    seen.shows("check-json-impossible", 1);
    let arguments = ["check", "3", DOCUMENT, "--twin", "--for", "1", "--json"];
    let seen = piped(workbook(&arguments));
    assert_eq!(seen.status, 0, "{seen:?}");
    let answer: Value = serde_json::from_str(&seen.stdout).expect("JSON");
    assert_eq!(answer["possible"], true, "{seen:?}");
    assert_eq!(answer["complete"], false, "{seen:?}");
    let stage = Stage::new("check-json").with("lesson03", "fast.sh");
    let seen = piped(stage.workbook(&["check", "3", "--json"]));
    seen.shows("check-json-fast", 0);
}

/// A lesson is what it is now, whatever its snapshot says.
// F-17
#[test]
fn a_run_of_a_changed_lesson() {
    let stage = Stage::new("check-swapped").with("lesson05", "swapped.sh");
    piped(stage.workbook(&["check", "5"])).shows("check-swapped", 0);
}

#[test]
fn a_run_that_lacks_lines_for_a_reason() {
    let stage = Stage::new("check-fast").with("lesson03", "fast.sh");
    piped(stage.workbook(&["check", "3"])).shows("check-fast", 0);
}

#[test]
fn a_lesson_that_fails() {
    let stage = Stage::new("check-failing").with("lesson05", "failing.sh");
    let seen = piped(stage.workbook(&["check", "5"]));
    assert_eq!((seen.status, seen.stderr.as_str()), (1, "the shop is closed\n"));
    holds("check-failing", &seen.stdout);
}

#[test]
fn a_run_of_the_twin() {
    let Some(python) = python::find("check --twin") else { return };
    let python = python.command();
    let path = python.get_program().to_str().expect("UTF-8");
    let mut command = workbook(&["check", "9", "--twin", "--python", path]);
    command.env("WORKBOOK_SPEED", "1000");
    let seen = piped(command);
    let verdict = "possible: the only possible output of the twin of lesson 9\n";
    assert!(seen.stdout.ends_with(verdict), "{seen:?}");
    assert_eq!(seen.status, 0);
}

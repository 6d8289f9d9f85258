//! Systems that lack something: what is refused is refused with its cause, and nothing that
//! was started is left.

use std::env;
use std::fs;
use std::process::{Command, Stdio};

use crate::fixture::{Seen, clean, piped, workbook};
use crate::stage::Stage;

/// Runs `command` where the system call `call` fails with `errno`, from its second time on
/// for one. Nothing where there is no strace.
fn injected(command: &Command, call: &str, fault: &str) -> Option<Seen> {
    let strace = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    if strace.is_err() {
        assert!(env::var_os("CI").is_none(), "CI has strace");
        eprintln!("skipped: there is no strace");
        return None;
    }
    let fault = format!("inject={call}:{fault}");
    let mut traced = clean("strace", &["-f", "-o", "/dev/null", "-e", &fault]);
    traced.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        traced.envs(value.map(|value| (name, value)));
    }
    Some(piped(traced))
}

// F-86, F-87
#[test]
fn without_pidfds_nothing_is_left_and_the_call_is_named() {
    for (name, fault) in
        [("pidfd", "error=ENOSYS"), ("pidfd-later", "error=EPERM:when=2")]
    {
        let stage = Stage::new(name).with("lesson05", "endless.sh");
        let check = stage.workbook(&["check", "5"]);
        let Some(seen) = injected(&check, "pidfd_open", fault) else { return };
        assert_eq!((seen.status, seen.stdout.as_str()), (2, ""), "{seen:?}");
        let said = seen.stderr.replace('\n', " ");
        assert!(said.contains("pidfd_open(2) fails"), "{said}");
        assert!(said.contains("Linux has it since 5.3"), "{said}");
        let script = stage.path("lesson05");
        assert_eq!(running(script.to_str().expect("UTF-8")), Vec::<String>::new());
    }
}

#[test]
fn the_doctor_tells_what_is_missing_and_what_to_do() {
    let mut doctor = workbook(&["doctor"]);
    doctor.env("PATH", "/no/such/folder").env("PYTHONUNBUFFERED", "1");
    doctor.env_remove("CARGO");
    let seen = piped(doctor);
    assert_eq!(seen.status, 0, "{seen:?}");
    let said = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "yes ptrace a program was traced to its end",
        "no cc cc does not run, so no .c file does; `sudo apt install gcc libc6-dev` has it",
        "no python3 no .py file runs, and no lesson's twin",
        "no lessons cargo does not run: https://rustup.rs has it",
        "no terminal stdout is none",
        "PYTHONUNBUFFERED is set",
        "Everything else works.",
    ] {
        assert!(said.contains(expected), "{expected}\n{}", seen.stdout);
    }
}

#[test]
fn the_doctor_says_when_nothing_can_be_asked() {
    let Some(seen) = injected(&workbook(&["doctor"]), "ptrace", "error=EPERM")
    else {
        return;
    };
    assert_eq!(seen.status, 1, "{seen:?}");
    assert!(
        seen.stdout.contains("\nno   ptrace     cannot trace a process: "),
        "{seen:?}"
    );
    let last = "\nWithout that, no program can be asked about.\n";
    assert!(seen.stdout.ends_with(last), "{seen:?}");
}

/// The command lines of all processes in which `word` is.
fn running(word: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("proc(5)");
    let command_lines = processes.filter_map(|process| {
        let path = process.ok()?.path().join("cmdline");
        Some(fs::read_to_string(path).ok()?.replace('\0', " "))
    });
    command_lines.filter(|line| line.contains(word)).collect()
}

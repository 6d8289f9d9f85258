//! What tracing costs: `cargo bench --bench trace`.
//!
//! A program of 2,000 lines beside the same under strace, which stops it at the same calls;
//! a traced lesson beside its plain run at the highest speed. Each pair is run in turn.

mod in_turn;
mod median;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use in_turn::in_turn;
use process_workbook::trace::Tracer;

/// Two children that print a thousand lines each, every line by a write of its own.
const LINES: &str = r#"
    #include <stdio.h>
    #include <sys/wait.h>
    #include <unistd.h>
    int main(void) {
        setvbuf(stdout, NULL, _IOLBF, 1024);
        for (int child = 0; child < 2; child++)
            if (fork() == 0) {
                for (int line = 0; line < 1000; line++) printf("%d %d\n", child, line);
                return 0;
            }
        while (wait(NULL) > 0);
        return 0;
    }
"#;

/// The calls that stop a traced program, of those that this one makes or could make.
const CALLS: &str = "trace=read,write,readv,writev,close,open,openat,dup,dup2,dup3,pipe,pipe2,\
    socketpair,fork,vfork,clone,clone3,execve,exit,exit_group,wait4,waitid,kill,tgkill,\
    poll,ppoll,select,pselect6,futex,flock,nanosleep,clock_nanosleep,sched_yield";

fn main() {
    println!("{:44} {:>6}   bar", "", "ratio");
    let program = compiled();
    let ours = || assert_eq!(lines(Command::new(&program)), 2000);
    let theirs = || {
        let mut strace = Command::new("strace");
        strace.args(["-f", "--seccomp-bpf", "-o", "/dev/null", "-e", CALLS]);
        run(strace.arg(&program));
    };
    let found = in_turn(1, &ours, &theirs);
    println!(
        "{:44} {:6.2}   ≤ 1   ({:.0} and {:.0} µs)",
        "2,000 lines, traced ÷ strace", found.ratio, found.ours, found.theirs
    );
    for number in ["01", "03", "08", "16"] {
        let path = env::var(format!("CARGO_BIN_EXE_lesson{number}"));
        let path = path.expect("Cargo says where it is");
        let ours = || assert!(lines(Command::new(&path)) > 0);
        let theirs = || run(Command::new(&path).env("WORKBOOK_SPEED", "1e18"));
        let found = in_turn(1, &ours, &theirs);
        println!(
            "{:44} {:6.2}   ≤ 4   ({:.0} and {:.0} µs)",
            format!("traced ÷ plain, lesson{number}"),
            found.ratio,
            found.ours,
            found.theirs
        );
    }
}

/// How many lines a traced program prints.
fn lines(command: Command) -> usize {
    let execution = Tracer::new(command).trace().expect("it can be traced");
    execution.output().split(|byte| *byte == b'\n').count() - 1
}

fn run(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(status.expect("it runs").success());
}

fn compiled() -> String {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lines");
    let source = program.with_extension("c");
    fs::write(&source, LINES).expect("the folder can be written to");
    run(Command::new("cc").arg("-o").arg(&program).arg(source));
    program.display().to_string()
}

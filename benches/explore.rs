//! What it costs to make all runs of a program: `cargo bench --bench explore`.
//!
//! One explored run of a lesson beside its plain run at the highest speed, in turn; the
//! command that one waits for, when its answer is not kept and when it is; and how many runs
//! the search makes for each different order that it finds.

mod median;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use median::median;
use process_workbook::explore::{Exploration, Explorer};

/// How often each side is measured.
const ROUNDS: usize = 11;

/// The lessons of which all runs can be made in a moment.
const LESSONS: [&str; 17] = [
    "01", "02", "03", "05", "06", "07", "08", "09", "10", "11", "12", "13", "15",
    "16", "17", "18", "20",
];

/// What `main` does in each of some small C programs that people ask about.
const PUZZLES: [&str; 5] = [
    // Forks in a loop.
    r#"for (int i = 0; i < 2; i++) { fork(); printf("round %d\n", i); }"#,
    // A wait for the only child.
    r#"if (fork() == 0) puts("child"); else { puts("parent"); wait(NULL); puts("end"); }"#,
    // Waits for any child.
    r#"for (int i = 0; i < 3; i++) if (fork() == 0) { printf("%d\n", i); return 0; }
       for (int i = 0; i < 3; i++) { wait(NULL); puts("one"); }"#,
    // Two writers of one pipe.
    r#"int ends[2]; char byte; pipe(ends);
       for (int i = 0; i < 2; i++)
           if (fork() == 0) { printf("%d\n", i); write(ends[1], "x", 1); return 0; }
       for (int i = 0; i < 2; i++) { read(ends[0], &byte, 1); puts("one"); }"#,
    // A look whether the child has ended.
    r#"int child = fork(); if (child == 0) { puts("child"); return 0; }
       puts(waitpid(child, NULL, WNOHANG) ? "ended" : "alive");"#,
];

fn main() {
    println!("{:44} {:>6}   bar", "", "");
    for number in ["01", "08", "16"] {
        let path = lesson(number);
        let rounds = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            let runs = explored(&path).runs;
            let ours = start.elapsed().as_secs_f64() / count(runs);
            let plain = || run(Command::new(&path).env("WORKBOOK_SPEED", "1e18"));
            ours / time(plain)
        });
        let name = format!("one explored run ÷ plain, lesson{number}");
        println!("{name:44} {:6.2}   ≤ 4", median(rounds));
    }
    let orders = |options: &[&str]| {
        let workbook = env::var("CARGO_BIN_EXE_workbook").expect("Cargo says it");
        time(|| {
            let mut command = Command::new(workbook);
            run(command.args(["orders", "3", "-n", "0"]).args(options));
        })
    };
    let anew = median((0..ROUNDS).map(|_| orders(&["--anew"])));
    println!("{:44} {anew:5.2}s   ≤ 1 s", "orders 3, made anew");
    let kept = median((0..ROUNDS).map(|_| orders(&[]))) * 1e3;
    println!("{:44} {kept:4.0}ms   ≤ 50 ms", "orders 3, kept");
    let programs = LESSONS.map(lesson).into_iter().chain(PUZZLES.map(compiled));
    let wasted = programs.map(|program| {
        let found = explored(&program);
        count(found.runs) / count(found.found.len())
    });
    println!(
        "{:44} {:6.2}   ≤ 1.5",
        "runs ÷ different orders, median",
        median(wasted)
    );
}

fn lesson(number: &str) -> String {
    env::var(format!("CARGO_BIN_EXE_lesson{number}"))
        .expect("Cargo says where it is")
}

/// All runs of a program.
fn explored(path: &str) -> Exploration {
    let command = || {
        let mut command = Command::new(path);
        command.stderr(Stdio::null());
        command
    };
    Explorer::new(command).explore().expect("it can be explored")
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a few hundred"))
}

/// The seconds that `what` takes.
fn time(what: impl FnOnce()) -> f64 {
    let start = Instant::now();
    what();
    start.elapsed().as_secs_f64()
}

fn run(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(status.expect("it runs").success());
}

/// The path of the program of this `main`.
fn compiled(text: &str) -> String {
    let name = PUZZLES.iter().position(|it| *it == text).expect("one of them");
    let program =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("puzzle{name}"));
    let source = program.with_extension("c");
    let head = "#include <stdio.h>\n#include <sys/wait.h>\n#include <unistd.h>\n";
    let text = format!("{head}int main(void) {{ setlinebuf(stdout); {text} }}\n");
    fs::write(&source, text).expect("the folder can be written to");
    run(Command::new("cc").args(["-w", "-o"]).arg(&program).arg(source));
    program.display().to_string()
}

//! Nothing is left of a program, however its tracing ends.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use process_workbook::trace::{Error, Situation, Tracer};

use super::helpers::{PATIENCE, c, control, go, output, trace};

/// Says which part of a test this process is: it traces a program until it is killed.
const ROLE: &str = "WORKBOOK_TRACE_ROLE";

/// A program of several processes, of which one has left the session, that never ends.
const ENDLESS: &str = r"
    int main(void) {
        if (fork() == 0) { setsid(); for (;;) sleep(1); }
        if (fork() == 0) for (;;) sleep(1);
        for (;;) sleep(1);
    }";

/// A program that computes for ever, without a system call.
const SPIN: &str = "int main(void) { if (fork()) for (;;); for (;;); }";

/// The processes that run `command`'s program.
fn alive(command: &Command) -> Vec<String> {
    let program = command.get_program();
    let processes = fs::read_dir("/proc").expect("procfs").flatten();
    let runs = |pid: &String| {
        let program_of = fs::read_link(format!("/proc/{pid}/exe"));
        program_of.is_ok_and(|path| path == program)
    };
    let pids = processes.filter_map(|it| it.file_name().into_string().ok());
    pids.filter(runs).collect()
}

fn copy(command: &Command) -> Command {
    Command::new(command.get_program())
}

#[test]
fn a_controller_that_is_dropped_leaves_nobody() {
    let command = c(ENDLESS);
    let mut controller = control(copy(&command));
    go(&mut controller, "main");
    go(&mut controller, "main");
    assert_eq!(alive(&command).len(), 3);
    drop(controller);
    assert!(alive(&command).is_empty());
}

#[test]
fn a_time_out_leaves_nobody_and_keeps_what_was_seen() {
    let command =
        c(&ENDLESS.replace("int main(void) {", "int main(void) { puts(\"begun\");"));
    let tracer = Tracer::new(copy(&command)).timeout(Duration::from_millis(300));
    let execution = tracer.trace().expect("it is traced until then");
    assert!(execution.timed_out);
    assert_eq!(output(&execution), "begun\n");
    assert!(alive(&command).is_empty());
}

#[test]
fn a_program_that_computes_for_ever_is_killed_when_the_time_is_up() {
    // F-37
    let command = c(SPIN);
    let tracer = Tracer::new(copy(&command)).timeout(Duration::from_millis(300));
    let mut controller = tracer.start().expect("it is held before its fork");
    let situation = controller.situation().expect("it is held");
    let Situation::Held(held) = situation else { panic!("{situation:?}") };
    let error = controller.let_go(held[0].actor).expect_err("it does not come back");
    assert!(matches!(error, Error::TimedOut), "{error:?}");
    assert!(matches!(controller.situation(), Err(Error::TimedOut)));
    drop(controller);
    assert!(alive(&command).is_empty());
}

#[test]
fn a_tracer_that_is_killed_leaves_nobody() {
    let test = "leftovers::a_tracer_that_is_killed_leaves_nobody";
    if env::var(ROLE).as_deref() == Ok(test) {
        let program = env::var("PROGRAM").expect("the test names it");
        let mut controller = control(Command::new(program));
        go(&mut controller, "main");
        go(&mut controller, "main");
        println!("traced");
        loop {
            thread::park();
        }
    }
    let command = c(ENDLESS);
    let mut tracer =
        Command::new(env::current_exe().expect("a path to this binary"));
    tracer.args(["--exact", test, "--nocapture"]).env(ROLE, test);
    tracer.env("PROGRAM", command.get_program()).stdout(Stdio::piped());
    let mut tracer = tracer.spawn().expect("it can be run");
    let stdout = BufReader::new(tracer.stdout.take().expect("a pipe"));
    let is_traced =
        stdout.lines().any(|line| line.is_ok_and(|it| it.contains("traced")));
    assert!(is_traced && alive(&command).len() == 3);
    tracer.kill().expect("a child of this process");
    tracer.wait().expect("a child of this process");
    // The kernel kills them, and they may still be on their way.
    let start = std::time::Instant::now();
    while !alive(&command).is_empty() {
        assert!(start.elapsed() < PATIENCE, "{:?} is left", alive(&command));
        thread::yield_now();
    }
}

#[test]
fn a_thousand_runs_leave_no_descriptor_and_no_terminal() {
    let count = |folder: &str| fs::read_dir(folder).expect("it is there").count();
    let test = "leftovers::a_thousand_runs_leave_no_descriptor_and_no_terminal";
    if env::var(ROLE).as_deref() == Ok(test) {
        let program = env::var("PROGRAM").expect("the test names it");
        let run = || drop(trace(Command::new(&program)));
        run();
        let (descriptors, threads) =
            (count("/proc/self/fd"), count("/proc/self/task"));
        (0..1000).for_each(|_| run());
        assert_eq!(count("/proc/self/fd"), descriptors);
        assert_eq!(count("/proc/self/task"), threads);
        return;
    }
    let command = c(
        "int main(void) { if (fork() == 0) return 0; wait(NULL); puts(\"end\"); }",
    );
    let mut runner =
        Command::new(env::current_exe().expect("a path to this binary"));
    runner.args(["--exact", test, "--nocapture"]).env(ROLE, test);
    let output =
        runner.env("PROGRAM", command.get_program()).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(alive(&command).is_empty());
}

#[test]
fn several_controllers_at_once_do_not_take_each_other_s_stops() {
    let command = c(r#"
        int main(void) {
            for (int i = 0; i < 5; i++)
                if (fork() == 0) { printf("%d\n", i); return i; }
            int all = 0, status;
            while (wait(&status) > 0) all += WEXITSTATUS(status);
            printf("all %d\n", all);
        }"#);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    assert!(output(&trace(copy(&command))).ends_with("all 10\n"));
                    // An ordinary child of another thread is nobody's but this thread's.
                    let mut child = Command::new("true").spawn().expect("it runs");
                    assert!(child.wait().expect("it is ours").success());
                }
            });
        }
    });
}

#[test]
fn a_controller_can_be_sent_to_another_thread() {
    let mut controller = control(c("int main(void) { puts(\"end\"); }"));
    let execution = thread::spawn(move || {
        go(&mut controller, "main");
        controller.finish().expect("it ends")
    });
    assert_eq!(output(&execution.join().expect("no panic")), "end\n");
}

#[test]
fn no_descriptor_of_the_tracer_is_the_program_s() {
    let (read, write) = std::io::pipe().expect("a pipe");
    let command = c(r#"
        int main(void) {
            for (int fd = 0; fd < 1000; fd++)
                if (fcntl(fd, F_GETFD) >= 0) printf("%d\n", fd);
        }"#);
    assert_eq!(output(&trace(command)), "0\n1\n2\n");
    drop(write);
    let mut rest = Vec::new();
    BufReader::new(read).read_to_end(&mut rest).expect("nobody else has it");
}

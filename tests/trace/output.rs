//! What reaches stdout, whichever descriptor leads there.

use std::process::Command;
use std::time::Duration;

use process_workbook::trace::{Operation, Stdout, Tracer, Unknown};

use super::helpers::{always, c, fresh, is_print, output, pythons, shell, trace};

#[test]
fn stdout_is_a_terminal_or_a_pipe() {
    let text = r#"
        int main(void) {
            struct stat stat; fstat(1, &stat);
            printf("%d %d\n", isatty(1), S_ISFIFO(stat.st_mode));
        }"#;
    assert_eq!(output(&trace(c(text))), "1 0\n");
    let execution = Tracer::new(c(text)).stdout(Stdout::Pipe).trace();
    assert_eq!(output(&execution.expect("it can be traced")), "0 1\n");
}

#[test]
fn stdin_is_at_its_end_and_stderr_is_passed_on() {
    let execution = trace(c(r#"
        int main(void) {
            char byte;
            printf("%d\n", (int) read(0, &byte, 1));
            fprintf(stderr, "%s", "");
        }"#));
    assert_eq!(output(&execution), "0\n");
}

#[test]
fn a_copy_of_stdout_is_stdout() {
    // F-72
    let execution = trace(c(r#"
        int main(void) {
            int copy = dup(1), high = fcntl(1, F_DUPFD, 50);
            close(1);
            write(copy, "copy\n", 5);
            write(high, "high\n", 5);
            dup2(copy, 1);
            printf("again\n");
        }"#));
    assert_eq!(output(&execution), "copy\nhigh\nagain\n");
}

#[test]
fn stdout_can_be_opened_again() {
    // F-70: on a socket this fails with ENXIO.
    let execution = trace(c(r#"
        int main(void) {
            char name[64];
            for (char *path[] = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", ttyname(1), 0},
                **it = path; *it; it++) {
                int fd = open(*it, O_WRONLY | O_NOCTTY);
                if (fd < 0) { perror(*it); continue; }
                write(fd, "opened\n", 7);
                close(fd);
            }
        }"#));
    assert_eq!(output(&execution), "opened\n".repeat(4));
    for name in ["bash", "dash"] {
        let text = "echo one > /dev/stdout; echo two | tee /dev/stdout | tail -n 1";
        let Some(command) = shell("stdout_can_be_opened_again", name, text) else {
            continue;
        };
        assert!(output(&trace(command)).starts_with("one\ntwo\n"));
    }
}

#[test]
fn what_goes_into_a_file_is_no_output() {
    let path = fresh("out");
    let text = format!("echo hidden > {}; echo shown", path.display());
    let Some(command) = shell("what_goes_into_a_file_is_no_output", "dash", &text)
    else {
        return;
    };
    assert_eq!(output(&trace(command)), "shown\n");
    assert_eq!(std::fs::read_to_string(path).expect("it was written"), "hidden\n");
}

#[test]
fn a_closed_stdout_takes_nothing() {
    let execution = trace(c(r#"
        int main(void) {
            close(1);
            long written = write(1, "lost\n", 5);
            int fd = open("/dev/null", O_WRONLY);
            return written < 0 && errno == EBADF && fd == 1 && write(1, "lost\n", 5) == 5;
        }"#));
    assert_eq!((output(&execution).as_str(), execution.exitcode()), ("", Some(1)));
}

#[test]
fn what_a_shell_captures_is_no_output() {
    for name in ["bash", "dash"] {
        let text = "word=$(echo captured); echo \"got $word\"";
        let Some(command) = shell("what_a_shell_captures_is_no_output", name, text)
        else {
            continue;
        };
        let execution = trace(command);
        assert_eq!(output(&execution), "got captured\n");
    }
}

#[test]
fn a_write_of_several_parts_is_one_operation() {
    let execution = trace(c(r#"
        int main(void) {
            struct iovec parts[] = {{"one ", 4}, {"two ", 4}, {"three\n", 6}};
            long written = writev(1, parts, 3);
            printf("%ld\n", written); fflush(stdout);
            printf("%ld ", (long) writev(1, NULL, -1)); printf("%d\n", errno == EINVAL);
            fflush(stdout);
            printf("%ld ", (long) write(1, (char *) 8, 5)); printf("%d\n", errno == EFAULT);
        }"#));
    // F-83: a bad array is answered by the kernel.
    assert_eq!(output(&execution), "one two three\n14\n-1 1\n-1 1\n");
}

#[test]
fn what_has_no_line_end_is_printed_too() {
    let execution = trace(c(r#"int main(void) { printf("no end"); }"#));
    assert_eq!(output(&execution), "no end");
}

#[test]
fn what_sendfile_copies_to_stdout_is_seen_and_named() {
    let path = fresh("text");
    std::fs::write(&path, "from a file\n").expect("the folder can be written to");
    let text = r#"
        #include <sys/sendfile.h>
        int main(void) {
            int fd = open("PATH", O_RDONLY);
            sendfile(1, fd, NULL, 100);
            printf("end\n");
        }"#;
    let execution = trace(c(&text.replace("PATH", path.to_str().expect("UTF-8"))));
    assert_eq!(output(&execution), "from a file\nend\n");
    assert!(execution.unknown.iter().any(|it| matches!(it, Unknown::Call(_))));
}

#[test]
fn a_signal_in_the_middle_prints_no_line_twice() {
    // A write to a terminal restarts after a signal, and an ignored SIGCHLD is one.
    let execution = trace(c(r#"
        int main(void) {
            for (int i = 0; i < 50; i++) {
                if (fork() == 0) _exit(0);
                printf("%d\n", i); fflush(stdout);
            }
            while (wait(NULL) > 0);
        }"#));
    let lines: Vec<_> = (0..50).map(|i| format!("{i}\n")).collect();
    assert_eq!(output(&execution), lines.concat());
}

#[test]
fn a_hundred_thousand_lines_are_printed() {
    let execution = trace(c(r#"
        int main(void) { for (int i = 0; i < 100000; i++) printf("%d\n", i); }"#));
    let prints = execution.steps.iter().filter(|it| is_print(&it.operation));
    assert_eq!(prints.count(), 100_000);
    assert!(output(&execution).ends_with("99998\n99999\n"));
}

#[test]
fn a_long_line_is_one_write() {
    let execution = trace(c(r#"
        static char text[1000000];
        int main(void) {
            memset(text, 'x', sizeof text);
            printf("%ld\n", (long) write(1, text, sizeof text));
        }"#));
    assert!(output(&execution).ends_with("x1000000\n"));
    assert_eq!(execution.output().len(), 1_000_008);
}

#[test]
fn a_python_prints_each_line_by_one_write() {
    // PYTHONUNBUFFERED would make two of each.
    for mut command in
        pythons("a_python_prints_each_line_by_one_write", "print('a', 1)\n")
    {
        command.env_remove("PYTHONUNBUFFERED");
        let execution = trace(command);
        let prints = execution.steps.iter().filter(|it| is_print(&it.operation));
        let prints: Vec<_> = prints.map(|it| &it.operation).collect();
        assert_eq!(prints, [&Operation::Print(b"a 1\n".to_vec())]);
    }
}

#[test]
fn a_program_of_this_crate_names_its_processes() {
    let lesson = env!("CARGO_BIN_EXE_lesson04");
    let execution = trace(Command::new(lesson));
    let names = super::helpers::names(&execution);
    assert_eq!(names[0], "main");
    assert!(
        names[1..].iter().all(|name| name.starts_with("MyProcess-")),
        "{names:?}"
    );
    assert!(!output(&execution).contains('\0'), "no report is part of the output");
}

#[test]
fn a_lesson_takes_no_time() {
    let start = std::time::Instant::now();
    let execution = trace(Command::new(env!("CARGO_BIN_EXE_lesson03")));
    assert!(output(&execution).contains("End worker_3\n"));
    always(&execution, "worker_1\n", "End worker_1\n");
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "its workers sleep three seconds"
    );
}

#[test]
fn the_variables_and_the_folder_of_the_command_are_used() {
    let mut command = Command::new("sh");
    command.args(["-c", "echo $WORD $PYTHONUNBUFFERED; pwd"]);
    command.env("WORD", "word").current_dir("/");
    assert_eq!(output(&trace(command)), "word\n/\n");
}
